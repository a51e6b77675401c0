"""``openkap pk``: what a published model expects of a dose. It explains; it suggests no dose and times nothing."""

from typing import Annotated, Any

import typer

from openkap.clinical.pharmacokinetics.definition import Model
from openkap.clinical.pharmacokinetics.model import Somebody, unknown_options
from openkap.clinical.pharmacokinetics.prediction import PERCENTILES, Exposure, Prediction, predict
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.interfaces.cli._start import Json, refuse, say


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def pk(
        model: Annotated[str, typer.Option(help="Its id: `openkap content list` names them under pharmacokinetics.")],
        dose: Annotated[float, typer.Option(help="The whole dose in mg of base.")],
        weight: Annotated[float, typer.Option(help="Weight in kg.")] = 70.0,
        age: Annotated[float, typer.Option(help="Age in years.")] = 45.0,
        option: Annotated[list[str] | None, typer.Option(help="A named effect of the model; may be repeated.")] = None,
        as_json: Json = False,
    ) -> None:
        """Concentrations that a published model expects: peak, time, area, and how far people differ."""
        try:
            definition: Model = catalogue.entry("pharmacokinetics", model).value
            if wrong := unknown_options(definition, option or ()):
                known = ", ".join(o.name for o in definition.options) or "none"
                refuse(f"{model} has no option {wrong[0]!r}. It has: {known}.", 2)
            found = predict(definition, dose, Somebody(weight, age, tuple(option or ())))
        except (ContentError, ValueError) as error:
            refuse(str(error), 2)
        say(_words(found, dose), as_dict(found, dose), as_json=as_json)


def as_dict(found: Prediction, dose_mg: float) -> dict[str, Any]:
    """A prediction as plain data; figures of a typical person are null where the evidence is weak."""
    one, model = found.typical, found.model
    return {
        "model": str(model.pin),
        "dose_mg": dose_mg,
        "cmax_ng_per_ml": round(one.cmax_ng_per_ml, 1) if one else None,
        "tmax_min": one.tmax_min if one else None,
        "auc_0_24_ng_h_per_ml": round(one.auc_0_24_ng_h_per_ml, 1) if one else None,
        "bands": {
            "minutes": list(found.minutes),
            **{f"p{p}_ng_per_ml": [round(float(c), 2) for c in row]
               for p, row in zip(PERCENTILES, found.band, strict=True) if one or p != 50},
            **{f"p{p}": _figures(e) for p, e in zip(PERCENTILES, found.ranges, strict=True) if one or p != 50},
        },
        "evidence": {
            "strength": model.strength.value,
            "site": model.site,
            "sources": sorted({b.ref for p in model.parameters for b in p.basis if b.ref}),
        },
        "warnings": list(found.warnings),
    }  # fmt: skip


def _figures(e: Exposure) -> dict[str, float]:
    return {
        "cmax_ng_per_ml": round(e.cmax_ng_per_ml, 1),
        "tmax_min": e.tmax_min,
        "auc_0_24_ng_h_per_ml": round(e.auc_0_24_ng_h_per_ml, 1),
    }


def _words(found: Prediction, dose_mg: float) -> str:
    low, _, high = found.ranges
    lines = [f"{found.model.title}, {dose_mg:g} mg: {found.model.site} blood, {found.model.strength.value} evidence."]
    if found.typical:
        one = found.typical
        lines.append(
            f"Typical peak {one.cmax_ng_per_ml:.0f} ng/mL at {one.tmax_min:.0f} min; "
            f"{one.auc_0_24_ng_h_per_ml:.0f} ng·h/mL in a day."
        )
    lines.append(f"Nine in ten people peak between {low.cmax_ng_per_ml:.0f} and {high.cmax_ng_per_ml:.0f} ng/mL.")
    lines.extend(f"Note: {warning}" for warning in found.warnings)
    lines.append("This explains what to expect. It suggests no dose, predicts no benefit and times no discharge.")
    return "\n".join(lines)
