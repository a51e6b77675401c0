"""Writing down facts about a person: one at a time, as a correction, or the beginning and end of a dose's effect."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from openkap.clinical.facts import Fact, FactDefinition, FactKind
from openkap.content.rulebook import vocabulary
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.factrows import row_of
from openkap.records.patients.models import Patient, PatientFact
from openkap.records.patients.selectors import EFFECT, ERROR, under_effect

CLINICIANS = ("prescriber", "nurse", "therapist")
CLOCKS_DIFFER = timedelta(minutes=5)  # a device's clock may run ahead of ours by this much
SHAPES: dict[FactKind, tuple[type, ...]] = {
    FactKind.QUANTITY: (Decimal,),
    FactKind.CONDITION: (bool,),
    FactKind.STATEMENT: (bool,),
    FactKind.CHOICE: (str,),
    FactKind.MEDICINE: (str,),
    FactKind.TEXT: (str,),
}


@service
def record_fact(*, by: Actor, patient_id: UUID, fact: Fact, now: datetime) -> PatientFact:
    """Keep one dated fact. Rooms above call this in the transaction in which they learned it."""
    check_fact(fact, now)
    _same_site(by, patient_id)
    return _kept(row_of(fact, patient_id=patient_id, recorded_at=now))


@service
def record_facts(*, by: Actor, patient_id: UUID, facts: Iterable[Fact], now: datetime) -> list[PatientFact]:
    """Keep what a clinician measured or was told; all of it, or none."""
    require_role(by, *CLINICIANS, doing="record facts")
    kept = [record_fact(by=by, patient_id=patient_id, fact=fact, now=now) for fact in facts]
    if not kept:
        raise RefusedError("Nothing was entered. Fill in what was measured, and leave the rest empty.")
    return kept


@service
def correct_fact(
    *, by: Actor, patient_id: UUID, fact_id: UUID, reason: str, now: datetime, instead: Fact | None = None
) -> PatientFact:
    """Put a fact right, or take it back when ``instead`` is None. The old row stays, and the new one says why."""
    require_role(by, *CLINICIANS, doing="correct a fact")
    if not reason.strip():
        raise RefusedError("A correction needs a reason. Say what was wrong.")
    _same_site(by, patient_id)
    old = PatientFact.objects.filter(id=fact_id, patient_id=patient_id, corrected_by__isnull=True).first()
    if old is None or old.status == ERROR:
        raise RefusedError("This fact was corrected already. Look at the list again.")
    more = {"patient_id": patient_id, "recorded_at": now, "corrects": old, "correction_reason": reason.strip()[:400]}
    if instead is not None:
        if instead.code != old.code:
            raise RefusedError("A correction stays the same kind of fact. Record another one instead.")
        check_fact(instead, now)
        return _kept(row_of(instead, **more))
    taken_back = PatientFact(
        code=old.code, value=old.value, unit=old.unit, display=old.display, effective_at=old.effective_at,
        source=old.source, asserted_by=by.label[:120], status=ERROR, identified=old.identified, **more,
    )  # fmt: skip
    return _kept(taken_back)


@service
def begin_effect(*, by: Actor, patient_id: UUID, now: datetime) -> PatientFact:
    """A dose was given: until the effect ends nothing may be signed or answered."""
    return _effect(by, patient_id, now, under=True)


@service
def end_effect(*, by: Actor, patient_id: UUID, now: datetime) -> PatientFact | None:
    """The person was discharged, or left. Without an effect there is nothing to end, and nothing is written."""
    return _effect(by, patient_id, now, under=False) if under_effect(patient_id) else None


@service
def record_death(*, by: Actor, patient_id: UUID, died_at: datetime) -> None:
    """Keep that the person died; what was known of it before stays. From then on nothing is ordered or given."""
    patient = Patient.objects.select_for_update().get(id=patient_id, site_id=by.site)
    if patient.deceased_at is None:
        patient.deceased_at = died_at
        patient.save(update_fields=["deceased_at"])


def _effect(by: Actor, patient_id: UUID, now: datetime, *, under: bool) -> PatientFact:
    fact = Fact(EFFECT, under, now, "dosing session", display="Under the effect of a dose", asserted_by=by.label[:120])
    return _kept(row_of(fact, patient_id=patient_id, recorded_at=now))


def check_fact(fact: Fact, now: datetime) -> FactDefinition:
    """Refuse what is not of the vocabulary, not of its kind, or outside what a living person can have."""
    definition = vocabulary().definitions.get(fact.code)
    if definition is None:
        raise RefusedError(f"There is no fact {fact.code!r} in the vocabulary. Add it to facts.yaml.")
    shapes = SHAPES.get(definition.kind)
    if shapes and (not isinstance(fact.value, shapes) or (bool not in shapes and isinstance(fact.value, bool))):
        raise RefusedError(f"{definition.display}: this is not a {definition.kind.value}. Check what was entered.")
    if definition.choices and fact.value not in definition.choices:
        raise RefusedError(f"{definition.display}: choose one of {', '.join(definition.choices)}.")
    if isinstance(fact.value, Decimal):
        _check_number(fact.value, fact.unit, definition)
    if isinstance(fact.value, str) and not fact.value.strip():
        raise RefusedError(f"{definition.display}: nothing was written. Write it, or leave it out.")
    if fact.at > now + CLOCKS_DIFFER:
        raise RefusedError(f"{definition.display}: its time lies in the future. Check the date.")
    return definition


def _check_number(value: Decimal, unit: str, definition: FactDefinition) -> None:
    if not value.is_finite():
        raise RefusedError(f"{definition.display}: {value} is not a number. Write digits, e.g. 2.")
    low, high = definition.plausible or (value, value)
    if unit == definition.unit and not low <= value <= high:
        problem = f"{definition.display} of {value} {unit} is outside {low} to {high}."
        raise RefusedError(f"{problem} Check the number.")


def _same_site(by: Actor, patient_id: UUID) -> None:
    found = Patient.objects.filter(id=patient_id)
    if by.kind is not ActorKind.SYSTEM:
        found = found.filter(site_id=by.site)
    if not found.exists():
        raise RefusedError("There is no such person here.")


def _kept(row: PatientFact) -> PatientFact:
    row.save(force_insert=True)
    return row
