"""Forms of what leaves a record."""

from typing import Any

from django import forms

DATE = forms.DateInput(attrs={"type": "date"})
WORDS = forms.Textarea(attrs={"rows": 3})


class ExportForm(forms.Form):
    """To whom the record goes, and why."""

    to = forms.ChoiceField(
        label="Who gets it",
        choices=[("person", "The person themselves"), ("other", "Somebody else")],
        widget=forms.RadioSelect,
    )
    recipient = forms.CharField(label="Name", max_length=200, help_text="Of the person, the clinic or the office.")
    purpose = forms.CharField(label="For what", max_length=200)


class RequestForm(forms.Form):
    """What a person asks."""

    kind = forms.ChoiceField(
        label="What they ask for",
        choices=[("access", "A copy of the record"), ("amendment", "A change in the record")],
        widget=forms.RadioSelect,
    )
    asked_on = forms.DateField(label="Asked on", widget=DATE)
    words = forms.CharField(label="In their words", required=False, max_length=2000, widget=WORDS)


class AnswerForm(forms.Form):
    """How it was answered."""

    answer = forms.ChoiceField(
        label="How it was answered",
        choices=[("given", "Done as asked"), ("partly", "Done in part"), ("refused", "Not done")],
        widget=forms.RadioSelect,
    )
    answer_words = forms.CharField(
        label="In words", required=False, max_length=2000, widget=WORDS, help_text="Needed unless it was done as asked."
    )


class DisclosureConsentForm(forms.Form):
    """What the signed paper says."""

    protection = forms.ChoiceField(label="Under which rule", widget=forms.RadioSelect)
    recipient = forms.CharField(label="To whom", max_length=200)
    purpose = forms.CharField(label="For what purpose", max_length=200)
    what = forms.CharField(label="What is disclosed", max_length=400, widget=WORDS)
    signed_by_name = forms.CharField(label="Name signed", max_length=120)
    signed_on = forms.DateField(label="Signed on", widget=DATE)
    expires_on = forms.DateField(label="Until", widget=DATE)

    def __init__(self, *args: Any, protections: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["protection"] = forms.ChoiceField(
            label="Under which rule", choices=protections, widget=forms.RadioSelect
        )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Why", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
