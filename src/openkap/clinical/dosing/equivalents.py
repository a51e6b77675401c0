"""Doses of related drugs as milligrams of one of them. Approximate; a drug without a published row is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from openkap.clinical.sources import Basis, Pin
from openkap.clinical.values import Known, Missing, Unknown

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Equivalents:
    """A published table: ``rows`` holds the milligrams of each ingredient that equal ``equals_mg`` of ``ingredient``.

    ``fact`` is the fact of the vocabulary that the sum states, in milligrams a day.
    """

    pin: Pin
    title: str
    fact: str
    ingredient: str
    equals_mg: Decimal
    rows: Mapping[str, Decimal]
    basis: tuple[Basis, ...]


def daily_equivalent(table: Equivalents, daily_mg: Mapping[str, Decimal]) -> Known[Decimal] | Unknown:
    """All of it together in mg a day of the table's own ingredient, rounded up to a hundredth.

    ``daily_mg`` is by ingredient. One that the table does not have makes the whole sum unknown.
    """
    if not daily_mg:
        return Unknown(Missing.ABSENT, "no dose was given")
    without = sorted(name for name in daily_mg if name not in table.rows)
    if without:
        return Unknown(Missing.ABSENT, f"there is no published equivalent here for {', '.join(without)}")
    total = sum((mg * table.equals_mg / table.rows[name] for name, mg in daily_mg.items()), Decimal(0))
    return Known(total.quantize(HUNDREDTH, rounding=ROUND_UP))
