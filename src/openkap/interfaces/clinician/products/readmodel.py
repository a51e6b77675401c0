"""What the product pages show: each range as a bar under one ceiling, each statement with its sources."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from openkap.clinical.dosing.product import DoseRange, Product
from openkap.clinical.monitoring.plan import MonitoringPlan, ObservationTime
from openkap.clinical.sources import Basis, Verification, strongest
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.interfaces.components.sources import sources

BAR = 200
PLACES = {"us": "US", "eu": "EU", "uk": "UK"}


@dataclass(frozen=True, slots=True)
class RangeLine:
    """One range as a bar from zero to past the ceiling; ``ceiling`` is None where the two are in different units."""

    who: str
    words: str
    low: int
    high: int
    ceiling: int | None
    standing: Verification
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with how far it was checked and where it stands."""

    title: str
    says: str
    standing: Verification
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything about one product."""

    product: Product
    ranges: tuple[RangeLine, ...]
    statements: tuple[Statement, ...]
    watching: tuple[Statement, ...]
    limits: tuple[Statement, ...]
    protocols: tuple[Entry, ...]
    screened_as: str


def product_page(product: Product) -> ProductPage:
    """Ranges, statements, monitoring and the protocols that use it."""
    plan: MonitoringPlan = catalogue.entry("monitoring", product.monitoring).value
    return ProductPage(
        product=product,
        ranges=tuple(_line(product, r) for r in product.ranges),
        statements=_statements(product),
        watching=_watching(plan),
        limits=tuple(_statement(t.tier.value.capitalize(), t.says, t.basis) for t in plan.thresholds),
        protocols=tuple(e for e in catalogue.entries("protocols") if e.value.product == product.pin.id),
        screened_as=_screened_as(product),
    )


def _screened_as(product: Product) -> str:
    if product.screened_as is None:
        return "By criteria of its own."
    name = catalogue.entry("products", product.screened_as.product).value.name
    if product.screened_as.same_label:
        return f"By the criteria of {name}: one label speaks of both."
    return f"By the criteria of {name}. What is said there rules nothing out here and clears nothing."


def _line(product: Product, dose_range: DoseRange) -> RangeLine:
    (low, high), unit, ceiling = dose_range.span, dose_range.unit, product.ceiling
    same = unit == ceiling.unit
    end = max(high, ceiling.stop if same else high) * Decimal("1.1")
    span = _digits(low) if low == high else f"{_digits(low)} to {_digits(high)}"
    amounts = " or ".join(_digits(d) for d in dose_range.doses_mg) or span
    variant = next((v.title for v in product.variants if v.id == dose_range.variant), "")
    return RangeLine(
        who=_who(dose_range, variant),
        words=f"{amounts} {unit}",
        low=int(BAR * low / end),
        high=max(int(BAR * high / end), int(BAR * low / end) + 2),
        ceiling=int(BAR * ceiling.stop / end) if same else None,
        standing=strongest(dose_range.basis),
        sources=sources(dose_range.basis),
    )


def _who(dose_range: DoseRange, variant: str) -> str:
    places = ", ".join(PLACES[j] for j in dose_range.jurisdictions)
    stages = ", ".join(s.value for s in dose_range.stages)
    words = f"{places}, {dose_range.ages}, {stages}"
    return f"{variant}: {words}" if variant else words


def _statements(product: Product) -> tuple[Statement, ...]:
    weight = product.weight
    found = [_statement("Ceiling", f"{_digits(product.ceiling.stop)} {product.ceiling.unit}", product.ceiling.basis)]
    bounds = f"Only {_digits(product.bounds.mg[0])} to {_digits(product.bounds.mg[1])} mg can be entered."
    found.append(_statement("Entry", bounds, product.bounds.basis))
    if weight is not None:
        says = (
            f"Actual weight, at most {weight.max_age.days} days old; ideal weight is worth a thought from a body mass "
        )
        found.append(_statement("Weight", f"{says}index of {_digits(weight.consider_ideal_from_bmi)}.", weight.basis))
    if product.frequency is not None:
        found.append(_statement("How often", product.frequency.says, product.frequency.basis))
    found += [_statement(p.title, p.says, p.basis) for p in product.practice]
    found += [_statement(v.title, v.says, v.basis) for v in product.variants]
    return tuple(found)


def _watching(plan: MonitoringPlan) -> tuple[Statement, ...]:
    measures = {m.id: m.display for m in plan.measures}
    return tuple(
        _statement(", ".join(measures[m] for m in time.measures), _when(time), time.basis) for time in plan.times
    )


def _when(time: ObservationTime) -> str:
    every = f"every {_minutes(time.every)} minutes" if time.every else "once"
    until = f", until minute {_minutes(time.until)}" if time.until else ""
    return f"From minute {_minutes(time.after)}, {every}{until}."


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _statement(title: str, says: str, basis: tuple[Basis, ...]) -> Statement:
    return Statement(title, says, strongest(basis), sources(basis))


def _digits(number: Decimal) -> str:
    return f"{number.normalize():f}"
