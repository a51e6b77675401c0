"""Which forms to send, and for how long the link works."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms

from openkap.clinical.instruments.definition import Instrument, Item
from openkap.records.assessments import wordings

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

    def __init__(self, site_id: UUID, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(e.pin.id, f"{e.value.title}: {e.value.name}") for e in wordings.sendable(site_id)]
        cast("forms.MultipleChoiceField", self.fields["instruments"]).choices = choices


class RatingForm(forms.Form):
    """The items of one instrument, each with its own answers; a skeleton without wording shows numbers only."""

    def __init__(self, instrument: Instrument, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, item in enumerate(instrument.items, start=1):
            self.fields[item.id] = _field(number, item)

    def answers(self) -> dict[str, int | None]:
        """What was chosen, by item; None where nothing was."""
        return {id_: int(value) if value not in ("", None) else None for id_, value in self.cleaned_data.items()}


def _field(number: int, item: Item, language: str = "en") -> forms.Field:
    label = item.text.get(language) or f"Item {number} ({item.id})"
    if item.number:
        low, high = min(item.values), max(item.values)
        hint = f"A whole number from {low} to {high}."
        return forms.IntegerField(label=label, min_value=low, max_value=high, required=False, help_text=hint)
    choices = [(str(o.value), _said(o.value, o.text.get(language, ""))) for o in item.options]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)


def _said(value: int, text: str) -> str:
    return f"{value}: {text}" if text and not text.startswith(str(value)) else text or str(value)
