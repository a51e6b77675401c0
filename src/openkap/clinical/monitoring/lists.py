"""The list before the dose and the list before leaving. What is not recorded is missing; it is never taken as fine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import CheckItem, Compare, Limit, MonitoringPlan
from openkap.clinical.monitoring.readings import Reading, newest
from openkap.clinical.monitoring.thresholds import holds


class RowStatus(StrEnum):
    """How a row of a list stands."""

    DONE = "done"
    MISSING = "missing"  # not recorded, or too long ago
    HELD = "held"  # recorded, and not as it must be
    RELEASED = "released"  # held, and a prescriber goes ahead with a reason


class Row(NamedTuple):
    """One row of a list as it stands, with the reason in plain words."""

    item: str
    display: str
    status: RowStatus
    because: str

    @property
    def passes(self) -> bool:
        """Whether this row stands in nobody's way."""
        return self.status in {RowStatus.DONE, RowStatus.RELEASED}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a list may look at: events and readings up to ``at``, and nothing from before ``since``."""

    events: tuple[Event, ...]
    newest: Mapping[str, Reading]  # of each measure
    at: datetime
    since: datetime | None
    answers: Mapping[str, Sequence[Event]]  # of each row, in their order


def _seen(events: Sequence[Event], found: Sequence[Reading], at: datetime, since: datetime | None, *,
          before_dose: bool) -> _Seen:  # fmt: skip
    past, answers = tuple(e for e in events if e.at <= at), dict[str, list[Event]]()
    for event in past:
        if event.type == "check":
            answers.setdefault(event.text("item"), []).append(event)
    return _Seen(past, newest(found, before_dose=before_dose, until=at), at, since, answers)


def rows_before_dose(
    plan: MonitoringPlan, events: Sequence[Event], found: Sequence[Reading], at: datetime
) -> tuple[Row, ...]:
    """The list before the dose, as it stood at an instant."""
    seen = _seen(events, found, at, None, before_dose=True)
    return tuple(_row(plan, item, seen) for item in plan.before_dose)


def rows_for_discharge(
    plan: MonitoringPlan, events: Sequence[Event], found: Sequence[Reading], at: datetime, since: datetime | None
) -> tuple[Row, ...]:
    """The list before leaving, as it stood at an instant. Only what came after the last administration counts."""
    seen = _seen(events, found, at, since, before_dose=False)
    return tuple(_row(plan, item, seen) for item in plan.discharge)


def _row(plan: MonitoringPlan, item: CheckItem, seen: _Seen) -> Row:
    problems = [*_readings(plan, item, seen), *(_answer(item, seen) if item.asks else ())]
    missing = "; ".join(words for status, words in problems if status is RowStatus.MISSING)
    held = "; ".join(words for status, words in problems if status is RowStatus.HELD)
    if missing:
        return Row(item.id, item.display, RowStatus.MISSING, missing)
    if not held:
        return Row(item.id, item.display, RowStatus.DONE, "")
    release = _release(item, seen)
    if release is not None:
        return Row(
            item.id, item.display, RowStatus.RELEASED, f"{held}; {release.by} goes ahead: {release.text('because')}"
        )
    return Row(item.id, item.display, RowStatus.HELD, held)


def _fresh(at: datetime, within: timedelta, seen: _Seen) -> bool:
    return seen.at - within <= at <= seen.at and (seen.since is None or at >= seen.since)


def _readings(plan: MonitoringPlan, item: CheckItem, seen: _Seen) -> Iterable[tuple[RowStatus, str]]:
    for name in item.measures:
        reading = seen.newest.get(name)
        if reading is None or not _fresh(reading.at, item.within, seen):
            minutes = int(item.within.total_seconds() // 60)
            yield RowStatus.MISSING, f"{_named(plan, name)[0]} was not taken within the last {minutes} min"
            continue
        for limit in item.limits:
            if limit.measure == name and not holds(limit, reading.value, ()):
                display, unit = _named(plan, name)
                yield RowStatus.HELD, f"{display} is {reading.value}{unit}, and must be {_words(limit)}{unit}"


def _named(plan: MonitoringPlan, name: str) -> tuple[str, str]:
    """How a measure and its unit are written."""
    measure = plan.measure(name)
    return (measure.display, measure.unit_words) if measure else (name, "")


def _words(limit: Limit) -> str:
    if limit.compare is Compare.IS:
        return str(limit.value)
    return f"{limit.compare.value.replace('-', ' ')} {limit.value}"


def _answer(item: CheckItem, seen: _Seen) -> Iterable[tuple[RowStatus, str]]:
    answers = seen.answers.get(item.id, ())
    answer = answers[-1] if answers else None
    if answer is None:
        yield RowStatus.MISSING, "nobody has answered it"
    elif not _fresh(answer.at, item.within, seen):
        yield RowStatus.MISSING, "it was answered too long ago, or before the last dose"
    elif answer.text("answer") == "no":
        yield RowStatus.HELD, answer.text("because") or "answered no"
    elif answer.text("answer") == "not-applicable" and not item.may_not_apply:
        yield RowStatus.HELD, "it always applies"
    elif lacking := [name for name in item.needs if not answer.text(name)]:
        yield RowStatus.MISSING, f"the {' and the '.join(lacking)} of the answer"


def _release(item: CheckItem, seen: _Seen) -> Event | None:
    """A prescriber's decision that came after everything it was about."""
    if not item.releasable:
        return None
    judged = [seen.newest[name].at for name in item.measures if name in seen.newest]
    judged += [e.at for e in seen.answers.get(item.id, ())]
    decisions = [e for e in seen.events if e.type == "prescriber-decision" and e.text("item") == item.id]
    return decisions[-1] if decisions and decisions[-1].at >= max(judged) else None
