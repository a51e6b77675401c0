"""The numbers of a product that a site may tighten, and the product as it is where it did."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from openkap.clinical.dosing.product import Product
from openkap.clinical.tightening import Limit, Tighter

GROUP = "Orders"
CEILING, RISE, AGE, WEIGHT = "ceiling", "most-rise", "minimum-age", "weight-age"
OLDEST = Decimal(120)  # years that nobody reaches


def tightenable(product: Product) -> tuple[Limit, ...]:
    """Every number that a dose is held by and that a site may tighten."""
    ceiling, weight = product.ceiling, product.weight
    found = [
        Limit(CEILING, GROUP, "Ceiling", "held above", f" {ceiling.unit}", ceiling.stop, Tighter.LOWER,
              product.bounds.mg[0] if ceiling.unit == "mg" else Decimal("0.01"), ceiling.basis),
        Limit(RISE, GROUP, "Rise since the last dose", "asks for a reason above", " %", product.max_rise_percent,
              Tighter.LOWER, Decimal(0), product.rise_basis),
        Limit(AGE, GROUP, "Youngest age", "held under", " years", Decimal(product.minimum_age), Tighter.HIGHER, OLDEST,
              product.age_basis, whole=True),
    ]  # fmt: skip
    if weight is not None:
        days = Decimal(weight.max_age.days)
        found.append(
            Limit(
                WEIGHT,
                GROUP,
                "Age of the weight",
                "held above",
                " days",
                days,
                Tighter.LOWER,
                Decimal(1),
                weight.basis,
                whole=True,
            )
        )
    return tuple(found)


def tightened(product: Product, site: Mapping[str, Decimal]) -> Product:
    """The product with the site's stricter numbers; one that is no stricter, or that it lacks, changes nothing."""
    here = {t.path: value for t in tightenable(product) if (value := t.here(site.get(t.path))) != t.default}
    weight = product.weight
    if weight is not None and WEIGHT in here:
        weight = replace(weight, max_age=timedelta(days=int(here[WEIGHT])))
    return replace(
        product,
        ceiling=replace(product.ceiling, stop=here.get(CEILING, product.ceiling.stop)),
        max_rise_percent=here.get(RISE, product.max_rise_percent),
        minimum_age=int(here.get(AGE, Decimal(product.minimum_age))),
        weight=weight,
    )
