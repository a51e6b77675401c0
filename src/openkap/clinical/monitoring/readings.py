"""What was observed, value by value. A corrected value is kept beside the one that replaced it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from openkap.clinical.monitoring.events import Event


class Reading(NamedTuple):
    """One value of one measure. ``event_id`` is the event it stood in; ``source_id`` the one that says it now.

    A session has hundreds, made anew at every fold: a named tuple is made in a third of the time of a frozen class.
    """

    measure: str
    value: Decimal | str
    at: datetime
    event_id: str
    source_id: str
    before_dose: bool
    by: str
    known_at: datetime  # when it was kept
    replaced_at: datetime | None  # when the correction was kept that replaced it; the value itself is kept

    @property
    def current(self) -> bool:
        """Whether nothing has replaced it."""
        return self.replaced_at is None

    def stood_for(self, other: "Reading") -> bool:
        """Whether the other reading was ever judged beside this one: at some moment both were known and this stood."""
        return self.replaced_at is None or self.replaced_at >= max(self.known_at, other.known_at)


def readings(events: Sequence[Event]) -> tuple[Reading, ...]:
    """Every version of every value, in order of bedside time."""
    found: list[Reading] = []
    said = [e for e in events if e.type == "correction"]
    for event in events:
        if event.type in {"baseline", "observation"}:
            found.extend(_versions(event, [e for e in said if e.text("of") == event.id]))
    return tuple(found)


def _versions(event: Event, corrections: Sequence[Event]) -> Iterable[Reading]:
    """Every value that was ever said, at every time that was ever said; one of them is current."""
    before_dose = event.type == "baseline"
    if not corrections:  # nearly always: said once, and it stands
        for measure, value in event.values().items():
            yield Reading(measure, value, event.at, event.id, event.id, before_dose, event.by, event.recorded_at, None)
        return
    times = [event.at, *(at for c in corrections if (at := c.instant("true_at")))]
    withdrawn = [c.recorded_at for c in corrections if c.flag("entered_in_error")]
    moved = [c.recorded_at for c in corrections if c.instant("true_at")]
    sources = [event, *corrections]
    for index, source in enumerate(sources):
        for measure, value in source.values().items():
            said_again = [later.recorded_at for later in sources[index + 1 :] if measure in later.values()]
            known_at = max(event.recorded_at, source.recorded_at)
            for number, at in enumerate(times):
                replaced_at = min([*withdrawn, *said_again, *moved[number:]], default=None)
                yield Reading(measure, value, at, event.id, source.id, before_dose, source.by, known_at, replaced_at)


def newest(found: Sequence[Reading], *, before_dose: bool, until: datetime) -> dict[str, Reading]:
    """The last current value of each measure at or before an instant."""
    last: dict[str, Reading] = {}
    for reading in found:
        if reading.before_dose is before_dose and reading.current and reading.at <= until:
            known = last.get(reading.measure)
            if known is None or (reading.at, reading.source_id) > (known.at, known.source_id):
                last[reading.measure] = reading
    return last


def latest(found: Sequence[Reading], measure: str, *, before_dose: bool, until: datetime) -> Reading | None:
    """The last current value of a measure at or before an instant."""
    return newest(found, before_dose=before_dose, until=until).get(measure)
