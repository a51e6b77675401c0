"""Taking a referral in: who it is about, what is new in it, and what has to be asked first. All of it, or nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils import timezone

from openkap.clinical.eligibility.operators import BIRTH
from openkap.content.rulebook import vocabulary
from openkap.gateways.referrals import samples
from openkap.gateways.referrals.bundle import read_referral
from openkap.gateways.referrals.reading import ReferralRefusedError
from openkap.gateways.referrals.results import Referral, ReferredPerson
from openkap.records.accounts.selectors import is_demonstration, zone_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.door import REASON_LASTS, patient_for
from openkap.records.patients.factrows import row_of
from openkap.records.patients.merging import NEWER, Addition, additions
from openkap.records.patients.models import (
    AccessReason,
    CareTeamMember,
    ImportedBundle,
    Patient,
    PatientFact,
    PatientIdentifier,
    WaitingReferral,
)
from openkap.records.patients.team import CARERS

IMPORTERS = ("prescriber", "nurse", "therapist", "administrator")
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``again`` means that this very file was here already, and nothing changed."""

    patient: Patient
    bundle: ImportedBundle
    new_person: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class WhoIsThis:
    """The file may be about somebody who is here already: nothing was written, and a person has to say."""

    person: ReferredPerson
    candidates: tuple[Patient, ...]
    differences: tuple[str, ...] = field(default=())


@service
def import_referral(
    *, by: Actor, data: bytes, file_name: str, now: datetime, same_as: UUID | None = None, new_person: bool = False
) -> Imported | WhoIsThis:
    """Import a FHIR R4 bundle. Raises :class:`RefusedError` with the reason when the file cannot be taken in.

    ``same_as`` or ``new_person`` is a person's answer to :class:`WhoIsThis`. What the clinic has of name and birth
    date stays as it is: a file never changes who somebody is.
    """
    require_role(by, *IMPORTERS, doing="import a referral")
    referral = _read(data)
    matches = _matches(by.site, referral.person)
    if same_as is not None:
        return _add(by, patient_for(by, same_as, "import", now), referral, data, file_name, now)
    if not matches or new_person:
        return _add(by, _new_patient(by, referral, now), referral, data, file_name, now, new=True)
    differences = _differences(matches[0], referral.person)
    known = PatientIdentifier.objects.filter(patient=matches[0], value__in=[v for _, v in referral.person.identifiers])
    if len(matches) > 1 or differences or not known.exists():
        return WhoIsThis(referral.person, matches, differences)
    return _add(by, patient_for(by, matches[0].id, "import", now), referral, data, file_name, now)


def _read(data: bytes) -> Referral:
    if is_demonstration() and data not in {samples.sample(name) for name in samples.names()}:
        message = "This is the demonstration clinic: it takes in only the sample referrals that come with it."
        raise RefusedError(f"{message} Use a clinic of your own for other files.")
    try:
        return read_referral(data, vocabulary())
    except ReferralRefusedError as error:
        raise RefusedError(str(error)) from None


def _matches(site_id: UUID, person: ReferredPerson) -> tuple[Patient, ...]:
    """People of the site with one of the file's identifiers, or with the same name and birth date."""
    here = Patient.objects.filter(site_id=site_id)
    known = PatientIdentifier.objects.filter(site_id=site_id, value__in=[v for _, v in person.identifiers])
    pairs = set(person.identifiers)
    ids = {i.patient_id for i in known if (i.system, i.value) in pairs}
    if person.born_on:
        named = here.filter(born_on=person.born_on, family_name__iexact=person.family_name)
        ids |= set(named.filter(given_name__iexact=person.given_name).values_list("id", flat=True))
    return tuple(here.filter(id__in=ids).order_by("family_name", "given_name", "id"))


def _differences(patient: Patient, person: ReferredPerson) -> tuple[str, ...]:
    pairs = (
        ("given name", patient.given_name, person.given_name),
        ("family name", patient.family_name, person.family_name),
        ("birth date", str(patient.born_on), str(person.born_on or "none")),
    )
    return tuple(f"{what}: {ours} here, {theirs} in the file" for what, ours, theirs in pairs if ours != theirs)


def _new_patient(by: Actor, referral: Referral, now: datetime) -> Patient:
    person = referral.person
    if person.born_on is None:
        raise RefusedError("The file gives no full birth date, so the person cannot be told apart. Nothing was kept.")
    if not (person.given_name or person.family_name):
        raise RefusedError("The file gives no name. Ask the sender for one that does. Nothing was kept.")
    if max(len(person.given_name), len(person.family_name)) > LONGEST_NAME:
        raise RefusedError("The name in the file is longer than 120 characters. Ask the sender. Nothing was kept.")
    patient = Patient.objects.create(
        site_id=by.site,
        given_name=person.given_name,
        family_name=person.family_name,
        born_on=person.born_on,
        phone=person.phone[:40],
        deceased_at=person.deceased_at,
    )
    _let_in(by, patient, now)
    return patient


