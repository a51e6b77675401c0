"""A product as the clinic gives it: route, devices, dose ranges by place and age, and the bounds of entry."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.sources import Basis, Pin


class DosedBy(StrEnum):
    """What a dose is written in. A product has one of them; there is no way from one to the other but a weight."""

    DEVICES = "devices"  # whole devices, each of the same strength
    WEIGHT = "weight"  # milligrams per kilogram of actual weight
    AMOUNT = "amount"  # milligrams, whatever the weight


class Course(StrEnum):
    """Where in its course a dose stands."""

    FIRST = "first"
    INDUCTION = "induction"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True, slots=True)
class DoseRange:
    """What is usual at a place, from an age, at a stage: listed doses in mg, a span in mg, or a span in mg/kg.

    Where ``age_below`` is given it says nothing from that age on.
    ``variant`` is empty for the usual way of giving it; a variant never borrows the range of another.
    """

    jurisdictions: tuple[str, ...]
    age_from: int
    stages: tuple[Course, ...]
    basis: tuple[Basis, ...]
    doses_mg: tuple[Decimal, ...] = ()
    mg_per_kg: tuple[Decimal, Decimal] | None = None
    mg: tuple[Decimal, Decimal] | None = None
    variant: str = ""
    age_below: int | None = None

    def covers(self, age_years: int) -> bool:
        """Whether it speaks of somebody of this age at all."""
        return self.age_from <= age_years and (self.age_below is None or age_years < self.age_below)

    @property
    def ages(self) -> str:
        """Whom it speaks of, in words."""
        return f"from {self.age_from} years" + ("" if self.age_below is None else f" and under {self.age_below}")

    @property
    def span(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest dose, in mg/kg where the range is written so, else in mg."""
        return self.mg_per_kg or self.mg or (min(self.doses_mg), max(self.doses_mg))

    @property
    def unit(self) -> str:
        """What ``span`` is in."""
        return "mg/kg" if self.mg_per_kg else "mg"


@dataclass(frozen=True, slots=True)
class Variant:
    """Another way of giving the same product: for another indication, or with another intent."""

    id: str
    title: str
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A standing warning that comes with every dose of the product; ``hold`` ones a prescriber must answer."""

    id: str
    level: str  # hold | warn | note
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """One point of how it is given (frequency, fasting, how long it is held), in words."""

    id: str
    title: str
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Frequency:
    """At most ``times`` doses in any ``in_days`` days."""

    times: int
    in_days: int
    says: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class ScreenedAs:
    """The product by whose criteria this one is judged where none names it; ``same_label``: one label has both."""

    product: str
    same_label: bool
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Above ``stop``, the highest dose in a source that was read, the order is held."""

    unit: str  # mg or mg/kg
    stop: Decimal
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class EntryBounds:
    """Doses that no such session reaches: an entry outside them is a slip of the hand, and is refused."""

    mg: tuple[Decimal, Decimal]
    basis: tuple[Basis, ...]
    mg_per_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class WeightRule:
    """How old a weight may be, and from which body mass index ideal weight is worth a thought."""

    max_age: timedelta
    consider_ideal_from_bmi: Decimal
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class OrderFact:
    """A fact that an order must rest on, e.g. *patient enrolled*; unknown holds."""

    code: str
    display: str
    basis: tuple[Basis, ...]
    jurisdictions: tuple[str, ...] = ()  # where an order rests on it; empty: everywhere


@dataclass(frozen=True, slots=True)
class Product:
    """One product by one route."""

    pin: Pin
    name: str
    ingredient: str
    route: str
    dosed_by: DosedBy
    label: str  # on-label | off-label, in words
    minimum_age: int
    age_basis: tuple[Basis, ...]
    ranges: tuple[DoseRange, ...]
    ceiling: Ceiling
    bounds: EntryBounds
    max_rise_percent: Decimal
    rise_basis: tuple[Basis, ...]
    order_facts: tuple[OrderFact, ...]
    monitoring: str
    weight: WeightRule | None = None
    device_mg: Decimal | None = None
    between_devices: timedelta | None = None
    over_min: Decimal | None = None
    variants: tuple[Variant, ...] = ()
    notices: tuple[Notice, ...] = ()
    practice: tuple[Practice, ...] = ()
    frequency: Frequency | None = None
    screened_as: ScreenedAs | None = None

    @property
    def short(self) -> str:
        """Ingredient and route, where the whole name is too long."""
        return f"{self.ingredient.capitalize()}, {self.route}"
