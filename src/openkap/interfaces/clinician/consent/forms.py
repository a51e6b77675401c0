"""What staff enter about a consent."""

from django import forms


class ExplainedForm(forms.Form):
    """Who explained it is who is signed in."""

    words = forms.CharField(
        label="What they asked", help_text="In a sentence or two; nothing if nothing.", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class CapacityForm(forms.Form):
    """A clinician's judgement, never pre-ticked."""

    can_decide = forms.TypedChoiceField(
        label="Can they decide about this today?",
        choices=[("yes", "Yes, they can decide"), ("no", "No, not today")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="What you saw",
        help_text="They understand it, weigh it, and say it back in their own words.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """A withdrawal that staff heard."""

    words = forms.CharField(
        label="What they said", help_text="No reason is needed. Write it down if they gave one.", required=False,
        max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
