"""What the check asks of an instrument beyond its shape: bands that tile, a range that is reached, its rights."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from openkap.clinical.instruments.definition import Instrument, Text
from openkap.clinical.instruments.earlier import DoseInForce, EarlierAnswer, EarlierScore, Past
from openkap.clinical.instruments.methods import SCORE_METHODS
from openkap.clinical.instruments.rules import Number
from openkap.clinical.instruments.scoring import AnswerError, Assessment, Complete, assess
from openkap.content.catalogue import Entry
from openkap.content.readers.common import duration

Document = dict[str, Any]
EXAMPLES_AT = datetime(2026, 10, 6, 12, tzinfo=UTC)  # any instant: examples tell distances of time


def check(entry: Entry) -> Iterator[str]:
    """What is wrong with an instrument beyond its shape, in sentences; nothing when it is right."""
    instrument: Instrument = entry.value
    yield from _text_problems(instrument)
    if instrument.bands:
        yield from _band_problems(instrument)
    wrong = list(_range_problems(instrument)) if instrument.score.method != "highest-level" else []
    yield from wrong
    if wrong and instrument.score.method == "table":
        return  # its examples cannot be looked up
    if instrument.score.method == "sum" and instrument.score.times == 1:
        yield from _reach_problems(instrument)
    for example in entry.document["examples"]:
        yield from _example_problems(instrument, example)


def _text_problems(instrument: Instrument) -> Iterator[str]:
    texts = [i.text for i in instrument.items] + [o.text for i in instrument.items for o in i.options]
    texts += [instrument.stem, instrument.instructions]
    if instrument.rights.text is Text.SKELETON:
        if any(texts):
            yield "it is a skeleton and holds wording. Take the wording out, or say why it may be shipped."
    elif not instrument.worded:
        yield "a question or an answer has no text. Give it one, or make the file a skeleton."


def _band_problems(instrument: Instrument) -> Iterator[str]:
    fine = min((Decimal(n).as_tuple().exponent for b in instrument.bands for n in (b.low, b.high)), key=int)
    step = Decimal(1).scaleb(int(fine))
    expected: Number = instrument.score.low
    for band in instrument.bands:
        if band.low != expected:
            yield f"band {band.name!r} begins at {band.low} and should begin at {expected}: a gap or an overlap."
        expected = band.high + step
    if expected != instrument.score.high + step:
        yield f"the bands end at {expected - step}, and the score at {instrument.score.high}."


def _range_problems(instrument: Instrument) -> Iterator[str]:
    rule = instrument.score
    worths = {i: [o.worth for o in instrument.item(i).options] for i in rule.of}
    if rule.method == "table" and len(rule.table) != 1 + sum(max(w) - min(w) for w in worths.values()):
        yield f"the table has {len(rule.table)} scores, and the answers have another number of sums."
        return
    ends = [SCORE_METHODS[rule.method](rule, {i: pick(w) for i, w in worths.items()}) for pick in (min, max)]
    lowest, highest = sorted(e for e in ends if e is not None)
    if (lowest, highest) != (rule.low, rule.high):
        yield f"the answers {rule.method} to {lowest} to {highest}, and the range says otherwise."


def _reach_problems(instrument: Instrument) -> Iterator[str]:
    reached = {0}
    for id_ in instrument.score.of:
        reached = {total + option.worth for total in reached for option in instrument.item(id_).options}
    if missing := set(range(int(instrument.score.low), int(instrument.score.high) + 1)) - reached:
        yield f"no answers lead to a score of {min(missing)}."


def _example_problems(instrument: Instrument, example: Document) -> Iterator[str]:
    answers = example["answers"]
    if isinstance(answers, list):
        if len(answers) != len(instrument.score.of):
            yield f"example {example['name']!r} has {len(answers)} answers for {len(instrument.score.of)} items."
            return
        answers = dict(zip(instrument.score.of, answers, strict=True))
    try:
        found = assess(instrument, answers, closed=not example.get("open", False), past=_past(example))
    except AnswerError as error:
        yield f"example {example['name']!r}: {error}"
        return
    for what, expected, got in _comparisons(example["expect"], found):
        if expected != got:
            yield f"example {example['name']!r}: {what} should be {expected} and is {got}."


def _past(example: Document) -> Past:
    """The past that an example tells: an earlier reading a week ago, one an hour before the dose, a dose since."""
    dose = None
    if "since-dose" in example:
        dose = DoseInForce(EXAMPLES_AT - duration(example["since-dose"]), EXAMPLES_AT - duration(example["since-dose"]))
    readings = []
    if "last" in example:
        readings.append((EXAMPLES_AT - timedelta(days=7), example["last"]))
    if "before-dose" in example and dose:
        readings.append((dose.began_at - timedelta(hours=1), example["before-dose"]))
    return Past(
        EXAMPLES_AT,
        tuple(EarlierAnswer(at, item, value) for at, told in readings for item, value in told["answers"].items()),
        tuple(EarlierScore(at, told["score"], told["answers"]) for at, told in readings if "score" in told),
        dose,
    )


def _comparisons(expect: Document, found: Assessment) -> Iterator[tuple[str, object, object]]:
    outcome = found.outcome if isinstance(found.outcome, Complete) else None
    yield "the score", expect["score"], outcome.score if outcome else None
    yield "the flags", expect["flags"], {f.id: f.urgency.value for f in found.flags}
    if "band" in expect:
        yield "the band", expect["band"], outcome.band if outcome else None
    for id_, value in expect.get("subscores", {}).items():
        yield f"subscore {id_}", value, outcome.subscores.get(id_) if outcome else None
