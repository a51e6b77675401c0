"""Which content a dose under a plan rests on today, and where that differs from what the plan was made with."""

from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.records.treatment.models import Plan
from openkap.records.treatment.sealing import pin_of


def pins_in_force(plan: Plan) -> tuple[Pin, ...]:
    """The newest version of everything that a dose under this plan rests on."""
    protocol = catalogue.entry("protocols", plan.protocol["id"])
    pins = [protocol.pin]
    if plan.modality:
        pins.append(catalogue.entry("modalities", plan.modality["id"]).pin)
    if plan.product:
        product = catalogue.entry("products", plan.product["id"])
        pins += [product.pin, catalogue.entry("monitoring", product.value.monitoring).pin]
        pins.append(catalogue.entry("forms", f"consent-{product.pin.id}").pin)
    if protocol.value.home:
        pins.append(catalogue.entry("forms", f"consent-{protocol.pin.id}").pin)
    return tuple(pins)


def differences(plan: Plan, pins: tuple[Pin, ...]) -> tuple[str, ...]:
    """In words, where the content in force is not the one the plan was made with."""
    planned = [pin_of(p) for p in (plan.protocol, plan.modality, plan.product) if p]
    then = {(p.kind, p.id): p for p in planned}
    return tuple(
        f"{p.id}: the plan was made with version {then[p.kind, p.id].version}; {p.version} is in force."
        for p in pins
        if (p.kind, p.id) in then and then[p.kind, p.id] != p
    )
