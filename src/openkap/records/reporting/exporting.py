"""A person's record as one document, which says what it left out and why.

The person gets everything but psychotherapy notes and what is no part of the record. Anybody else gets facts that a
place protects only under a consent that stands; without one, whatever holds free text stays behind too, for nobody can
tell what it speaks of.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet

from openkap.clinical.disclosure.rules import DisclosureRules, Protection, in_force
from openkap.clinical.eligibility.medicines import MEDICINE, recognise
from openkap.content import catalogue
from openkap.content.rulebook import formulary, vocabulary
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.selectors import patient_for
from openkap.records.reporting.models import DisclosureConsent, RecordExport
from openkap.records.reporting.sections import BULKY_REASON, LEFT_OUT, Section, sections
from openkap.records.treatment.sealing import pin_document

if TYPE_CHECKING:
    from openkap.records.accounts.models import Site
    from openkap.records.patients.models import Patient

EXPORTERS = ("director", "administrator")
STRUCTURED = frozenset({"patients.Patient", "patients.PatientIdentifier", "patients.PatientFact",
                        "assessments.QuestionnaireResponse", "assessments.Answer", "assessments.Score",
                         "consents.Consent"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """The document, and the row that says it left."""

    document: dict[str, Any]
    row: RecordExport


def rules_for(patient: "Patient", now: datetime) -> DisclosureRules:
    """The rules in force at the person's place today."""
    return rules_at(patient.site, now)


def rules_at(site: "Site", now: datetime) -> DisclosureRules:
    """The rules in force at a site today."""
    day = now.astimezone(ZoneInfo(site.zone)).date()
    found = [e.value for e in catalogue.every_version("disclosure") if e.pin.id == site.jurisdiction]
    rules = in_force(found, day)
    if rules is None:
        raise RefusedError("No disclosure rules are kept for this place. Ask for them before anything leaves.")
    return rules


@service
def export_record(
    *, by: Actor, patient_id: UUID, to_the_person: bool, recipient: str, purpose: str, now: datetime
) -> Export:
    """Make the document and keep that it was made. The caller hands it over; nothing is sent from here."""
    require_role(by, *EXPORTERS, doing="export a record")
    patient = patient_for(by, patient_id, "export", now)
    if not recipient.strip() or not purpose.strip():
        raise RefusedError("Say who gets the record, and for what. Both are kept with the export.")
    rules = rules_for(patient, now)
    protected = () if to_the_person else _unconsented(patient, rules, recipient, now)
    parts, left = _gathered(patient, protected)
    if not to_the_person:
        left += [f"{p.title}: goes with this notice: {p.notice}" for p in rules.protections if p not in protected]
    document: dict[str, Any] = {
        "person": patient.name, "made_at": now.isoformat(), "recipient": recipient.strip(), "purpose": purpose.strip(),
        "left_out": left, "sections": parts,
    }  # fmt: skip
    plain = json.loads(json.dumps(document, cls=DjangoJSONEncoder))
    digest = sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    row = RecordExport.objects.create(
        patient=patient, to_the_person=to_the_person, recipient=recipient.strip()[:200], purpose=purpose.strip()[:200],
        counts={label: len(rows) for label, rows in plain["sections"].items()}, left_out=left,
        rules=pin_document(rules.pin), digest=digest, made_at=now, made_by_id=by.id, made_by_label=by.label[:120],
    )  # fmt: skip
    return Export(plain, row)


def consents_standing(patient: "Patient", now: datetime) -> list[DisclosureConsent]:
    """Consents to disclose that stand today."""
    day = now.astimezone(ZoneInfo(patient.site.zone)).date()
    rows = DisclosureConsent.objects.filter(patient=patient, withdrawn_at__isnull=True, expires_on__gte=day)
    return list(rows.filter(signed_on__lte=day).order_by("recipient", "signed_on"))


def _unconsented(patient: "Patient", rules: DisclosureRules, recipient: str, now: datetime) -> tuple[Protection, ...]:
    """Protections under which this recipient gets nothing."""
    name = " ".join(recipient.lower().split())
    given = {c.protection for c in consents_standing(patient, now) if " ".join(c.recipient.lower().split()) == name}
    return tuple(p for p in rules.protections if p.id not in given)


def _gathered(patient: "Patient", protected: tuple[Protection, ...]) -> tuple[dict[str, Any], list[str]]:
    """The rows by section, and in words what stayed behind."""
    parts: dict[str, Any] = {}
    left = [BULKY_REASON]
    for section in sections():
        if section.label in LEFT_OUT or not getattr(section.model, "exported", True):
            left.append(LEFT_OUT[section.label])
            continue
        if protected and section.label not in STRUCTURED:
            continue
        rows: QuerySet[Model] = QuerySet(section.model).filter(**{section.path: patient.pk}).order_by("pk")
        kept = [row for row in rows if not any(is_protected(section, row, p) for p in protected)]
        parts[section.label] = [{name: getattr(row, name) for name in section.fields} for row in kept]
    left += [
        f"{p.title}: what is known about substance use, and everything that holds free text, stayed behind. "
        "No consent to disclose it to this recipient stands."
        for p in protected
    ]
    return parts, left


def is_protected(section: Section, row: Any, protection: Protection) -> bool:
    """Whether a row says something that this protection covers."""
    if section.label == "patients.PatientFact":
        definition = vocabulary().definitions.get(row.code)
        return (definition is not None and definition.sensitivity == protection.sensitivity) or (
            row.code in {MEDICINE, "medicine-placement"} and _has_class((str(row.value), row.display), protection)
        )
    instrument = _instrument_of(row)
    return bool(instrument) and instrument in protection.instruments


def _has_class(texts: Iterable[str], protection: Protection) -> bool:
    found = [i for text in texts for i in recognise(text, formulary())[0]]
    return any(i.classes & protection.medicine_classes for i in found)


def _instrument_of(row: Any) -> str:
    response = getattr(row, "response", row)
    return str(getattr(response, "instrument", ""))
