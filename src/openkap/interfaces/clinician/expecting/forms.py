"""What the explorer asks: a model, a dose, a weight."""

from django import forms

from openkap.content import catalogue


def _models() -> list[tuple[str, str]]:
    found = (e.value for e in catalogue.entries("pharmacokinetics"))
    return [(m.pin.id, f"{m.title} ({m.strength.value} evidence)") for m in found]


class ExploreForm(forms.Form):
    """A dose of nobody in particular."""

    model = forms.ChoiceField(choices=_models, label="Model")
    dose_mg = forms.FloatField(label="Dose (mg of base)", min_value=0.1, max_value=2000)
    weight_kg = forms.FloatField(label="Weight (kg)", min_value=30, max_value=250)
