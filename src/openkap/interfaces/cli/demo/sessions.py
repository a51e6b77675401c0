"""Dosing sessions of the demonstration: order, go, opening, and then every event through the same service as a tap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from openkap.clinical.dosing.product import Product
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.content import catalogue
from openkap.interfaces.cli.demo import watched
from openkap.interfaces.cli.demo.forms import made_id
from openkap.interfaces.cli.demo.screening import ask_again, measure
from openkap.interfaces.cli.demo.watched import Drug, Said
from openkap.records.dosing import services as dosing
from openkap.records.pharmacy import services as pharmacy
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment import services as orders

if TYPE_CHECKING:
    from openkap.interfaces.cli.demo.clinic import Clinic
    from openkap.interfaces.cli.demo.course import Walk
    from openkap.records.scheduling.models import Visit

LOTS = {"esketamine-nasal": ("25K118", Decimal(28), "device"), "ketamine-iv": ("KT-2207", Decimal(500), "vial")}
BEFORE_DOSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open session: what is watched by which plan, and what is to be given."""

    id: UUID
    plan: MonitoringPlan
    drug: Drug
    dose_at: datetime

    @property
    def left_at(self) -> datetime:
        """When the person leaves, if all goes well."""
        return self.dose_at + timedelta(minutes=self.drug.last_minute + watched.LEAVES_AFTER)


def stock(clinic: "Clinic", now: datetime) -> None:
    """Take a lot of each product into the cabinet."""
    for product, (lot, strength_mg, unit) in LOTS.items():
        pharmacy.receive_lot(
            by=clinic["sam"],
            product=product,
            lot=lot,
            expires_on=clinic.day(now) + timedelta(days=400),
            strength_mg=strength_mg,
            unit=unit,
            count=60,
            now=now,
        )


def hold_session(walk: "Walk", visit: "Visit") -> Opened:
    """One whole session, from the order to the escort at the door."""
    room = str(walk.chance.randint(1, 3))
    opened = open_session(walk, visit.planned_at, room)
    body, chance = walk.body(), walk.chance
    events = [
        *watched.before_dose(opened.plan, body, chance, weight_words(walk)),
        *watched.given(opened.drug),
        *watched.observations(opened.plan, body, chance, opened.drug, opened.drug.last_minute + 115),
        *watched.leaving(opened.plan, body, chance, opened.drug.last_minute + watched.LEAVES_AFTER),
    ]
    record(walk, opened, events)
    return opened


def open_session(walk: "Walk", at: datetime, room: str) -> Opened:
    """Weigh, sign the order, give the go, open the room; the dose is meant for half an hour later."""
    clinic, patient_id = walk.clinic, walk.patient.id
    measure(clinic, walk.patient, walk.plan.weight_kg, at - timedelta(minutes=20))
    ask_again(clinic, walk.story, walk.patient, at - timedelta(minutes=16))
    course = treatment.active_course(patient_id)
    plan = treatment.plan_in_force(course) if course else None
    if plan is None:
        raise LookupError(f"{walk.story.sample} has no plan in force.")
    order = orders.sign_order(
        by=clinic["ingrid"],
        plan_id=plan.id,
        for_on=clinic.day(at),
        reason=walk.plan.dose_reason,
        now=at - timedelta(minutes=12),
    )
    why = "Asked again this morning, nothing has changed."  # what has grown old since the decision needs a reason
    orders.give_go(by=clinic["ingrid"], order_id=order.id, reason=why, now=at - timedelta(minutes=8))
    session = dosing.open_session(by=clinic["sam"], patient_id=patient_id, room=room, planned_at=at, now=at)
    product: Product = catalogue.entry("products", order.product["id"]).value
    over = int(product.over_min or 0)
    drug = Drug(order.dose_mg, LOTS[product.pin.id][0], product.device_mg, over)
    monitoring: MonitoringPlan = catalogue.entry("monitoring", product.monitoring).value
    return Opened(session.id, monitoring, drug, at + BEFORE_DOSE)


def record(walk: "Walk", opened: Opened, events: Iterable[Said]) -> None:
    """Keep events in the order of their minutes, each at its own time and by the nurse."""
    infusion = ""
    for said in sorted(events, key=lambda e: e.minute):
        at = opened.dose_at + timedelta(minutes=said.minute)
        id_ = str(made_id(walk.chance))
        data: dict[str, Any] = {**said.data, "of": infusion} if said.type == "infusion-ended" else said.data
        document = {"id": id_, "type": said.type, "at": at.isoformat(), **data}
        dosing.record_event(by=walk.clinic["sam"], session_id=opened.id, document=document, now=at)
        infusion = id_ if said.type == "infusion-started" else infusion


def weight_words(walk: "Walk") -> str:
    """Today's weight as the list wants it."""
    return f"{walk.plan.weight_kg} kg"
