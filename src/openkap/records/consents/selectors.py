"""Reading consents: the latest of each kind, what has happened to it, and whether it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from openkap.clinical.consent.definition import ConsentForm
from openkap.clinical.consent.standing import ConsentGiven, Standing
from openkap.clinical.consent.standing import standing as judge
from openkap.clinical.consent.translation import Translation
from openkap.clinical.sources import Pin
from openkap.clinical.values import Truth
from openkap.content import catalogue
from openkap.records.accounts.translations import translation_of
from openkap.records.consents.models import Consent, ConsentEvent, ConsentEventKind
from openkap.records.patients.models import Patient

LANGUAGES = {"en": "English", "es": "Spanish"}  # in which we hold texts, signed or not


@dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent with its events folded: what pages and rules read."""

    consent: Consent
    given: ConsentGiven
    events: tuple[ConsentEvent, ...]

    @property
    def unanswered(self) -> tuple[dict[str, Any], ...]:
        """Elements without an answer, in the order shown."""
        return tuple(e for e in self.consent.shown if e["id"] not in self.given.answers)

    @property
    def closed(self) -> bool:
        """Signed or withdrawn: no more answers."""
        return self.given.signed_at is not None or self.given.withdrawn_at is not None


def form_for(covers: str) -> ConsentForm:
    """The form in force for a product (or psychotherapy)."""
    forms: list[ConsentForm] = [e.value for e in catalogue.entries("forms")]
    return next(f for f in forms if f.covers == covers)


def translation_for(form: ConsentForm, language: str, site_id: UUID) -> Translation | None:
    """The translation of exactly this version of a form that a bilingual clinician of the site has signed."""
    return translation_of(f"forms/{form.pin.id}@{form.pin.version}", language, site_id)


def covered() -> tuple[str, ...]:
    """What there are forms for."""
    return tuple(e.value.covers for e in catalogue.entries("forms"))


def view(consent_id: UUID, patient_id: UUID, now: datetime) -> ConsentView | None:
    """One consent of this person, or None."""
    consent = Consent.objects.filter(id=consent_id, patient_id=patient_id).first()
    return view_of(consent, now) if consent else None


def latest(patient_id: UUID, covers: str, now: datetime) -> ConsentView | None:
    """The newest asking of this form as of ``now``."""
    found = Consent.objects.filter(patient_id=patient_id, covers=covers, opened_at__lte=now).order_by("-opened_at")
    consent = found.first()
    return view_of(consent, now) if consent else None


def asked(patient_id: UUID, now: datetime, covers: str | None = None) -> list[ConsentView]:
    """Every asking as of ``now``, of one form or of all, newest first, in two queries."""
    found = Consent.objects.filter(patient_id=patient_id, opened_at__lte=now, **({"covers": covers} if covers else {}))
    return [view_of(consent, now) for consent in found.order_by("-opened_at").prefetch_related("events")]


def view_of(consent: Consent, now: datetime) -> ConsentView:
    """One asking as of ``now``."""
    return _fold(consent, consent.events.all(), now)


def _fold(consent: Consent, told: Iterable[ConsentEvent], now: datetime) -> ConsentView:
    """What the events up to ``now`` amount to."""
    events = tuple(sorted((e for e in told if e.happened_at <= now), key=lambda e: e.number))
    last = {kind: [e for e in events if e.kind == kind] for kind in ConsentEventKind.values}
    capacity = last["capacity"][-1].agrees if last["capacity"] else None
    given = ConsentGiven(
        form=Pin("forms", consent.form_id, consent.form_version, consent.form_digest),
        answers={e.element: bool(e.agrees) for e in last["answered"]},
        explained_by=last["explained"][-1].by_label if last["explained"] else "",
        capacity={True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}[capacity],
        signed_at=last["signed"][-1].happened_at if last["signed"] else None,
        withdrawn_at=last["withdrawn"][-1].happened_at if last["withdrawn"] else None,
        interpreter_needed=next((e.element for e in last["interpreter"][-1:] if not e.agrees), ""),
    )
    return ConsentView(consent, given, events)


def standing(patient_id: UUID, product: str, now: datetime) -> Standing:
    """Whether dosing with ``product`` may go on as far as consent goes, with what is missing in words."""
    return standing_of(Patient.objects.select_related("site").get(id=patient_id), product, now)


def standing_of(patient: Patient, product: str, now: datetime) -> Standing:
    """The same for a person at hand, with their site, in one query: an asking without an event says nothing yet."""
    events = ConsentEvent.objects.filter(
        consent__patient_id=patient.id, consent__covers=product, consent__opened_at__lte=now
    ).select_related("consent").defer("consent__shown", "consent__introduction", "consent__statement")  # fmt: skip
    told: dict[Consent, list[ConsentEvent]] = {}
    for event in events.order_by("-consent__opened_at"):
        told.setdefault(event.consent, []).append(event)
    return standing_among([_fold(*one, now) for one in told.items()], patient, product, now)


def standing_among(found: list[ConsentView], patient: Patient, product: str, now: datetime) -> Standing:
    """The same for askings at hand, newest first, of whatever forms."""
    of_it = [v for v in found if v.consent.covers == product]
    return judge(form_for(product), patient.site.jurisdiction, _counting(of_it), now)


def _counting(of_it: list[ConsentView]) -> ConsentGiven | None:
    """While a new asking is not finished, the signed one before it still counts, unless something was declined."""
    if not of_it:
        return None
    newest = of_it[0]
    declined = newest.given.capacity is Truth.FALSE or False in newest.given.answers.values()
    return newest.given if newest.closed or declined or len(of_it) == 1 else of_it[1].given
