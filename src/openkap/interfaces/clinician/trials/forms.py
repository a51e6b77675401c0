"""What is entered about a treatment that was tried. Nothing is ticked: what stays empty is not known."""

from typing import Any

from django import forms

from openkap.interfaces.components.posting import yes_or_no

SAID = [("unknown", "Not known"), ("yes", "Yes"), ("no", "No")]
CLASSES = [("", "Not known"), ("ssri", "SSRI"), ("snri", "SNRI"), ("tricyclic", "Tricyclic"),
           ("maoi", "MAO inhibitor"), ("other", "Other")]  # fmt: skip
OUTCOMES = [("unknown", "Not known"), ("none", "Did not help"), ("partial", "Helped by less than half"),
            ("response", "Helped by half or more")]  # fmt: skip
DATE = {"type": "date"}


def _said(label: str, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=SAID, widget=forms.RadioSelect, initial="unknown")


class TrialForm(forms.Form):
    """One line of the ledger."""

    medicine = forms.CharField(label="Medicine or treatment", max_length=120)
    medicine_class = forms.ChoiceField(label="Class", choices=CLASSES, required=False)
    augments = yes_or_no("Was it added to another treatment (augmentation)?")
    highest_dose = forms.CharField(label="Highest dose", max_length=80, required=False, help_text="With its unit.")
    adequate_dose = _said("Was the dose adequate?", "In your judgement.")
    started_on = forms.DateField(label="Began on", required=False, widget=forms.DateInput(attrs=DATE))
    ended_on = forms.DateField(label="Ended on", required=False, widget=forms.DateInput(attrs=DATE))
    weeks = forms.DecimalField(
        label="Weeks at that dose",
        required=False,
        min_value=0,
        max_value=2000,
        max_digits=5,
        decimal_places=1,
        help_text="Leave it empty when the two dates say it.",
    )
    taken_as_prescribed = _said("Was it taken as prescribed?")
    outcome = forms.ChoiceField(label="What it did", choices=OUTCOMES, widget=forms.RadioSelect, initial="unknown")
    improvement_percent = forms.DecimalField(
        label="Improvement in percent",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=0,
        help_text="Only when a scale measured it.",
    )
    in_current_episode = _said("Was it in this episode?")
    stop_reason = forms.CharField(label="Why it was stopped", max_length=200, required=False)
    source = forms.CharField(
        label="Who says so", max_length=200, required=False, help_text="The person, a letter, the pharmacy."
    )


class TrialCorrectionForm(TrialForm):
    """The right line in place of a wrong one, or nothing in its place."""

    reason = forms.CharField(label="What was wrong", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    take_back = yes_or_no("Take the line back: there was no such treatment?")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.order_fields(["reason", "take_back"])
