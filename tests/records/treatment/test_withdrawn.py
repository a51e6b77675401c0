"""Open courses that used withdrawn content become a worklist, and an order that rests on it goes no further."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.sessions import STANDS, order_with_go

from openkap.clinical.sources import Basis, Pin, Verification, Withdrawal
from openkap.content import catalogue
from openkap.records.accounts.models import Person
from openkap.records.audit.refusals import RefusedError
from openkap.records.consents import selectors as consents
from openkap.records.dosing import services
from openkap.records.treatment import withdrawn
from openkap.records.treatment.models import Course

POLICY = (Basis(Verification.POLICY, policy="medical-director"),)


@pytest.fixture
def withdraw(monkeypatch: pytest.MonkeyPatch) -> Any:
    def gone(*things: tuple[str, str, str]) -> None:
        found = tuple(
            Withdrawal(
                Pin("withdrawals", "w", "1.0.0", "0"), *thing, date(2026, 10, 1), "The ceiling was wrong.", POLICY
            )
            for thing in things
        )
        monkeypatch.setattr(catalogue, "withdrawals", lambda: found)

    return gone


def test_an_open_course_that_used_it_is_on_the_worklist_of_its_own_site(
    clinic: SimpleNamespace, ada: Any, now: datetime, withdraw: Any
) -> None:
    order = order_with_go(clinic, ada, now)
    withdraw()
    assert withdrawn.worklist(clinic.ingrid) == ()
    version = order.product["version"]
    withdraw(("products", "esketamine-nasal", version), ("modalities", "cbt", "1.0.0"))
    (use,) = withdrawn.worklist(clinic.ingrid)
    assert (use.patient_name, use.used_in) == ("Ada Marsh", ("plan", "order"))
    assert withdrawn.worklist(clinic.wei) == ()
    withdraw(("products", "esketamine-nasal", "0.9.0"))
    assert withdrawn.worklist(clinic.ingrid) == (), "another version of it"
    withdraw(("products", "esketamine-nasal", version))
    Course.objects.update(status="finished", finished_on=now.date())
    assert withdrawn.worklist(clinic.ingrid) == (), "the course has ended"


def test_no_session_opens_on_an_order_that_rests_on_it(
    clinic: SimpleNamespace, ada: Any, now: datetime, withdraw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = order_with_go(clinic, ada, now)
    monkeypatch.setattr(consents, "standing", lambda *_: STANDS)
    withdraw(("products", "esketamine-nasal", order.product["version"]))
    with pytest.raises(RefusedError, match=r"which was withdrawn: The ceiling was wrong\. Withdraw the order,"):
        services.open_session(by=clinic.sam, patient_id=ada.id, room="4", now=now)


@pytest.mark.usefixtures("mail")
def test_prescribers_find_it_on_today_and_the_content_page_counts_it(
    clinic: SimpleNamespace, ada: Any, now: datetime, withdraw: Any, client: Client
) -> None:
    order = order_with_go(clinic, ada, now)
    withdraw(("products", "esketamine-nasal", order.product["version"]))
    pages = {}
    for who in ("ingrid", "sam", "dov"):
        client.force_login(Person.objects.get(id=getattr(clinic, who).id))
        pages[who] = client.get("/").content.decode()
    assert "They used content that was withdrawn" in pages["ingrid"]
    assert "The ceiling was wrong." in pages["ingrid"]
    assert "withdrawn" not in pages["sam"], "a nurse decides nothing about it"
    content = client.get("/content/").content.decode()
    assert "1 open course here used it" in content


@pytest.mark.usefixtures("signed_content", "consented")
def test_nothing_is_ordered_of_what_was_withdrawn_whole_and_the_plan_still_opens(
    plan: Any, clinic: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openkap.content.loader import ContentError
    from openkap.interfaces.clinician.plan.dosecard import dose_card
    from openkap.records.treatment.services import sign_order

    entry = catalogue.entry

    def without(kind: str, id_: str, version: str | None = None) -> Any:
        if (kind, version) == ("products", None):
            raise ContentError(kind, id_, "every version was withdrawn: the ceiling was wrong.", "Choose another.")
        return entry(kind, id_, version)

    monkeypatch.setattr(catalogue, "entry", without)
    with pytest.raises(RefusedError, match="every version was withdrawn: the ceiling was wrong"):
        sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
    card = dose_card(plan, plan.course.patient, now)
    assert card is not None
    assert "withdrawn" in card.because
