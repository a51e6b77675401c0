"""One session event, and the strict reading of it. A fault is reported in words that say what to mend."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.vocabulary import ANSWERS, COMMON, EVENT_TYPES, EventType, Shape

Value = str | Decimal | datetime | bool | tuple[str, ...] | Mapping[str, "Decimal | str"]
ZONED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})")
AHEAD = timedelta(minutes=1)  # clocks differ by seconds; more is a wrong time


class EventError(ValueError):
    """An event that cannot be used, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: ``at`` the bedside, as the device wrote it, as it was kept. Never changed afterwards."""

    id: str
    type: str
    at: datetime
    recorded_at: datetime
    sequence: int = 0
    device: str = ""
    by: str = ""
    written_at: datetime | None = None
    data: Mapping[str, Value] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, int, str]:
        """The order in which the state is worked out: bedside time, device sequence, id. Never the arrival."""
        return (self.at, self.sequence, self.id)

    def text(self, name: str) -> str:
        """A text field; empty when it was left out."""
        value = self.data.get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> Decimal | None:
        """A number, or None."""
        value = self.data.get(name)
        return value if isinstance(value, Decimal) else None

    def instant(self, name: str) -> datetime | None:
        """An instant, or None."""
        value = self.data.get(name)
        return value if isinstance(value, datetime) else None

    def ids(self, name: str) -> tuple[str, ...]:
        """A list of event ids."""
        value = self.data.get(name, ())
        return value if isinstance(value, tuple) else ()

    def values(self) -> Mapping[str, Decimal | str]:
        """What was observed."""
        value = self.data.get("values", {})
        return value if isinstance(value, Mapping) else {}

    def flag(self, name: str) -> bool:
        """Whether a flag was set."""
        return self.data.get(name) is True


def read_event(document: Any) -> Event:
    """Read one event from parsed JSON.

    Raises EventError for an unknown type or field, a missing field, a time without zone, or a time that lies ahead.
    """
    if not isinstance(document, dict):
        raise EventError("this is not an event. Write one JSON object, with id, type and at.")
    kind = EVENT_TYPES.get(document.get("type", "")) if isinstance(document.get("type"), str) else None
    if kind is None:
        raise EventError(f"{document.get('type')!r} is no type of event. There are: {', '.join(EVENT_TYPES)}.")
    data = _fields(document, kind)
    at = _shaped("at", document.get("at"), Shape.INSTANT)
    common = {name: _shaped(name, document[name], shape) for name, shape in COMMON.items() if name in document}
    recorded_at = common.get("recorded_at", at)
    if not isinstance(at, datetime) or not isinstance(recorded_at, datetime):
        raise EventError("'at' is not an instant. Write it as 2026-10-06T10:00:00Z.")
    if at > recorded_at + AHEAD:
        raise EventError("'at' lies after 'recorded_at'. Nothing is recorded before it happens; mend the time.")
    if not str(common.get("by", "")) and kind.person:
        raise EventError(f"{kind.name!r} names nobody. Say in 'by' which person did it.")
    sequence = common.get("sequence", Decimal(0))
    written = common.get("written_at")
    return Event(
        id=str(_shaped("id", document.get("id"), Shape.TEXT)),
        type=kind.name,
        at=at,
        recorded_at=recorded_at,
        sequence=int(sequence) if isinstance(sequence, Decimal) else 0,
        device=str(common.get("device", "")),
        by=str(common.get("by", "")),
        written_at=written if isinstance(written, datetime) else None,
        data=data,
    )


def _fields(document: dict[str, Any], kind: EventType) -> dict[str, Value]:
    allowed = {**kind.needs, **kind.may}
    strange = sorted(set(document) - set(allowed) - set(COMMON) - {"id", "type", "at"})
    if strange:
        known = ", ".join(allowed) or "none of its own"
        raise EventError(f"{kind.name!r} has no field {strange[0]!r}. Its fields are: {known}.")
    for name in kind.needs:
        if name not in document:
            raise EventError(f"{kind.name!r} has no {name!r}. Add it: without it the event says too little.")
    data = {name: _shaped(name, document[name], shape) for name, shape in allowed.items() if name in document}
    if kind.name == "check" and data["answer"] not in ANSWERS:
        raise EventError(f"the answer {data['answer']!r} is not one of {', '.join(ANSWERS)}.")
    return data


def _shaped(name: str, value: Any, shape: Shape) -> Value:
    if shape is Shape.TEXT and isinstance(value, str) and value.strip():
        return value
    if shape is Shape.NUMBER and (number := _number(value)) is not None and number >= 0:
        return number
    if shape is Shape.INSTANT and isinstance(value, str) and ZONED.fullmatch(value):
        return _instant(name, value)
    if shape is Shape.IDS and isinstance(value, list) and value and all(isinstance(v, str) for v in value):
        return tuple(value)
    if shape is Shape.VALUES and isinstance(value, dict) and value:
        return {measure: _observed(measure, v) for measure, v in value.items()}
    if shape is Shape.FLAG and value is True:
        return True
    wanted = {
        Shape.TEXT: "text that is not empty",
        Shape.NUMBER: "a number, zero or more",
        Shape.INSTANT: "an instant with its zone, such as 2026-10-06T10:00:00Z",
        Shape.IDS: "a list of event ids",
        Shape.VALUES: "an object of measures and their values",
        Shape.FLAG: "true, or is left out",
    }
    raise EventError(f"{name!r} is {value!r}. It must be {wanted[shape]}.")


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _instant(name: str, value: str) -> datetime:
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise EventError(f"{name!r} is {value!r}. There is no such day or time; mend it.") from None


def _observed(measure: str, value: Any) -> Decimal | str:
    if isinstance(value, str) and value:
        return value
    number = _number(value)
    if number is None:
        raise EventError(f"{measure!r} is {value!r}. It must be a number or a word; leave out what was not measured.")
    return number


def check_event(plan: MonitoringPlan, event: Event) -> None:
    """Hold an event against the plan: its measures, symptoms, list rows and slots must exist and be possible."""
    for name, value in event.values().items():
        _check_value(plan, name, value)
    if event.type in {"symptom", "symptom-ended"} and plan.symptom(event.text("symptom")) is None:
        known = ", ".join(s.id for s in plan.symptoms)
        raise EventError(f"there is no symptom {event.text('symptom')!r}. There are: {known}.")
    if event.type in {"check", "prescriber-decision"}:
        known_items = [i.id for i in (*plan.before_dose, *plan.discharge)]
        if event.text("item") not in known_items:
            raise EventError(f"no list has a row {event.text('item')!r}. There are: {', '.join(known_items)}.")
    if event.type in {"alert-owned", "alert-silenced", "alert-settled"}:
        causes = [cause for cause, _ in plan.causes]
        if event.text("alert") not in causes:
            raise EventError(f"no alert is called {event.text('alert')!r}. There are: {', '.join(causes)}.")


def _check_value(plan: MonitoringPlan, name: str, value: Decimal | str) -> None:
    measure = plan.measure(name)
    if measure is None:
        known = ", ".join(m.id for m in plan.measures)
        raise EventError(f"this plan does not measure {name!r}. It measures: {known}.")
    if measure.choices:
        if value not in measure.choices:
            raise EventError(f"{measure.display} is {value!r}. It must be one of {', '.join(measure.choices)}.")
        return
    if not isinstance(value, Decimal):
        raise EventError(f"{measure.display} is {value!r}. It must be a number in {measure.unit}.")
    if measure.between and not measure.between[0] <= value <= measure.between[1]:
        low, high = measure.between
        raise EventError(
            f"{measure.display} {value} {measure.unit} is not possible. Read it again: {low} to {high} can be entered."
        )
