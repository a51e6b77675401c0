"""What a prescriber enters on the decision page."""

from django import forms

from openkap.clinical.eligibility.medicines import HARMLESS


class ReasonForm(forms.Form):
    """Why a raised criterion does not stand in the way."""

    reason = forms.CharField(
        label="What you weighed",
        help_text="A colleague must be able to follow it. It is kept with your name.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaceForm(forms.Form):
    """What a medicine that was not recognised is."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[("known", "It holds the ingredients below"), (HARMLESS, "Nothing in it matters here")],
        widget=forms.RadioSelect,
    )
    ingredients = forms.CharField(
        label="Ingredients",
        required=False,
        max_length=200,
        help_text="By their names, with / between them: paracetamol / codeine.",
    )
    reason = forms.CharField(
        label="How you know", max_length=160, help_text="The pack, the pharmacy, who prescribed it."
    )

    def written(self) -> str:
        """The ingredients, or *harmless* when that was chosen."""
        return HARMLESS if self.cleaned_data["kind"] == HARMLESS else str(self.cleaned_data["ingredients"])
