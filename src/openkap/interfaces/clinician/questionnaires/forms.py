"""Which forms to send, and for how long the link works."""

from datetime import timedelta
from typing import Any, cast

from django import forms

from openkap.content import catalogue

DAYS = [("1", "1 day"), ("3", "3 days"), ("7", "7 days"), ("14", "14 days"), ("30", "30 days")]


class LinkForm(forms.Form):
    """How long a link works, and what opens it."""

    days = forms.ChoiceField(label="The link works for", choices=DAYS, initial="7")
    opens_with = forms.ChoiceField(
        label="It opens with",
        choices=[("birth-date", "the birth date"), ("code", "the birth date, or a code that I hand over in person")],
        initial="birth-date",
        widget=forms.RadioSelect,
    )

    def good_for(self) -> timedelta:
        """How long the link works."""
        return timedelta(days=int(self.cleaned_data["days"]))


class SendForm(LinkForm):
    """Chosen forms go out behind one link, in this order."""

    instruments = forms.MultipleChoiceField(label="Forms", widget=forms.CheckboxSelectMultiple)
    field_order = ("instruments", "days", "opens_with")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = catalogue.entries("instruments")
        choices = [(e.pin.id, f"{e.value.title}: {e.value.name}") for e in found]
        cast("forms.MultipleChoiceField", self.fields["instruments"]).choices = choices
