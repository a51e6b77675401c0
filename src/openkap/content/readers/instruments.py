"""Instruments: one questionnaire a file, with its scoring, bands, flags, rules of change and worked examples."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openkap.clinical.instruments.definition import (
    AskedWhen,
    Band,
    BlankRule,
    ChangeKind,
    ChangeRule,
    Clause,
    Direction,
    FlagLevel,
    FlagRule,
    Instrument,
    Item,
    Level,
    MissingRule,
    Option,
    Rights,
    Score,
    Subscore,
)
from openkap.clinical.instruments.scoring import AnswerError, Assessment, Complete, assess
from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Pin
from openkap.clinical.values import Loinc
from openkap.content.catalogue import Entry
from openkap.content.loader import ContentError
from openkap.content.readers.common import basis, duration

Document = dict[str, Any]


def read(document: Document, pin: Pin) -> Instrument:
    """An instrument as the core knows it."""
    order = tuple(i["id"] for i in document["items"])
    rights = document["rights"]
    return Instrument(
        pin=pin,
        title=document["title"],
        name=document["name"],
        rights=Rights(rights["holder"], rights["notice"], basis(rights["basis"])),
        recall=document["recall"],
        stem=document["stem"],
        instructions=document.get("instructions", {}),
        items=tuple(_item(i, document["options"], order) for i in document["items"]),
        score=_score(document, order),
        bands=tuple(Band(b["name"], b["from"], b["to"], basis(b["basis"])) for b in document["bands"]),
        subscores=tuple(_subscore(s, order) for s in document.get("subscores", [])),
        flags=tuple(_flag(f, order) for f in document.get("flags", [])),
        change=tuple(
            ChangeRule(c["id"], ChangeKind(c["kind"]), Decimal(c["value"]), basis(c["basis"]))
            for c in document.get("change", [])
        ),
        direction=Direction(document["direction"]) if "direction" in document else None,
        code=_loinc(document.get("codes", {}).get("panel")),
    )


def _of(text: str | list[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """A list of items, or a range in the order of the file: ``q1..q9``."""
    names = text.split("..") if isinstance(text, str) else text
    for name in names:
        if name not in order:
            raise ContentError("instruments", name, "this item is named but not defined.", "Name an item of the file.")
    return order[order.index(names[0]) : order.index(names[1]) + 1] if isinstance(text, str) else tuple(names)


def _loinc(code: str | None) -> Loinc | None:
    return Loinc(code) if code else None


def _item(item: Document, options: Document, order: tuple[str, ...]) -> Item:
    if item["options"] not in options:
        raise ContentError("instruments", item["id"], "its options are not defined.", "Add them under options.")
    when = item.get("asked-when")
    return Item(
        id=item["id"],
        text=item["text"],
        options=tuple(Option(o["value"], o["text"], o.get("loinc", "")) for o in options[item["options"]]),
        code=_loinc(item.get("loinc")),
        asked_when=AskedWhen(_of(when["any-of"], order), when["at-least"]) if when else None,
        optional=item.get("optional", False),
        without_stem=item.get("without-stem", False),
    )


def _score(document: Document, order: tuple[str, ...]) -> Score:
    score = document["score"]
    return Score(
        method=score["method"],
        of=_of(score["of"], order),
        low=score["range"][0],
        high=score["range"][1],
        missing=MissingRule(score["missing"]["allow"], basis(score["missing"]["basis"])),
        basis=basis(score["basis"]),
        levels=tuple(Level(v["level"], _of(v["of"], order), v["at-least"]) for v in score.get("levels", [])),
        code=_loinc(document.get("codes", {}).get("score")),
    )


def _subscore(sub: Document, order: tuple[str, ...]) -> Subscore:
    clauses = tuple(
        Clause(_of(c["of"], order), c["at-least"], c["count"], c.get("count-at-most"), c.get("at-least-for", {}))
        for c in sub.get("all", [])
    )
    return Subscore(sub["id"], sub["label"], sub["method"], _of(sub["of"], order), basis(sub["basis"]), clauses)


def _flag(flag: Document, order: tuple[str, ...]) -> FlagRule:
    levels = tuple(
        FlagLevel(v["at-least"], Urgency(v["urgency"]), duration(v["answer-within"]), basis(v["basis"]))
        for v in flag["levels"]
    )
    blank = flag.get("if-blank")
    if_blank = (
        BlankRule(Urgency(blank["urgency"]), duration(blank["answer-within"]), basis(blank["basis"])) if blank else None
    )
    return FlagRule(flag["id"], flag["display"], _of(flag["items"], order), levels, if_blank)


def check(entry: Entry) -> Iterator[str]:
    """What is wrong with an instrument beyond its shape, in sentences; nothing when it is right."""
    instrument: Instrument = entry.value
    yield from _band_problems(instrument)
    if instrument.score.method == "sum":
        yield from _range_problems(instrument)
    for example in entry.document["examples"]:
        yield from _example_problems(instrument, example)


def _band_problems(instrument: Instrument) -> Iterator[str]:
    expected = instrument.score.low
    for band in instrument.bands:
        if band.low != expected:
            yield f"band {band.name!r} begins at {band.low} and should begin at {expected}: a gap or an overlap."
        expected = band.high + 1
    if expected != instrument.score.high + 1:
        yield f"the bands end at {expected - 1}, and the score at {instrument.score.high}."


def _range_problems(instrument: Instrument) -> Iterator[str]:
    values = [instrument.item(i).values for i in instrument.score.of]
    lowest, highest = sum(map(min, values)), sum(map(max, values))
    if (lowest, highest) != (instrument.score.low, instrument.score.high):
        yield f"the answers sum to {lowest} to {highest}, and the range says otherwise."
    reached = {0}
    for choices in values:
        reached = {total + value for total in reached for value in choices}
    if missing := set(range(instrument.score.low, instrument.score.high + 1)) - reached:
        yield f"no answers lead to a score of {min(missing)}."


def _example_problems(instrument: Instrument, example: Document) -> Iterator[str]:
    if len(example["answers"]) != len(instrument.score.of):
        yield f"example {example['name']!r} has {len(example['answers'])} answers for {len(instrument.score.of)} items."
        return
    answers = dict(zip(instrument.score.of, example["answers"], strict=True))
    try:
        found = assess(instrument, answers, closed=not example.get("open", False))
    except AnswerError as error:
        yield f"example {example['name']!r}: {error}"
        return
    for what, expected, got in _comparisons(example["expect"], found):
        if expected != got:
            yield f"example {example['name']!r}: {what} should be {expected} and is {got}."


def _comparisons(expect: Document, found: Assessment) -> Iterator[tuple[str, object, object]]:
    outcome = found.outcome if isinstance(found.outcome, Complete) else None
    yield "the score", expect["score"], outcome.score if outcome else None
    yield "the flags", expect["flags"], {f.id: f.urgency.value for f in found.flags}
    if "band" in expect:
        yield "the band", expect["band"], outcome.band if outcome else None
    for id_, value in expect.get("subscores", {}).items():
        yield f"subscore {id_}", value, outcome.subscores.get(id_) if outcome else None
