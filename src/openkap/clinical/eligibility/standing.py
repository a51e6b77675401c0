"""What a chart says about one fact: present, ruled out, known, or unknown and why.

A condition on record may raise, however old. Nothing but a named person's dated answer makes it false, and only for as
long as the vocabulary lets that answer stand. A *denied* never outweighs what a record claims; an examination does.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from openkap.clinical.eligibility.findings import Judgement
from openkap.clinical.facts import Chart, Fact, FactDefinition
from openkap.clinical.sources import Verification
from openkap.clinical.values import Known, Missing, Truth, Unknown

DENIED = "denied"
EXCLUDED = "excluded"
REVIEWED_NONE = "reviewed-none"
ENDED = frozenset({"resolved", "inactive", "remission"})

Counts = Callable[[Fact], bool]


def on(instant: datetime) -> str:
    """A day in words: 5 Sep 2020."""
    return f"{instant.day} {instant:%b %Y}"


def is_weak(fact: Fact) -> bool:
    """Whether a fact rests on an unverified code, or on a diagnosis that was itself not confirmed."""
    return fact.identified is Verification.UNVERIFIED


def is_fresh(fact: Fact, definition: FactDefinition, as_of: datetime) -> bool:
    """Whether the fact may still be judged by."""
    return definition.max_age is None or as_of - fact.at <= definition.max_age


def ruling_out(chart: Chart, definition: FactDefinition) -> Fact | None:
    """The newest answer of a named person that it is absent, unless they later said that it is present."""
    answers = [f for f in chart.of(definition.code) if f.asserted_by and isinstance(f.value, bool)]
    if not answers:
        return None
    newest = max(f.at for f in answers)
    last = [f for f in answers if f.at == newest]
    return None if any(f.value is True for f in last) else last[-1]


def _outweighs(answer: Fact, claim: Fact) -> bool:
    """An answer outweighs what was on record when it was given, unless it is only the person's own denial."""
    return answer.status != DENIED and claim.at <= answer.at and (claim.learned_at or claim.at) <= answer.at


def claims(chart: Chart, definition: FactDefinition) -> tuple[tuple[Fact, ...], Fact | None]:
    """What stands on record as present, after a fresh answer of a named person; and that answer."""
    present = tuple(f for f in chart.of(definition.code) if f.value is True)
    answer = ruling_out(chart, definition)
    if answer is None or not is_fresh(answer, definition, chart.as_of):
        return present, None
    return tuple(f for f in present if not _outweighs(answer, f)), answer


def is_current(as_of: datetime) -> Counts:
    """Counts a claim that had not ended by then."""

    def counts(fact: Fact) -> bool:
        return fact.ended_at > as_of if fact.ended_at else fact.status not in ENDED

    return counts


def began_within(window: timedelta, as_of: datetime) -> Counts:
    """Counts a claim that began in the last while."""
    return lambda fact: as_of - fact.at <= window


def condition(chart: Chart, definition: FactDefinition, counts: Counts) -> Judgement:
    """Whether the person has, or had, a condition, in the sense of ``counts``."""
    present, answer = claims(chart, definition)
    counting = tuple(f for f in present if counts(f))
    if counting:
        reasons = tuple(
            f"{definition.display} stands on record: {f.display or definition.display}, {on(f.at)}"
            f"{', ' + f.status if f.status else ''}{' (its code or diagnosis is not verified)' if is_weak(f) else ''}."
            for f in counting
        )
        return Judgement(Truth.TRUE, counting, reasons, weak=all(is_weak(f) for f in counting))
    if answer is not None:
        words = {DENIED: "denied", REVIEWED_NONE: "reviewed, none"}.get(answer.status, "excluded by examination")
        reason = f"{definition.display}: {words}, {answer.asserted_by}, {on(answer.at)}."
        return Judgement(Truth.FALSE, (answer, *present), (reason,))
    return Judgement(Truth.UNKNOWN, present, (_why_unknown(chart, definition, present),), (definition.code,))


def _why_unknown(chart: Chart, definition: FactDefinition, present: tuple[Fact, ...]) -> str:
    name, answer = definition.display, ruling_out(chart, definition)
    if answer is not None:
        return f"{name}: the answer of {on(answer.at)} is too old to go by. Ask again."
    if present:
        return f"{name}: there is history ({on(present[-1].at)}), and nobody has recorded how it stands now."
    return f"{name}: nothing on record, and nobody has asked."


def quantity(chart: Chart, definition: FactDefinition, *, named: bool) -> tuple[Known[Decimal] | Unknown, Fact | None]:
    """The newest measurement, or why it is unknown. ``named``: only a named person's statement counts."""
    found = [f for f in chart.of(definition.code) if isinstance(f.value, Decimal)]
    if not found:
        return Unknown(Missing.ABSENT, f"{definition.display}: nothing on record."), None
    last = found[-1]
    shown = f"{definition.display}: {last.value:f} {last.unit} of {on(last.at)}"
    if last.unit != definition.unit:
        return Unknown(Missing.WRONG_UNIT, f"{shown} is not in {definition.unit}, so it is not known."), last
    if not is_fresh(last, definition, chart.as_of):
        return Unknown(Missing.STALE, f"{shown} is too old to go by."), last
    if named and not last.asserted_by:
        return Unknown(Missing.UNRECONCILED, f"{shown}: no named person stands behind it."), last
    return Known(Decimal(last.value) if isinstance(last.value, Decimal) else Decimal()), last


def statement(chart: Chart, definition: FactDefinition) -> tuple[Known[bool | str] | Unknown, Fact | None]:
    """The newest yes, no or choice that a named person recorded, or why it is unknown."""
    found = [f for f in chart.of(definition.code) if isinstance(f.value, bool | str)]
    if not found:
        return Unknown(Missing.ABSENT, f"{definition.display}: nobody has recorded it."), None
    newest = [f for f in found if f.at == found[-1].at]
    last = newest[-1]
    if not last.asserted_by:
        why = f"{definition.display}: no named person stands behind what was sent."
        return Unknown(Missing.UNRECONCILED, why), last
    if not is_fresh(last, definition, chart.as_of):
        return Unknown(Missing.STALE, f"{definition.display}: the answer of {on(last.at)} is too old."), last
    if len({f.value for f in newest}) > 1:
        return Unknown(Missing.UNRECONCILED, f"{definition.display}: two answers of {on(last.at)} differ."), last
    return Known(last.value if isinstance(last.value, bool | str) else ""), last
