"""Ada, for whom a dose at home is possible: law, site, clinic, consent and companion all stand."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.courses import agree

PROTOCOL, PRODUCT = "ketamine-at-home", "ketamine-sublingual"


def sign(actor: Any, role: str, now: datetime, **changed: Any) -> None:
    """One signature under the switch."""
    from openkap.records.treatment.homeswitch import sign_switch

    words = {"place": "Oregon", "law": "State law and the licence, seen by counsel.", "valid_until": date(2026, 12, 1)}
    sign_switch(by=actor, protocol_id=PROTOCOL, role=role, now=now, **(words | changed))


def gave(clinic: SimpleNamespace, ada: Any, at: datetime, mg: str, source: str) -> None:
    """One session with the product."""
    from openkap.clinical.facts import Fact
    from openkap.records.patients.carried import DOSE, product_coding
    from openkap.records.patients.services import record_fact

    fact = Fact(DOSE, Decimal(mg), at, f"{source}/1", "mg", asserted_by="Sam", coding=product_coding(PRODUCT))
    record_fact(by=clinic.sam, patient_id=ada.id, fact=fact, now=at)


@pytest.fixture
def in_oregon(clinic: SimpleNamespace) -> None:
    """The clinic is in the United States."""
    clinic.here.jurisdiction = "us"
    clinic.here.save()


@pytest.fixture
def switched_on(clinic: SimpleNamespace, in_oregon: None, now: datetime) -> None:
    """Dov directs and Ingrid prescribes: both have signed."""
    sign(clinic.dov, "director", now - timedelta(days=3))
    sign(clinic.ingrid, "prescriber", now - timedelta(days=3))


@pytest.fixture
def home_plan(
    clinic: SimpleNamespace, ada: Any, switched_on: None, signed_content: None, eligible: Any, weigh: Any,
    now: datetime,
) -> Any:  # fmt: skip
    """A plan with doses at home of 50 mg; both sessions at the clinic are over."""
    from openkap.records.treatment.courses import start_course
    from openkap.records.treatment.decision_models import EligibilityDecision
    from openkap.records.treatment.plans import PlanDraft, make_plan

    weigh()
    EligibilityDecision.objects.create(
        patient_id=ada.id, product=PRODUCT, jurisdiction="us", as_of_at=now, verdict="eligible", engine="1",
        pins=[], document={}, fact_ids=[], digest="0" * 64, signed_by_id=clinic.ingrid.id, signed_by_label="Ingrid",
        signed_at=now - timedelta(days=1),
    )  # fmt: skip
    for days, name in ((14, "a"), (7, "b")):
        gave(clinic, ada, now - timedelta(days=days), "50", f"session:{name}")
    course = start_course(
        by=clinic.ingrid, patient_id=ada.id, kind="both", because="Two trials.", started_on=now.date(), now=now
    )
    draft = PlanDraft(("Sleep",), PROTOCOL, now.date(), modality="act", dose_value=Decimal(50), dose_unit="mg",
                      dose_reason="As at the clinic.")  # fmt: skip
    return make_plan(by=clinic.ingrid, course_id=course.id, draft=draft, now=now)


@pytest.fixture
def prepared(clinic: SimpleNamespace, ada: Any, home_plan: Any, now: datetime) -> Any:
    """Consent to the medicine and to home, what must be absent is, and Bea is trained."""
    from openkap.clinical.facts import Fact
    from openkap.content import catalogue
    from openkap.records.home import services
    from openkap.records.patients.services import record_fact

    for form in (PRODUCT, PROTOCOL):
        agree(clinic.noor, ada, form, now - timedelta(days=1))
    rules = catalogue.entry("protocols", PROTOCOL).value.home
    for code in rules.clear_of:
        none = Fact(code, False, now - timedelta(hours=2), "review", asserted_by="Ingrid", status="reviewed-none")
        record_fact(by=clinic.ingrid, patient_id=ada.id, fact=none, now=now - timedelta(hours=2))
    draft = services.CompanionDraft("Bea Marsh", "+1 555 0100", 41, tuple(p.id for p in rules.training))
    services.train_companion(by=clinic.sam, patient_id=ada.id, draft=draft, now=now)
    return home_plan