def _let_in(by: Actor, patient: Patient, now: datetime) -> None:
    """A clinician who imports begins the care team. An administrator sees it for a shift, which a director reviews."""
    if by.has(*CARERS):
        today = timezone.localdate(now, zone_of(by.site))
        CareTeamMember.objects.create(patient=patient, person_id=by.id, valid_from=today)
    else:
        words = "Imported the referral of somebody new"
        AccessReason.objects.create(
            patient=patient, person_id=by.id, reason=words, given_at=now, expires_at=now + REASON_LASTS
        )


def _add(
    by: Actor, patient: Patient, referral: Referral, data: bytes, file_name: str, now: datetime, *, new: bool = False
) -> Imported:
    digest = sha256(data).hexdigest()
    before = ImportedBundle.objects.filter(patient=patient, digest=digest).first()
    if before is not None:
        return Imported(patient, before, again=True)
    own = [f for f in referral.facts if f.code != BIRTH or f.value == patient.born_on]  # who somebody is stays ours
    fresh, known = additions(patient.id, own)
    bundle = ImportedBundle.objects.create(
        patient=patient,
        file_name=file_name[-200:],
        digest=digest,
        content=data,
        received_at=now,
        received_by_id=by.id,
        counts=dict(referral.counts),
        not_understood=[{"place": n.place, "title": n.title, "why": n.why} for n in referral.not_understood],
        unresolved=[{"place": o.place, "reference": o.reference} for o in referral.outside],
        facts_new=len(fresh),
        facts_known=known,
    )
    PatientFact.objects.bulk_create([_row(new_fact, patient, bundle, now) for new_fact in fresh], batch_size=100)
    _keep_identifiers(patient, referral.person)
    _keep_death(patient, referral.person)
    return Imported(patient, bundle, new_person=new)


def _row(addition: Addition, patient: Patient, bundle: ImportedBundle, now: datetime) -> PatientFact:
    why = NEWER if addition.replaces else ""
    more = {"corrects": addition.replaces, "correction_reason": why, "key": addition.key}
    return row_of(addition.fact, patient=patient, bundle=bundle, recorded_at=now, **more)


def _keep_identifiers(patient: Patient, person: ReferredPerson) -> None:
    """Add what is new; an identifier that another person of the site has stays theirs."""
    fitting = [(s, v) for s, v in person.identifiers if len(s) <= 200 and len(v) <= 200]
    taken = set(
        PatientIdentifier.objects.filter(site_id=patient.site_id, value__in=[v for _, v in fitting]).values_list(
            "system", "value"
        )
    )
    for system, value in fitting:
        if (system, value) not in taken:
            PatientIdentifier.objects.create(patient=patient, site_id=patient.site_id, system=system, value=value)


def _keep_death(patient: Patient, person: ReferredPerson) -> None:
    if person.deceased_at and patient.deceased_at is None:
        patient.deceased_at = person.deceased_at
        patient.save(update_fields=["deceased_at"])


@service
def keep_waiting(*, by: Actor, data: bytes, file_name: str, now: datetime) -> WaitingReferral:
    """Hold a file until its importer has said who it is about."""
    require_role(by, *IMPORTERS, doing="import a referral")
    WaitingReferral.objects.filter(person_id=by.id).delete()
    return WaitingReferral.objects.create(
        site_id=by.site, person_id=by.id, file_name=file_name[-200:], content=data, received_at=now
    )


@service
def answer_who(
    *, by: Actor, waiting_id: UUID, now: datetime, same_as: UUID | None = None, new_person: bool = False
) -> Imported | None:
    """The importer's answer: this person, somebody new, or neither (the file is dropped, and None comes back)."""
    waiting = WaitingReferral.objects.filter(id=waiting_id, person_id=by.id, site_id=by.site).first()
    if waiting is None:
        raise RefusedError("This file no longer waits for an answer. Import it again.")
    data, name = bytes(waiting.content), waiting.file_name
    waiting.delete()
    if same_as is None and not new_person:
        return None
    done = import_referral(by=by, data=data, file_name=name, now=now, same_as=same_as, new_person=new_person)
    if isinstance(done, WhoIsThis):
        raise RefusedError("The file still fits more than one person. Choose one of them.")
    return done


def waiting_for(by: Actor, waiting_id: UUID) -> tuple[WaitingReferral, WhoIsThis]:
    """The question again, for the page that asks it."""
    waiting = WaitingReferral.objects.filter(id=waiting_id, person_id=by.id, site_id=by.site).first()
    if waiting is None:
        raise RefusedError("This file no longer waits for an answer. Import it again.")
    person = _read(bytes(waiting.content)).person
    matches = _matches(by.site, person)
    return waiting, WhoIsThis(person, matches, _differences(matches[0], person) if matches else ())
