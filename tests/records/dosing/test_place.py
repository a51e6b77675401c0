"""A rule of one place's law is asked there, and can be answered there; elsewhere nobody is asked."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from tests.sessions import opened

from openkap.clinical.dosing.check import Level
from openkap.clinical.facts import Fact
from openkap.content import catalogue
from openkap.records.dosing.folding import plan_of, state_of
from openkap.records.patients.services import record_fact
from openkap.records.treatment.doses import dose_for

REMS = {"site-rems-certified", "patient-rems-enrolled"}


@pytest.mark.parametrize(("place", "asked"), [("us", REMS), ("eu", set()), ("uk", set())])
def test_the_us_programme_is_asked_in_the_us_alone(
    place: str, asked: set[str], clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.here.jurisdiction = place
    clinic.here.save()
    session = opened(clinic, ada, now, monkeypatch)
    assert {r.id for r in plan_of(session).before_dose} & REMS == asked
    assert {r.item for r in state_of(session).before_dose} & REMS == asked
    clinic.here.jurisdiction = "eu"
    clinic.here.save()
    session.refresh_from_db()
    assert {r.id for r in plan_of(session).before_dose} & REMS == asked, "a session keeps the law it was opened under"


def test_a_plan_without_a_place_asks_everything() -> None:
    """A pin of before, or a replay: what is not known of the place asks more, never less."""
    plan = catalogue.entry("monitoring", "esketamine-nasal").value
    assert {r.id for r in plan.before_dose} >= REMS
    first = catalogue.entry("monitoring", "esketamine-nasal", "1.0.0").value
    assert all(not r.jurisdictions for r in first.before_dose), "the released meaning stands"


def test_enrolment_can_be_recorded_silences_its_finding_and_grows_old(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    """A rule that nothing can silence is a defect, and so is one that nothing can make fire."""
    product = catalogue.entry("products", "esketamine-nasal").value

    def holding(at: datetime) -> set[str]:
        check = dose_for(ada, product, Decimal(56), "mg", at, variant="").check
        return {f.id for f in check.findings if f.level is Level.HOLD} & REMS

    assert holding(now) == set(), "the clinic stands in the EU"
    ada.site.jurisdiction = "us"
    assert holding(now) == REMS
    for code in sorted(REMS):
        fact = Fact(code, True, now, "told here", asserted_by="Sam")
        record_fact(by=clinic.sam, patient_id=ada.id, fact=fact, now=now)
    assert holding(now) == set()
    assert holding(now + timedelta(days=91)) == {"site-rems-certified"}
