"""The file with a wording, and the ground on which the clinic may use it."""

from django import forms


class WordingForm(forms.Form):
    """A FHIR Questionnaire whose items are the slots of the skeleton."""

    file = forms.FileField(label="FHIR Questionnaire (R4, JSON)")
    entitled_by = forms.CharField(
        label="The clinic may use this wording because of",
        max_length=200,
        help_text="The licence and its number, or whose permission of which day.",
    )
