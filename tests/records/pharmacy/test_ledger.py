"""The drug ledger follows the session: corrected amounts and lots, what an infusion left over, waste that two saw."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from tests.sessions import keep, minutes, opened, ready_for_dose

from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.dosing import services as dosing
from openkap.records.dosing.folding import events_of
from openkap.records.pharmacy import selectors, services
from openkap.records.pharmacy.models import LedgerEntry, Lot


def received(clinic: SimpleNamespace, now: datetime, lot: str = "A12", product: str = "esketamine-nasal") -> Lot:
    return services.receive_lot(
        by=clinic.sam, product=product, lot=lot, expires_on=now.date().replace(year=2027), strength_mg=Decimal(28),
        unit="device", count=3, now=now,
    )  # fmt: skip


@pytest.fixture
def lot(clinic: SimpleNamespace, now: datetime) -> Lot:
    return received(clinic, now)


@pytest.fixture
def session(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    found = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, found, now + minutes(1))
    return found


def lines() -> list[tuple[str, Decimal]]:
    return [(e.kind, e.amount_mg) for e in LedgerEntry.objects.order_by("recorded_at", "kind", "lot__lot")]


def test_a_corrected_dose_corrects_the_ledger_by_the_difference_and_once(
    session: Any, lot: Lot, clinic: SimpleNamespace, now: datetime
) -> None:
    dose = keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    keep(clinic.sam, session, "correction", now + minutes(5), of=str(dose.id), because="Read wrongly.", amount_mg=20)
    assert lines() == [("received", 84), ("given", -28), ("adjusted", 8)]
    assert LedgerEntry.objects.get(kind="adjusted").because == "Read wrongly."
    keep(clinic.sam, session, "correction", now + minutes(6), of=str(dose.id), because="No, all.", amount_mg=28)
    assert selectors.balance_mg(lot) == 56
    keep(clinic.sam, session, "correction", now + minutes(7), of=str(dose.id), because="The hour.",
         true_at=(now + minutes(3)).isoformat())  # fmt: skip
    assert LedgerEntry.objects.count() == 4, "another time moves no drug"


def test_a_corrected_lot_moves_the_amount_to_the_other_lot(
    session: Any, lot: Lot, clinic: SimpleNamespace, now: datetime
) -> None:
    other = received(clinic, now, "B7")
    dose = keep(clinic.sam, session, "dose", now + minutes(2), amount_mg=28, lot="A12")
    keep(clinic.sam, session, "correction", now + minutes(5), of=str(dose.id), because="The other one.", lot="B7")
    assert (selectors.balance_mg(lot), selectors.balance_mg(other)) == (84, 56)


def test_an_infusion_that_was_stopped_leaves_the_rest_to_be_wasted(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = received(clinic, now, "K1", "ketamine-iv")
    session = opened(clinic, ada, now, monkeypatch, product="ketamine-iv", dose_mg=40)
    ready_for_dose(clinic.sam, session, now + minutes(1))
    keep(clinic.sam, session, "infusion-started", now + minutes(2), amount_mg=40, lot="K1", over_min=40)
    keep(clinic.sam, session, "infusion-ended", now + minutes(20), given_mg=18)
    assert selectors.balance_mg(lot) == 84 - 18
    waste(clinic.sam, session, now + minutes(25), clinic.noor, amount_mg=22, lot="K1")
    assert selectors.balance_mg(lot) == 84 - 40
    row = LedgerEntry.objects.get(kind="wasted")
    assert (row.by_label, row.witness_label, row.because) == ("Sam", "Noor", "Left in the bag.")


def waste(by: Any, session: Any, at: datetime, witness: Any, **fields: Any) -> Any:
    document = {"id": str(uuid4()), "type": "wasted", "at": at.isoformat(), "because": "Left in the bag.", **fields}
    return dosing.record_event(by=by, session_id=session.id, document=document, now=at, witness=witness)


def test_waste_in_the_room_needs_two_people_and_is_part_of_the_stream(
    session: Any, lot: Lot, clinic: SimpleNamespace, now: datetime
) -> None:
    at = now + minutes(3)
    for nobody in (None, clinic.sam):
        with pytest.raises(RefusedError, match="second person"):
            waste(clinic.sam, session, at, nobody, amount_mg=28, lot="A12")
    with pytest.raises(NotAllowedError):
        waste(clinic.noor, session, at, clinic.sam, amount_mg=28, lot="A12")
    assert lines() == [("received", 84)]
    assert "wasted" not in {e.type for e in events_of(session.id)}
    waste(clinic.sam, session, at, clinic.noor, amount_mg=28, lot="A12")
    kept = next(e for e in events_of(session.id) if e.type == "wasted")
    assert (kept.by, kept.text("witness"), kept.number("amount_mg")) == ("Sam", "Noor", 28)
    assert selectors.balance_mg(lot) == 56


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"amount_mg": Decimal(0)}, "all needed"),
        ({"because": " "}, "all needed"),
        ({"kind": "given"}, "all needed"),
        ({"lot_id": uuid4()}, "all needed"),
        ({"amount_mg": Decimal(85)}, "84 mg of this lot are left"),
        ({"witness": None}, "second member of staff"),
    ],
)
def test_what_leaves_the_cabinet_is_refused_in_words(
    changed: dict[str, Any], says: str, lot: Lot, clinic: SimpleNamespace, now: datetime
) -> None:
    given: dict[str, Any] = {"by": clinic.sam, "lot_id": lot.id, "kind": "wasted", "amount_mg": Decimal(28)}
    given |= {"witness": clinic.noor, "because": "Dropped.", "now": now}
    with pytest.raises(RefusedError, match=says):
        services.take_out(**given | changed)
    with pytest.raises(RefusedError, match="second member of staff"):
        services.take_out(**given | {"witness": clinic.sam})
    assert lines() == [("received", 84)]
    services.take_out(**given)
    services.take_out(**given | {"kind": "returned", "now": now + timedelta(minutes=1)})
    assert lines() == [("received", 84), ("wasted", -28), ("returned", -28)]


def test_a_lot_keeps_what_the_first_package_said(lot: Lot, clinic: SimpleNamespace, now: datetime) -> None:
    more: dict[str, Any] = {"by": clinic.sam, "product": "esketamine-nasal", "lot": "A12", "unit": "device", "count": 1}
    more |= {"expires_on": lot.expires_on, "strength_mg": Decimal(28), "now": now}
    with pytest.raises(RefusedError, match="is here already as 28 mg a device"):
        services.receive_lot(**more | {"strength_mg": Decimal(56)})
    services.receive_lot(**more)
    assert selectors.balance_mg(lot) == 112
