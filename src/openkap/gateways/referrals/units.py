"""Conversion between UCUM units. The unit tables load only when a unit differs from what the vocabulary expects."""

from decimal import Decimal
from functools import cache
from typing import Any

UCUM = "http://unitsofmeasure.org"


@cache
def _registry() -> Any:
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry()


@cache
def factor(unit: str, wanted: str) -> Decimal | None:
    """What to multiply by to go from one UCUM unit to another; None when they do not measure the same thing."""
    if "Cel" in {unit, wanted} or "[degF]" in {unit, wanted}:
        return None  # degrees have an offset, not a factor
    from lark.exceptions import LarkError
    from pint.errors import PintError

    registry = _registry()
    try:
        quantity, unity = registry.from_ucum(unit), registry.from_ucum(wanted)
        found = quantity.to(unity.units) if hasattr(quantity, "units") else None  # "{tablet}" alone is no unit
    except (LarkError, PintError):  # not UCUM, or not the same dimension
        return None
    return None if found is None else Decimal(repr(float(found.magnitude) / float(unity.magnitude)))


def convert(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """The value in the wanted unit: its own digits when the unit is the same, at most 8 significant ones otherwise."""
    if unit == wanted:
        return value
    scale = factor(unit, wanted)
    if scale is None:
        return None
    product = value * scale
    return Decimal(f"{product:.8g}")
