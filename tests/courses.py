"""Ada's course as tests need it: her own voice, a keyset, weight, consent, course, plan, signed content."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.records.audit import keyset as keys
from openkap.records.audit.acting import Actor, ActorKind


@pytest.fixture
def keyset(settings: Any, tmp_path: Path) -> Path:
    """A keyset of the test's own, so that nothing of the machine's is read or written."""
    path = tmp_path / "keys" / "keyset.json"
    keys.create(path)
    settings.KEYSET = str(path)
    return path


@pytest.fixture
def effect(clinic: SimpleNamespace, ada: Any) -> SimpleNamespace:
    """Whether a dose is at work on Ada: ``effect.begin(at)``, ``effect.end(at)``."""
    from openkap.records.patients.services import begin_effect, end_effect

    return SimpleNamespace(
        begin=lambda at: begin_effect(by=clinic.sam, patient_id=ada.id, now=at),
        end=lambda at: end_effect(by=clinic.sam, patient_id=ada.id, now=at),
    )


def herself_of(patient: Any) -> Actor:
    """The person, acting for themselves."""
    return Actor(ActorKind.PATIENT, patient.id, patient.site_id, label=patient.name)


@pytest.fixture
def herself(ada: Any) -> Actor:
    """Ada, acting for herself."""
    return herself_of(ada)


@pytest.fixture
def weigh(clinic: SimpleNamespace, ada: Any, now: datetime) -> Callable[..., None]:
    """Put a weight on Ada's record: ``weigh("64.4", days_ago=3)``."""
    from openkap.clinical.facts import Fact
    from openkap.records.patients.services import record_fact

    def put(kg: str = "64.4", *, days_ago: int = 1, unit: str = "kg") -> None:
        at = now - timedelta(days=days_ago)
        fact = Fact("body-weight", Decimal(kg), at, "scales", unit=unit, asserted_by="Sam")
        record_fact(by=clinic.sam, patient_id=ada.id, fact=fact, now=at)

    return put


def agree(clinician: Actor, patient: Any, covers: str, day: datetime) -> None:
    """The person reads, agrees to every element of a form and signs it, explained by this clinician."""
    from openkap.records.consents import services

    herself = herself_of(patient)
    consent = services.open_consent(by=clinician, patient_id=patient.id, covers=covers, now=day)
    services.note_explained(by=clinician, consent_id=consent.id, words="", now=day)
    services.note_capacity(by=clinician, consent_id=consent.id, can_decide=True, words="Clear.", now=day)
    for element in consent.shown:
        services.answer_element(by=herself, consent_id=consent.id, element=element["id"], agrees=True, now=day)
    services.sign_consent(by=herself, consent_id=consent.id, typed_name=patient.name, now=day)


@pytest.fixture
def consented(clinic: SimpleNamespace, ada: Any, effect: SimpleNamespace, now: datetime) -> None:
    """Ada has consented to ketamine into a vein, the day before."""
    agree(clinic.noor, ada, "ketamine-iv", now - timedelta(days=1))


@pytest.fixture
def course(clinic: SimpleNamespace, ada: Any, now: datetime) -> Any:
    """Ada's course of ketamine, as Ingrid started it."""
    from openkap.records.treatment.courses import start_course

    return start_course(
        by=clinic.ingrid, patient_id=ada.id, kind="ketamine", because="Two trials.", started_on=now.date(), now=now
    )


@pytest.fixture
def plan(clinic: SimpleNamespace, course: Any, weigh: Callable[..., None], now: datetime) -> Any:
    """Six infusions in three weeks at 0.5 mg/kg, with dated visits, from that very Tuesday."""
    from openkap.clinical.protocols.schedule import Constraints
    from openkap.records.scheduling.services import plan_course
    from openkap.records.treatment.plans import PlanDraft

    weigh()
    draft = PlanDraft(
        goals=("Sleep through a night",),
        protocol="ketamine-iv-6-in-3-weeks",
        starts_on=now.date(),
        dose_value=Decimal("0.5"),
        dose_unit="mg/kg",
    )
    return plan_course(by=clinic.ingrid, course_id=course.id, draft=draft, constraints=Constraints(), now=now)


@pytest.fixture
def eligible(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A signed decision that Ada is eligible for ketamine; ``eligible.today`` is what a judgement would say now."""
    from openkap.clinical.eligibility.decision import Verdict
    from openkap.records.treatment import decisions
    from openkap.records.treatment.decision_models import EligibilityDecision

    EligibilityDecision.objects.create(
        patient_id=ada.id, product="ketamine-iv", jurisdiction="eu", as_of_at=now, verdict="eligible", engine="1",
        pins=[], document={}, fact_ids=[], digest="0" * 64, signed_by_id=clinic.ingrid.id, signed_by_label="Ingrid",
        signed_at=now - timedelta(days=1),
    )  # fmt: skip
    state = SimpleNamespace(today="eligible", findings=())

    def judged(*_: Any) -> SimpleNamespace:
        return SimpleNamespace(verdict=Verdict(state.today), findings=state.findings)

    monkeypatch.setattr(decisions, "judge_patient", judged)
    return state


@pytest.fixture
def signed_content(clinic: SimpleNamespace, now: datetime) -> None:
    """The director has signed all content that is here."""
    from openkap.content import catalogue
    from openkap.records.accounts.signing import sign_content

    pins = [e.pin for kind in catalogue.kinds() for e in catalogue.entries(kind)]
    sign_content(by=clinic.dov, pins=pins, now=now - timedelta(days=2))
