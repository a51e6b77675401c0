"""Instruments: one questionnaire a file, with its scoring, bands, flags, rules of change and worked examples."""

from decimal import Decimal
from typing import Any

from openkap.clinical.instruments.definition import (
    AskedWhen,
    Band,
    Clause,
    Instrument,
    Item,
    Level,
    MissingRule,
    Option,
    Rater,
    Rights,
    Score,
    Subscore,
    Text,
)
from openkap.clinical.instruments.rules import (
    BlankRule,
    ChangeKind,
    ChangeRule,
    Direction,
    FlagLevel,
    FlagRule,
    RiseRule,
    Since,
)
from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Pin
from openkap.clinical.values import Loinc
from openkap.content.loader import ContentError
from openkap.content.readers.common import basis, duration
from openkap.content.readers.instrument_checks import check

Document = dict[str, Any]
__all__ = ["check", "read"]


def read(document: Document, pin: Pin) -> Instrument:
    """An instrument as the core knows it."""
    order = tuple(i["id"] for i in document["items"])
    rights = document["rights"]
    options = {name: _options(found, rights["text"]) for name, found in document["options"].items()}
    return Instrument(
        pin=pin,
        title=document["title"],
        name=document["name"],
        rights=Rights(rights["holder"], rights["notice"], basis(rights["basis"]), Text(rights["text"])),
        recall=document["recall"],
        stem=document.get("stem", {}),
        instructions=document.get("instructions", {}),
        items=tuple(_item(i, options, order) for i in document["items"]),
        score=_score(document, order),
        bands=tuple(Band(b["name"], b["from"], b["to"], basis(b["basis"])) for b in document.get("bands", [])),
        subscores=tuple(_subscore(s, order) for s in document.get("subscores", [])),
        flags=tuple(_flag(f, order) for f in document.get("flags", [])),
        change=tuple(
            ChangeRule(c["id"], ChangeKind(c["kind"]), Decimal(c["value"]), basis(c["basis"]))
            for c in document.get("change", [])
        ),
        direction=Direction(document["direction"]) if "direction" in document else None,
        code=_loinc(document.get("codes", {}).get("panel")),
        rater=Rater(document.get("rater", Rater.PATIENT)),
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


def _options(found: Any, text: str) -> tuple[Option, ...]:
    """A list of answers; or a run of whole numbers, whose two ends may have words."""
    if isinstance(found, list):
        return tuple(Option(o["value"], o.get("text", {}), o.get("loinc", ""), o.get("points")) for o in found)
    ends = {found["from"]: found.get("low", {}), found["to"]: found.get("high", {})}

    def words(value: int) -> dict[str, str]:
        spoken = {language: f"{value}: {said}" for language, said in ends.get(value, {}).items()}
        return {} if text == Text.SKELETON else {"en": str(value)} | spoken

    return tuple(Option(value, words(value)) for value in range(found["from"], found["to"] + 1))


def _item(item: Document, options: dict[str, tuple[Option, ...]], order: tuple[str, ...]) -> Item:
    if item["options"] not in options:
        raise ContentError("instruments", item["id"], "its options are not defined.", "Add them under options.")
    when = item.get("asked-when")
    return Item(
        id=item["id"],
        text=item.get("text", {}),
        options=options[item["options"]],
        code=_loinc(item.get("loinc")),
        asked_when=AskedWhen(_of(when["any-of"], order), when["at-least"]) if when else None,
        optional=item.get("optional", False),
        without_stem=item.get("without-stem", False),
        number=item.get("entry") == "number",
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
        groups=tuple(_of(g, order) for g in score.get("groups", [])),
        times=score.get("times", 1),
        maximum=score.get("maximum", 0),
        table=tuple(map(Decimal, score.get("table", []))),
        raw_from=score.get("raw-from", 0),
    )


def _subscore(sub: Document, order: tuple[str, ...]) -> Subscore:
    clauses = tuple(
        Clause(
            _of(c["of"], order), c.get("at-least", 0), c.get("count", 0), c.get("count-at-most"),
            c.get("at-least-for", {}), c.get("sum-at-least"),
        )
        for c in sub.get("all", [])
    )  # fmt: skip
    return Subscore(
        sub["id"], sub["label"], sub["method"], _of(sub["of"], order), basis(sub["basis"]), clauses,
        sub.get("at-least", 0), sub.get("maximum", 0),
    )  # fmt: skip


def _flag(flag: Document, order: tuple[str, ...]) -> FlagRule:
    levels = tuple(
        FlagLevel(
            v.get("at-least", v.get("at-most")), Urgency(v["urgency"]), duration(v["answer-within"]),
            basis(v["basis"]), downward="at-most" in v, after_zeros=v.get("after-zeros", 0),
        )
        for v in flag.get("levels", [])
    )  # fmt: skip
    return FlagRule(
        flag["id"], flag["display"], _of(flag["items"], order) if "items" in flag else (), levels,
        _called(flag.get("if-blank")), tuple(map(_rise, flag.get("rises", []))),
    )  # fmt: skip


def _called(found: Document | None) -> BlankRule | None:
    if found is None:
        return None
    return BlankRule(Urgency(found["urgency"]), duration(found["answer-within"]), basis(found["basis"]))


def _rise(rise: Document) -> RiseRule:
    return RiseRule(
        by=rise["fall-by-at-least" if "fall-by-at-least" in rise else "by-at-least"],
        since=Since(rise["since"]),
        urgency=Urgency(rise["urgency"]),
        answer_within=duration(rise["answer-within"]),
        basis=basis(rise["basis"]),
        downward="fall-by-at-least" in rise,
        if_unknown=_called(rise.get("if-unknown")),
        within=duration(rise["within"]) if "within" in rise else None,
        after=duration(rise.get("after", "PT0S")),
    )
