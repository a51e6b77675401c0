"""Every page that answers GET, with its address filled from what the database holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

FOUND_IN = {
    "patient_id": "patients.Patient",
    "alert_id": "safety.SafetyAlert",
    "session_id": "dosing.DosingSession",
    "event_id": "dosing.SessionEvent",
    "visit_id": "scheduling.Visit",
    "order_id": "treatment.Order",
    "course_id": "treatment.Course",
    "letter_id": "treatment.ReferralLetter",
    "consent_id": "consents.Consent",
    "note_id": "therapy.TherapyNote",
    "homework_id": "therapy.Homework",
    "assignment_id": "assessments.Assignment",
    "decision_id": "treatment.EligibilityDecision",
    "bundle_id": "patients.ImportedBundle",
    "device_id": "accounts.Device",
    "person_id": "accounts.Person",
    "membership_id": "accounts.Membership",
    "waiting_id": "patients.WaitingReferral",
    "fact_id": "patients.PatientFact",
    "reason_id": "patients.AccessReason",
    "draft_id": "therapy.NoteDraft",
    "action_id": "safety.RiskAction",
    "trial_id": "treatment.TreatmentTrial",
    "request_id": "reporting.RecordRequest",
    "lot_id": "pharmacy.Lot",
}
FIRST_BY = {"person_id": "email"}  # somebody of this clinic: the cast's stranger comes last
ELSEWHERE = {"token", "number", "pk"}  # pages of a link, of a form's questions, of somebody's own passkey
WORDS = {"product": "ketamine-iv", "covers": "ketamine-iv", "jurisdiction": "us", "kind": "instruments", "id_": "phq-9",
         "instrument_id": "isi", "reference_id": "transform-2", "modality_id": "aba",
         "leaflet_id": "after-a-dose", "product_id": "ketamine-iv", "protocol_id": "ketamine-iv-6-in-3-weeks",
         "code": "036183ed", "translation_id": "consent-esketamine-nasal-es"}  # fmt: skip

SIMULATED = "preset=iv-clinic&first=ketamine-iv-6-in-3-weeks&second=ketamine-iv-4-in-2-weeks&people=100&seed=1"
ASKED = {"simulated": f"?{SIMULATED}"}  # pages that answer a question show more than the question


@dataclass(frozen=True)
class Address:
    """One page: its name, where it is, and which roles may open it."""

    name: str
    path: str
    roles: frozenset[str]


def patterns(found: Any = None) -> Iterator[URLPattern]:
    """Every registered page, whatever front it belongs to."""
    for one in (found or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        elif hasattr(one.callback, "page_rule") and not str(one.name).endswith("-stream"):  # a stream never ends
            yield one


def _filled(pattern: URLPattern) -> dict[str, Any] | None:
    """Arguments for one page, all about the same person; None when the database has nothing to show there."""
    names = list(pattern.pattern.converters)
    values: dict[str, Any] = {n: WORDS[n] for n in names if n in WORDS}
    if ELSEWHERE & set(names):
        return None
    for name in sorted(names, key=lambda n: n == "patient_id"):  # the thing first, then its person
        if name in values:
            continue
        if name not in FOUND_IN:
            raise LookupError(f"Nobody knows what {name} of {pattern.name} is. Add it to FOUND_IN or WORDS.")
        row = apps.get_model(FOUND_IN[name])._default_manager.order_by(FIRST_BY.get(name, "pk")).first()
        if row is None:
            return None
        values[name] = row.pk
        if "patient_id" in names and hasattr(row, "patient_id"):
            values["patient_id"] = row.patient_id
    return values


def addresses(role: str) -> list[Address]:
    """Pages that this role may open and that the database can fill; pages of tokens and posts are left out."""
    shown = []
    for pattern in patterns():
        rule = pattern.callback.page_rule  # type: ignore[attr-defined]
        if role not in rule.roles:
            continue
        values = _filled(pattern)
        try:
            if values is not None:
                path = reverse(str(pattern.name), kwargs=values) + ASKED.get(str(pattern.name), "")
                shown.append(Address(str(pattern.name), path, rule.roles))
        except NoReverseMatch:
            continue
    return shown
