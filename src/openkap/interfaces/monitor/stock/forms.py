"""Forms of the cabinet."""

from django import forms

from openkap.content import catalogue
from openkap.records.pharmacy.services import OUT


def products() -> list[tuple[str, str]]:
    """Every product there is, as value and label."""
    return [(e.pin.id, e.value.name) for e in catalogue.entries("products")]


DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReceiveForm(forms.Form):
    """A delivery, as it stands on the package."""

    product = forms.ChoiceField(choices=products, label="Product")
    lot = forms.CharField(max_length=40, label="Lot", help_text="As on the package.")
    expires_on = forms.DateField(widget=DATE, label="Expires")
    unit = forms.ChoiceField(choices=[(u, u.capitalize()) for u in ("vial", "device", "tablet")], label="Comes as")
    strength_mg = forms.DecimalField(max_digits=8, decimal_places=2, label="Milligrams in one")
    count = forms.IntegerField(min_value=1, max_value=10_000, label="How many")
    ndc = forms.CharField(max_length=20, required=False, label="National drug code", help_text="In the US.")


class OutForm(forms.Form):
    """What leaves the cabinet outside a session."""

    kind = forms.ChoiceField(choices=[(kind, kind.capitalize()) for kind in OUT], label="What became of it")
    amount_mg = forms.DecimalField(max_digits=10, decimal_places=2, label="Milligrams")
    because = forms.CharField(max_length=200, label="Why")
