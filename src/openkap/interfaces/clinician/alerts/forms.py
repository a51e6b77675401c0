"""What staff write about alerts and cover."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms

LEVELS = [
    ("none", "No present risk found"),
    ("low", "Low"),
    ("moderate", "Moderate"),
    ("high", "High"),
]


class ResolveForm(forms.Form):
    """Level, plan and what was done. Nothing is chosen beforehand."""

    level = forms.ChoiceField(choices=LEVELS, widget=forms.RadioSelect, label="Risk, as you judge it now")
    plan = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), label="Plan", max_length=8000)
    what_was_done = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), label="What was done", max_length=8000)


class CoverForm(forms.Form):
    """From when to when, and who is called in which order."""

    starts_at = forms.DateTimeField(
        label="From", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), input_formats=["%Y-%m-%dT%H:%M"]
    )
    ends_at = forms.DateTimeField(
        label="Until", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), input_formats=["%Y-%m-%dT%H:%M"]
    )
    first = forms.ChoiceField(label="On cover", required=False)
    second = forms.ChoiceField(label="Second", required=False)
    director = forms.ChoiceField(label="Director", required=False)

    def __init__(self, *args: Any, clinicians: Any, directors: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.people = ZoneInfo(zone), clinicians
        people = [("", "Nobody"), *((str(p.id), p.name) for p in clinicians)]
        for name in ("first", "second"):
            cast("forms.ChoiceField", self.fields[name]).choices = people
        cast("forms.ChoiceField", self.fields["director"]).choices = [
            ("", "Nobody"),
            *((str(p.id), p.name) for p in directors),
        ]

    def at(self, name: str) -> Any:
        """The instant of a field, read in the site's zone."""
        return self.cleaned_data[name].replace(tzinfo=self.zone)


class CodeForm(forms.Form):
    """The code of a test message."""

    code = forms.CharField(
        max_length=6, label="Code of your test message", widget=forms.TextInput({"inputmode": "numeric"})
    )
