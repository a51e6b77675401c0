"""Measurements: vital signs with their components, weight, height, laboratory; in the unit the vocabulary expects."""

from datetime import datetime
from decimal import Decimal

from openkap.clinical.facts import Fact, FactKind, Meaning
from openkap.clinical.sources import Verification
from openkap.gateways.referrals.concepts import Context, meanings, part, words
from openkap.gateways.referrals.instants import moment
from openkap.gateways.referrals.reading import Json
from openkap.gateways.referrals.results import Reading
from openkap.gateways.referrals.units import UCUM, convert

FINAL = frozenset({"final", "amended", "corrected"})


def read_observation(resource: Json, context: Context) -> Reading:
    """The value of an observation and of each of its components, as far as the vocabulary knows them."""
    status = str(resource.get("status", ""))
    if status in {"entered-in-error", "cancelled"}:
        return Reading(in_error=True)
    at, precise = moment(
        resource.get("effectiveDateTime")
        or resource.get("effectiveInstant")
        or part(resource, "effectivePeriod", "start")
    )
    if at is None or not precise:
        return Reading(problem="It does not say on which day it was measured.")
    facts: list[Fact] = []
    problems: list[str] = []
    for item in [resource, *resource.get("component", [])]:
        if item is resource and "component" in resource and "valueQuantity" not in resource:
            continue
        for meaning in meanings(item.get("code"), context.vocabulary) or (None,):
            found = _measured(item, meaning, at, context.place(resource), context, final=status in FINAL)
            facts += [found] if isinstance(found, Fact) else []
            problems += [found] if isinstance(found, str) else []
    return Reading(tuple(facts), "" if facts and not problems else "; ".join(dict.fromkeys(problems)) or "It is empty.")


def _measured(
    item: Json, meaning: Meaning | None, at: datetime, place: str, context: Context, *, final: bool
) -> Fact | str:
    definition = context.vocabulary.definitions[meaning.fact] if meaning else None
    if meaning is None or definition is None or definition.kind is not FactKind.QUANTITY:
        return "Its code is not in our vocabulary."
    quantity = item.get("valueQuantity")
    if not isinstance(quantity, dict) or isinstance(quantity.get("value"), bool):
        return "It has no number."
    number = quantity.get("value")
    if not isinstance(number, int | Decimal):
        return "It has no number."
    if quantity.get("comparator"):
        return "It gives a limit, not a value."
    value, unit = Decimal(number), _unit(quantity)
    kept, kept_unit = value, unit or "no unit"
    if (unit and quantity.get("system") == UCUM) or unit == definition.unit:
        converted = convert(value, unit, definition.unit) if _is_usable(value) else None
        if converted is not None:
            kept, kept_unit = converted, definition.unit
    low, high = definition.plausible or (kept, kept)
    if not _is_usable(value) or (kept_unit == definition.unit and not low <= kept <= high):
        return "The number is outside what a living person can have."
    return Fact(
        code=meaning.fact,
        value=kept,
        at=at,
        source=place,
        unit=kept_unit,
        display=words(item.get("code")) or definition.display,
        identified=meaning.verification if final else Verification.UNVERIFIED,
        id=f"{place}#{meaning.fact}",
    )


def _unit(quantity: Json) -> str:
    return str(quantity.get("code") or quantity.get("unit") or "")[:40]


def _is_usable(value: Decimal) -> bool:
    """Whether a number is of a size that anything measured can have; 1e999999 is JSON, and no measurement."""
    return value.is_finite() and (value == 0 or -12 < value.adjusted() < 12)
