"""Pharmacokinetic models. A file's examples are published values that it must reproduce, each with its tolerance."""

from collections.abc import Iterable
from typing import Any

from openkap.clinical.pharmacokinetics.definition import (
    AgeEffect,
    Model,
    Option,
    Parameter,
    Regimen,
    Strength,
    Window,
)
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis

TO_MINUTES = {"1": 1.0, "L": 1.0, "min": 1.0, "/min": 1.0, "L/min": 1.0, "h": 60.0, "/h": 1 / 60, "L/h": 1 / 60}


def read(document: dict[str, Any], pin: Pin) -> Model:
    """A model as the core knows it, in minutes and litres."""
    way, own = document["regimen"], basis(document["basis"])
    return Model(
        pin=pin,
        title=document["title"],
        drug=document["drug"],
        route=document["route"],
        site=document["site"],
        strength=Strength(document["strength"]),
        structure=document["structure"],
        products=tuple(document["products"]),
        parameters=tuple(_parameter(p, own) for p in document["parameters"]),
        regimen=Regimen(way["by"], *(float(way.get(k, 0)) for k in ("device-mg", "between-min", "over-min"))),
        usual_mg=(float(document["usual-mg"][0]), float(document["usual-mg"][1])),
        weighed=document["uses-weight"],
        basis=own,
        age_effects=tuple(
            AgeEffect(a["parameter"], float(a["above-years"]), float(a["per-year"]) * TO_MINUTES[a["unit"]])
            for a in document.get("age-effects", ())
        ),
        options=tuple(
            Option(o["name"], {name: float(f) for name, f in o["factors"].items()}) for o in document.get("options", ())
        ),
        covariances=tuple((c["of"][0], c["of"][1], float(c["value"])) for c in document.get("covariances", ())),
        warnings=tuple(document.get("warnings", ())),
        windows=tuple(
            Window(w["what"], (float(w["minutes"][0]), float(w["minutes"][1])), basis(w["basis"]))
            for w in document.get("windows", ())
        ),
    )


def check(entry: Entry) -> Iterable[str]:
    """What is wrong with a model beyond its shape. The numeric library is loaded for this alone: reading needs none."""
    from openkap.content.readers.pharmacokinetics_checks import problems

    return problems(entry)


def _parameter(p: dict[str, Any], own: tuple[Any, ...]) -> Parameter:
    return Parameter(
        name=p["name"],
        value=float(p["value"]) * TO_MINUTES[p["unit"]],
        basis=basis(p["basis"]) if "basis" in p else own,
        spread=float(p.get("spread", 0.0)),
        on_logit=p.get("on-logit", False),
        weight_exponent=float(p.get("weight-exponent", 0.0)),
    )
