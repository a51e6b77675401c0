"""A person's doses at home as their page shows them. Only the check-in is judged here; the release judges all."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from openkap.clinical.protocols.home import Point
from openkap.clinical.protocols.homeday import start_missing
from openkap.clinical.values import Known, Truth
from openkap.content import catalogue
from openkap.interfaces.components.wording import clock
from openkap.records.home import selectors
from openkap.records.home.folding import HomeDose
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.home.models import HomeCompanion
    from openkap.records.patients.models import Patient

WORDS = {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "not said"}
STATES = {
    "over": ("ok", "Told, and over"), "not-taken": ("off", "Not taken"), "withdrawn": ("off", "Withdrawn"),
    "taken": ("due", "Taken, waiting to hear"), "released": ("due", "Released"), "ordered": ("unknown", "Not released"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DoseLine:
    """One dose: where it stands, what was told, and what of the check-in keeps it from being released."""

    dose: HomeDose
    state: str
    word: str
    before: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    waits: bool  # for a release today


@dataclass(frozen=True, slots=True)
class HomePage:
    """The companion, warnings, and every dose, newest first. ``planned``: the plan in force has doses at home."""

    companion: "HomeCompanion | None"
    shown: int
    points: int
    warnings: tuple[Point, ...]
    lines: tuple[DoseLine, ...]
    planned: bool


def home_page(patient: "Patient", now: datetime) -> HomePage:
    """The page of this person."""
    _, plan = treatment.current(patient.id)
    rules = catalogue.entry("protocols", plan.protocol["id"]).value.home if plan else None
    companion = selectors.companion_of(patient.id)
    return HomePage(
        companion=companion,
        shown=len(companion.trained) if companion else 0,
        points=len(rules.training) if rules else 0,
        warnings=rules.warnings if rules else (),
        lines=tuple(_line(dose, companion, now) for dose in selectors.doses_at_home(patient.id)),
        planned=rules is not None,
    )


def _line(dose: HomeDose, companion: "HomeCompanion | None", now: datetime) -> DoseLine:
    order, state = dose.session.order, _state(dose)
    waits = state in {"ordered", "released"} and order.for_on == treatment.site_day(order, now)
    missing = [] if companion == dose.session.companion else ["The companion of this dose has changed. Order it anew."]
    missing += start_missing(dose.rules, dose.start, now)
    return DoseLine(dose, *STATES[state], _before(dose), tuple(missing) if waits else (), waits)


def _state(dose: HomeDose) -> str:
    contact = dose.contact
    if contact.taken_at is not None:
        return "over" if contact.checked_in else "taken"
    if contact.not_taken:
        return "withdrawn" if dose.withdrawn else "not-taken"
    return "released" if contact.released_until is not None else "ordered"


def _before(dose: HomeDose) -> tuple[tuple[str, str], ...]:
    if dose.last("before") is None:
        return ()
    start = dose.start
    return (
        ("Companion there", WORDS[start.chaperone_present]),
        ("At this address", WORDS[start.address_confirmed]),
        ("No alcohol or sedative", WORDS[start.no_alcohol_or_sedatives]),
        ("Blood pressure", f"{_number(start.systolic)}/{_number(start.diastolic)} mmHg"),
        ("Measured", clock(start.measured_at.value) if isinstance(start.measured_at, Known) else "not known"),
    )


def _number(value: Any) -> str:
    return f"{value.value:f}" if isinstance(value, Known) else "not known"
