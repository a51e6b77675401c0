"""What staff enter about doses at home. Nothing that must be heard is chosen beforehand."""

from collections.abc import Iterable
from typing import Any

from django import forms

from openkap.interfaces.components.posting import yes_or_no
from openkap.records.home.reports import After

DATE = forms.DateInput(attrs={"type": "date"})
WORDS = forms.Textarea(attrs={"rows": 2})


class SwitchForm(forms.Form):
    """A signature under doses at home."""

    role = forms.ChoiceField(label="You sign as", widget=forms.RadioSelect)
    place = forms.CharField(label="State or country whose own law was looked at", max_length=80)
    law = forms.CharField(label="What was looked at, and who looked", max_length=2000, widget=WORDS)
    valid_until = forms.DateField(label="Until", widget=DATE, help_text="Then it is off again by itself.")

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r, r.capitalize()) for r in roles]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """Taking a signature back."""

    role = forms.ChoiceField(label="You signed as", widget=forms.RadioSelect)
    because = forms.CharField(label="Why", max_length=1000, widget=WORDS)

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(r, r.capitalize()) for r in roles]  # type: ignore[attr-defined]


class CompanionForm(forms.Form):
    """Who stays with the person, and what they were shown."""

    name = forms.CharField(label="Name", max_length=120)
    phone = forms.CharField(label="Telephone", max_length=40)
    age_years = forms.IntegerField(label="Age, as they say it", min_value=0, max_value=120)
    trained = forms.MultipleChoiceField(
        label="Shown, and they showed it back", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, points: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trained"].choices = list(points)  # type: ignore[attr-defined]


class HomeOrderForm(forms.Form):
    """One dose for one day at one address."""

    for_on = forms.DateField(label="For the day", widget=DATE)
    address = forms.CharField(
        label="Address", max_length=400, widget=WORDS, help_text="Where an ambulance finds them. With floor and door."
    )
    emergency_number = forms.CharField(label="Emergency number there", max_length=20)
    reason = forms.CharField(label="Reason", help_text="Where the check asks for it.", required=False, widget=WORDS)


class ReasonForm(forms.Form):
    """Why."""

    because = forms.CharField(label="Why", max_length=1000)


class HeardForm(forms.Form):
    """What somebody said on the telephone about the dose itself."""

    heard = forms.ChoiceField(
        label="What they say",
        choices=[("taken", "It was taken"), ("not-taken", "It was not taken, and will not be today")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="In their words", max_length=1000, required=False, widget=WORDS)


class AfterForm(forms.Form):
    """The check-in afterwards, as it was told. What was not said stays open."""

    as_before = yes_or_no("Wide awake and steady, as before")
    systolic = forms.IntegerField(label="Blood pressure, upper", required=False)
    diastolic = forms.IntegerField(label="Blood pressure, lower", required=False)
    effects = forms.ChoiceField(
        label="Anything unwanted",
        choices=[("none", "Nothing"), ("some", "Something, and it is gone or mild"), ("worrying", "It worries them")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="In their words", max_length=2000, required=False, widget=WORDS)
    left = forms.IntegerField(label="Doses left with them", min_value=0, required=False)

    def told(self) -> After:
        """The answers; an empty choice is not an answer."""
        data = self.cleaned_data
        as_before = data["as_before"] if isinstance(data["as_before"], bool) else None
        return After(as_before, data["systolic"], data["diastolic"], data["effects"], data["words"], data["left"])
