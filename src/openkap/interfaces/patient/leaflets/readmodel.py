"""Which leaflets a reader is shown, in which language, and by which code each goes."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.clinical.education.leaflet import ORIGINAL, Leaflet, Phase
from openkap.clinical.education.offering import Offered, fitting, offered
from openkap.content import catalogue
from openkap.records.accounts.translations import signed_translations
from openkap.records.treatment import selectors as treatment

if TYPE_CHECKING:
    from openkap.records.assessments.models import Assignment

PHASES = {
    Phase.BEFORE: "Before you start",
    Phase.ON_THE_DAY: "On the day",
    Phase.AFTER: "After a dose",
    Phase.INTEGRATION: "Making sense of it",
    Phase.FOLLOW_UP: "In the weeks after",
    Phase.AT_HOME: "At home",
}
LANGUAGES = {"en": "English", "es": "Español"}


@dataclass(frozen=True, slots=True)
class Line:
    """One leaflet in the list."""

    code: str
    title: str
    lead: str
    lang: str


def leaflets(lang: str, site_id: UUID | None) -> tuple[Offered, ...]:
    """Every leaflet in the language asked for, where its translation was signed at this site."""
    signed = signed_translations(site_id) if site_id else frozenset()
    return offered([e.value for e in catalogue.entries("education")], lang, signed)


def own(every: tuple[Offered, ...], assignment: "Assignment | None") -> tuple[Offered, ...]:
    """Those for this person's plan; all of them where nobody, or no plan, is known."""
    plan = treatment.current(assignment.patient_id)[1] if assignment else None
    if plan is None:
        return every
    product = plan.product["id"] if plan.product else ""
    at_home = catalogue.entry("protocols", plan.protocol["id"]).value.home is not None
    return fitting(every, product, plan.modality["id"] if plan.modality else "", at_home=at_home)


def by_phase(shown: tuple[Offered, ...]) -> list[tuple[str, list[Line]]]:
    """The list under its headings, in the order of a course."""
    lines = [(o.leaflet.phase, _line(o.leaflet)) for o in shown]
    groups = [(words, [line for phase, line in lines if phase is wanted]) for wanted, words in PHASES.items()]
    return [(words, found) for words, found in groups if found]


def one(every: tuple[Offered, ...], code: str) -> Offered | None:
    """The leaflet of this code, in whatever language it may be shown."""
    return next((o for o in every if code_of(o.leaflet) == code), None)


def language(asked: str) -> str:
    """The language asked for, if we have any text in it."""
    return asked if asked in LANGUAGES else ORIGINAL


def code_of(leaflet: Leaflet) -> str:
    """A short code that says nothing; a translation goes by the code of its English text."""
    return sha256((leaflet.translates.partition("@")[0] or leaflet.pin.id).encode()).hexdigest()[:8]


def _line(leaflet: Leaflet) -> Line:
    return Line(code_of(leaflet), leaflet.title, leaflet.lead, leaflet.lang)
