"""What tests about dosing lay out: an order with its go, signed content, and a session in which things happen."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from openkap.clinical.consent.standing import Standing
from openkap.clinical.values import Truth
from openkap.content import catalogue

STANDS = Standing(Truth.TRUE, ())


def sign_everything(clinic: SimpleNamespace, product: str, now: datetime) -> list[Any]:
    from openkap.records.accounts.signing import sign_content

    found = catalogue.entry("products", product)
    pins = [found.pin, catalogue.entry("monitoring", found.value.monitoring).pin]
    sign_content(by=clinic.dov, pins=pins, now=now)
    return pins


def order_with_go(
    clinic: SimpleNamespace, patient: Any, now: datetime, product: str = "esketamine-nasal", dose_mg: int = 56
) -> Any:
    """An order for today as a prescriber would have signed it, and its go."""
    from openkap.records.treatment.models import Course, Order, OrderEvent, Plan
    from openkap.records.treatment.sealing import pin_document

    pins = [pin_document(p) for p in sign_everything(clinic, product, now)]
    today = now.astimezone(ZoneInfo(clinic.here.zone)).date()
    course = Course.objects.create(patient=patient, kind="both", started_on=today)
    common = {"product": pins[0], "route": catalogue.entry("products", product).value.route, "digest": "0" * 64}
    protocol = pin_document(catalogue.entry("protocols", "ketamine-iv-6-in-3-weeks").pin)
    plan = Plan.objects.create(
        course=course, version=1, course_kind="both", protocol=protocol, starts_on=today, made_at=now,
        made_by_id=clinic.ingrid.id, made_by_label="Ingrid", **common,
    )  # fmt: skip
    order = Order.objects.create(
        patient=patient, plan=plan, for_on=today, dose_mg=Decimal(dose_mg), pins=pins, signed_at=now,
        signed_by_id=clinic.ingrid.id, signed_by_label="Ingrid", **common,
    )  # fmt: skip
    OrderEvent.objects.create(
        order=order, number=1, kind="go", happened_at=now, by_id=clinic.ingrid.id, by_label="Ingrid"
    )
    return order


def opened(
    clinic: SimpleNamespace, patient: Any, now: datetime, monkeypatch: Any, room: str = "4", **order: Any
) -> Any:
    """An open session, with a consent that stands."""
    from openkap.records.consents import selectors as consents
    from openkap.records.dosing import services

    order_with_go(clinic, patient, now, **order)
    monkeypatch.setattr(consents, "standing_of", lambda *_: STANDS)
    return services.open_session(by=clinic.sam, patient_id=patient.id, room=room, now=now)


def keep(by: Any, session: Any, type_: str, at: datetime, now: datetime | None = None, **fields: Any) -> Any:
    """Record one event as a page would."""
    from openkap.records.dosing import services

    document = {"id": str(uuid4()), "type": type_, "at": at.isoformat(), **fields}
    return services.record_event(by=by, session_id=session.id, document=document, now=now or at)


def observe(
    by: Any, session: Any, at: datetime, *, type_: str = "observation", now: datetime | None = None, **values: Any
) -> Any:
    return keep(by, session, type_, at, now, values={k.replace("_", "-"): v for k, v in values.items()})


def ready_for_dose(by: Any, session: Any, at: datetime, **values: Any) -> None:
    """Everything that the list before the dose asks for; ``values`` are read instead of the usual ones."""
    from openkap.records.dosing.folding import plan_of

    usual = {"systolic": 128, "diastolic": 82, "heart_rate": 70, "oxygen_saturation": 98, "respiratory_rate": 14}
    observe(by, session, at, type_="baseline", **{**usual, "moaa_s": 5, **values})
    for row in plan_of(session).before_dose:
        if row.asks:
            extra = {"detail": "none today"} if "detail" in row.needs else {}
            keep(by, session, "check", at, item=row.id, answer="yes", **extra)


def ready_to_leave(by: Any, session: Any, at: datetime, **values: Any) -> None:
    """Everything that the list before leaving asks for; ``values`` are read instead of the usual ones."""
    from openkap.records.dosing.folding import plan_of

    usual = {"systolic": 130, "diastolic": 82, "heart_rate": 72, "oxygen_saturation": 98, "respiratory_rate": 14}
    observe(by, session, at, **{**usual, "moaa_s": 5, "dissociation": "none", **values})
    for row in plan_of(session).discharge:
        if row.asks:
            extra = {"name": "Joan Marsh", "phone": "555 0100"} if row.id == "escort" else {}
            keep(by, session, "check", at, item=row.id, answer="yes", **extra)


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)
