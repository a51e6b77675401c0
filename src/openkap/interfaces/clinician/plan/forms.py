"""What clinicians enter about courses, plans, orders and visits. Nothing that must be decided is chosen beforehand."""

from typing import Any

from django import forms

from openkap.clinical.protocols.definition import VisitKind
from openkap.records.treatment import choices

DATE = forms.DateInput(attrs={"type": "date"})
VISITS = [(str(kind), kind.capitalize()) for kind in VisitKind if kind is not VisitKind.DOSING]
KINDS = [("psychotherapy", "Psychotherapy"), ("ketamine", "Ketamine"), ("both", "Ketamine with psychotherapy")]


class StartForm(forms.Form):
    """A new course."""

    kind = forms.ChoiceField(label="What the course consists of", choices=KINDS, widget=forms.RadioSelect)
    started_on = forms.DateField(label="From", widget=DATE)
    because = forms.CharField(label="Why this", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(forms.Form):
    """A change of kind at a dated review."""

    kind = forms.ChoiceField(label="From now on the course consists of", choices=KINDS, widget=forms.RadioSelect)
    reviewed_on = forms.DateField(label="Date of the review", widget=DATE)
    because = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class EndForm(forms.Form):
    """An end, with somewhere to go."""

    outcome = forms.ChoiceField(label="How it ends", choices=choices.OUTCOMES, widget=forms.RadioSelect)
    decided_on = forms.DateField(label="Decided on", widget=DATE)
    because = forms.CharField(label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    alternative = forms.ChoiceField(
        label="What is offered instead, or next",
        choices=[*choices.ALTERNATIVES, ("", "Nothing further: completed or stopped only")],
        required=False,
        widget=forms.RadioSelect,
    )
    to = forms.CharField(
        label="Letter to", help_text="Name and address.", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    subject = forms.CharField(label="About", required=False, max_length=200)
    body = forms.CharField(label="The letter", required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def letter(self) -> tuple[str, str, str] | None:
        """To whom, about what, and the text; None when nothing of it was written."""
        parts = (self.cleaned_data["to"], self.cleaned_data["subject"], self.cleaned_data["body"])
        return parts if any(parts) else None


class PlanForm(forms.Form):
    """The next version of a plan."""

    goals = forms.CharField(
        label="Goals", help_text="In the person's own words, one a line.", widget=forms.Textarea(attrs={"rows": 3})
    )
    protocol = forms.ChoiceField(label="Protocol")
    modality = forms.ChoiceField(label="Therapy", required=False)
    starts_on = forms.DateField(label="First dose or session on", widget=DATE)
    dose_value = forms.DecimalField(label="Dose", min_value=0, max_digits=8, decimal_places=3, required=False)
    dose_unit = forms.ChoiceField(
        label="Unit", choices=[("", "Choose"), ("mg/kg", "mg/kg"), ("mg", "mg")], required=False
    )
    dose_reason = forms.CharField(
        label="Why this dose",
        help_text="Where the check asks for it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    because = forms.CharField(
        label="What changed, and why",
        help_text="When it replaces a plan.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, options: choices.PlanOptions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["protocol"].choices = [("", "Choose"), *options.protocols]  # type: ignore[attr-defined]
        self.fields["modality"].choices = [("", "Choose"), *options.modalities]  # type: ignore[attr-defined]
        if not options.has_dosing:
            for name in ("dose_value", "dose_unit", "dose_reason"):
                del self.fields[name]


class OrderForm(forms.Form):
    """One dose for one day."""

    for_on = forms.DateField(label="For the day", widget=DATE)
    reason = forms.CharField(
        label="Reason",
        help_text="Where the check asks for it.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label="Why", max_length=1000)


class VisitForm(forms.Form):
    """A visit that no protocol asks for, at the site's clock. A dose is not among its kinds."""

    kind = forms.ChoiceField(label="What it is for", choices=VISITS, widget=forms.RadioSelect)
    planned_at = forms.DateTimeField(
        label="Day and time", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=24 * 60, initial=50)
    why = forms.CharField(label="Why on that day", max_length=1000)


class MoveForm(forms.Form):
    """Another time for a visit, at the site's clock."""

    to = forms.DateTimeField(label="New day and time", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    reason = forms.CharField(label="Why", max_length=1000)


class StatusForm(forms.Form):
    """What became of a visit."""

    status = forms.ChoiceField(
        label="What became of it",
        choices=[("arrived", "Arrived"), ("finished", "Finished"), ("noshow", "Missed"), ("cancelled", "Cancelled")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Why", help_text="When missed or cancelled.", required=False, max_length=1000)
