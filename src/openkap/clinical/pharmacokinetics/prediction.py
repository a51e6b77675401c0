"""What a model expects of a dose: a curve with its band, or for weak evidence the band alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openkap.clinical.pharmacokinetics.compartments import Array
from openkap.clinical.pharmacokinetics.definition import Model, Strength
from openkap.clinical.pharmacokinetics.model import Somebody, compartments, spread_evenly, typical
from openkap.clinical.pharmacokinetics.system import Dose, area, concentrations

DAY_MIN = 1440
VIRTUAL = 1000  # people behind a band
PERCENTILES = (5, 50, 95)


@dataclass(frozen=True, slots=True)
class Exposure:
    """Of one curve: the peak (ng/mL), when it comes (minutes from the first dose), the area over a day (ng·h/mL)."""

    cmax_ng_per_ml: float
    tmax_min: float
    auc_0_24_ng_h_per_ml: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """``typical`` and ``curve`` are None where the evidence is weak: a line would look like knowledge.

    ``band`` has a row for the 5th, 50th and 95th percentile at each minute; ``ranges`` the same three of each exposure.
    """

    model: Model
    doses: tuple[Dose, ...]
    minutes: tuple[int, ...]
    curve: Array | None
    typical: Exposure | None
    band: Array
    ranges: tuple[Exposure, Exposure, Exposure]
    warnings: tuple[str, ...]


def doses_of(model: Model, mg: float) -> tuple[Dose, ...]:
    """A total dose as the clinic gives it: devices one after another, an infusion, or at once."""
    way = model.regimen
    if not way.device_mg:
        return (Dose(0.0, mg, way.path, way.over_min),)
    devices = round(mg / way.device_mg)
    if devices < 1 or abs(devices * way.device_mg - mg) > 1e-6:
        raise ValueError(f"{mg:g} mg is no number of devices of {way.device_mg:g} mg. Give a multiple of it.")
    return tuple(Dose(i * way.between_min, way.device_mg, way.path) for i in range(devices))


def predict(model: Model, mg: float, person: Somebody, until_min: int = 240, people: int = VIRTUAL) -> Prediction:
    """The expected curve from the first dose on, minute by minute. Raises ValueError for a dose it cannot give."""
    if mg <= 0 or person.weight_kg <= 0:
        raise ValueError("A dose and a weight are greater than zero. Give both in mg and kg.")
    doses, weak = doses_of(model, mg), model.strength is Strength.WEAK
    one = typical(model, person)
    others = compartments(model, person, spread_evenly(people, len(model.varying())))
    curves = concentrations(others, doses, "ketamine", 1.0, until_min + 1)
    band = np.percentile(curves, PERCENTILES, axis=0)
    each = np.stack([curves.max(axis=1), curves.argmax(axis=1), area(others, doses, "ketamine", DAY_MIN)])
    low, middle, high = (Exposure(*map(float, row)) for row in np.percentile(each, PERCENTILES, axis=1))
    return Prediction(
        model,
        doses,
        tuple(range(until_min + 1)),
        None if weak else concentrations(one, doses, "ketamine", 1.0, until_min + 1)[0],
        None if weak else exposure(model, doses, person),
        band,
        (low, middle, high),
        _warnings(model, mg, person),
    )


def exposure(model: Model, doses: Sequence[Dose], person: Somebody, analyte: str = "ketamine") -> Exposure:
    """Peak, its time and area of the typical person, the peak to the half minute within a day."""
    system = typical(model, person)
    curve = concentrations(system, doses, analyte, 0.5, 2 * DAY_MIN + 1)[0]
    return Exposure(float(curve.max()), float(curve.argmax()) / 2, float(area(system, doses, analyte, DAY_MIN)[0]))


def _warnings(model: Model, mg: float, person: Somebody) -> tuple[str, ...]:
    low, high = model.usual_mg
    found = list(model.warnings)
    if not low <= mg <= high:
        found.append(f"The model was made from doses of {low:g} to {high:g} mg; {mg:g} mg lies outside.")
    if not model.weighed and person.weight_kg != Somebody().weight_kg:
        found.append("Weight was tested in this model and made no difference; it is not used.")
    if model.strength is Strength.WEAK:
        found.append("Weak evidence: a range, not a line. Nobody has measured this route well in adults.")
    return tuple(found)
