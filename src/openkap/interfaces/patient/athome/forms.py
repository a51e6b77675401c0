"""What a person tells about a dose at home. Nothing is chosen beforehand, and nothing left open becomes a yes."""

from datetime import timedelta
from typing import Any

from django import forms

from openkap.interfaces.components.posting import yes_or_no
from openkap.records.home.reports import After, Before

NUMBER = forms.NumberInput(attrs={"inputmode": "numeric"})


def _said(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


class BeforeForm(forms.Form):
    """The check-in before a dose."""

    systolic = forms.IntegerField(label="Blood pressure: the upper number", required=False, widget=NUMBER)
    diastolic = forms.IntegerField(label="Blood pressure: the lower number", required=False, widget=NUMBER)
    measured = forms.ChoiceField(
        label="When did you measure it?",
        choices=[("0", "Just now"), ("10", "About 10 minutes ago"), ("20", "About 20 minutes ago"),
                 ("long", "Longer ago, or I do not know")],
        required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    companion_present = yes_or_no("Is the adult we trained with you, for the whole time?")
    address_here = yes_or_no("Are you at this address?")
    nothing_taken = yes_or_no("No alcohol today, and nothing that makes you sleepy?", "Yes means: you took nothing.")

    def told(self) -> Before:
        """The answers, as they were given."""
        data: dict[str, Any] = self.cleaned_data
        ago = timedelta(minutes=int(data["measured"])) if data["measured"].isdigit() else None
        return Before(
            _said(data["companion_present"]), _said(data["address_here"]), _said(data["nothing_taken"]),
            data["systolic"], data["diastolic"], ago,
        )  # fmt: skip


class AfterForm(forms.Form):
    """The check-in afterwards."""

    as_before = yes_or_no("Are you wide awake and steady on your feet, as before?")
    systolic = forms.IntegerField(label="Blood pressure now: the upper number", required=False, widget=NUMBER)
    diastolic = forms.IntegerField(label="Blood pressure now: the lower number", required=False, widget=NUMBER)
    effects = forms.ChoiceField(
        label="Did anything happen that you did not want?",
        choices=[("none", "No"), ("some", "Yes, and it is gone or mild"), ("worrying", "Yes, and it worries me")],
        required=False,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="What was it?", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    left = forms.IntegerField(
        label="How many doses are left with you?", min_value=0, required=False, widget=NUMBER,
        help_text="Write 0 if there are none.",
    )  # fmt: skip

    def told(self) -> After:
        """The answers, as they were given."""
        data: dict[str, Any] = self.cleaned_data
        return After(_said(data["as_before"]), data["systolic"], data["diastolic"], data["effects"], data["words"],
                     data["left"])  # fmt: skip
