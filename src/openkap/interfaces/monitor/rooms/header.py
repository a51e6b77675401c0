"""The head of a room: whom it is about, what may harm them, what is given, and which dose of the course it is."""

from dataclasses import dataclass
from datetime import datetime

from openkap.interfaces.components.patient_head import ALLERGY, NO_KETAMINE_ALLERGY, WEIGHT, HeadFact, room_head
from openkap.interfaces.components.wording import quantity
from openkap.interfaces.monitor.rooms.readmodel import product_of
from openkap.records.dosing.earlier import Earlier
from openkap.records.dosing.selectors import Watched
from openkap.records.patients import selectors as patients

ROUTES = {"intravenous": "IV", "intramuscular": "IM"}


@dataclass(frozen=True, slots=True)
class Header:
    """The line under the name, and dated facts; what is unknown is said."""

    subtitle: str
    facts: tuple[HeadFact, ...]


def header(watched: Watched, known: Earlier, now: datetime) -> Header:
    """One query."""
    session = watched.session
    facts = patients.facts_of_codes(session.patient_id, (ALLERGY, NO_KETAMINE_ALLERGY, WEIGHT), now, newest=(WEIGHT,))
    subtitle, dated = room_head(session.patient, facts, now)
    product = product_of(watched)
    amount = quantity(session.order.dose_mg, "mg")
    given = f"{product.ingredient.capitalize()} {ROUTES.get(product.route, product.route)} {amount}"
    dose = HeadFact("Given" if watched.state.given.all else "Order", given, f"dose {known.number} of {known.of}")
    return Header(subtitle, (*dated, dose))
