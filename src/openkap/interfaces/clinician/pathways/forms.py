"""The choice of a course. Nothing is chosen beforehand, and the order of the options says nothing."""

from django import forms

KINDS = [("psychotherapy", "Psychotherapy"), ("ketamine", "Ketamine"), ("both", "Ketamine with psychotherapy")]


class ChoiceForm(forms.Form):
    """What the course consists of, from when, and why."""

    kind = forms.ChoiceField(label="You choose together", choices=KINDS, widget=forms.RadioSelect)
    started_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    because = forms.CharField(
        label="Why this",
        help_text="What the person wants, and what you weighed.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
