"""The cabinet's pages, and the page on which waste is kept in a room, each with a second person who signs in."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.sessions import minutes, opened

from openkap.gateways import clock
from openkap.interfaces.components.wording import MINUS
from openkap.interfaces.monitor import signing
from openkap.records.accounts.models import Person
from openkap.records.pharmacy.models import LedgerEntry, Lot

pytestmark = pytest.mark.django_db
PACKAGE = {
    "product": "esketamine-nasal", "lot": "A12", "expires_on": "2027-09-30", "unit": "device", "strength_mg": "28",
    "count": "3",
}  # fmt: skip
NOOR = {"witness": "noor@example.org", "witness_password": "a long unguessed sentence", "witness_code": "1"}


@pytest.fixture(autouse=True)
def _clock(now: datetime) -> object:
    with clock.frozen(now):
        yield


@pytest.fixture
def sam(clinic: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sam's browser; Noor stands beside with a password and a code of her app."""
    noor = Person.objects.get(id=clinic.noor.id)
    noor.set_password(NOOR["witness_password"])
    noor.save()
    monkeypatch.setattr(signing, "app_code_fits", lambda _, code: code == "1")
    client = Client()
    client.force_login(Person.objects.get(id=clinic.sam.id))
    return client


def test_a_delivery_comes_in_and_what_leaves_needs_two(sam: Client, clinic: SimpleNamespace) -> None:
    assert "Nothing was received yet" in sam.get("/stock/").content.decode()
    assert sam.post("/stock/", PACKAGE | {"expires_on": "2025-01-01"}).status_code == 422
    assert sam.post("/stock/", PACKAGE).status_code == 302
    lot = Lot.objects.get()
    page = f"/stock/{lot.id}/"
    assert page in sam.get("/stock/").content.decode()
    out = {"kind": "wasted", "amount_mg": "28", "because": "Dropped."}
    alone = sam.post(page, out)
    assert (alone.status_code, "second member of staff" in alone.content.decode()) == (422, True)
    wrong = sam.post(page, out | NOOR | {"witness_code": "2"})
    assert (wrong.status_code, "not accepted" in wrong.content.decode()) == (422, True)
    assert LedgerEntry.objects.count() == 1
    assert sam.post(page, out | NOOR).status_code == 302
    shown = sam.get(page).content.decode()
    assert f"{MINUS}28" in shown
    assert "Noor" in shown
    dov = Client()
    dov.force_login(Person.objects.get(id=clinic.dov.id))
    assert dov.get(page).status_code == 200


def test_another_sites_lot_is_not_found(sam: Client, clinic: SimpleNamespace) -> None:
    sam.post("/stock/", PACKAGE)
    wei = Client()
    wei.force_login(Person.objects.get(id=clinic.wei.id))
    assert wei.get(f"/stock/{Lot.objects.get().id}/").status_code == 404


def test_waste_in_the_room_is_kept_once_two_people_signed(
    sam: Client, clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam.post("/stock/", PACKAGE)
    session = opened(clinic, ada, now, monkeypatch)
    page = f"/rooms/{session.id}/waste/"
    with clock.frozen(now + minutes(3)):
        assert "84 mg in the ledger" in " ".join(sam.get(page).content.decode().split())
        said = {"lot": "A12", "amount_mg": "28", "because": "Broke."}
        assert sam.post(page, said | {"amount_mg": ""}).status_code == 422
        assert sam.post(page, said | {"amount_mg": "much"} | NOOR).status_code == 422
        assert sam.post(page, said).status_code == 422
        assert LedgerEntry.objects.count() == 1
        assert sam.post(page, said | NOOR).status_code == 302
        assert "Broke. Sam, seen by Noor" in sam.get(page).content.decode()
    assert LedgerEntry.objects.get(kind="wasted").amount_mg == -28
    assert page in sam.get(f"/rooms/{session.id}/").content.decode()
