"""What staff enter about a consent."""

from typing import Any

from django import forms


class OwnIds(forms.Form):
    """A form that stands beside others on one page: its fields have ids of their own, so that labels find them."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}-%s", **more})


class ExplainedForm(OwnIds):
    """Who explained it is who is signed in."""

    words = forms.CharField(
        label="What they asked", help_text="In a sentence or two; nothing if nothing.", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    language = forms.CharField(
        label="Language they follow best, if not English", required=False, max_length=80,
        help_text="Then an interpreter is needed, unless this form is in that language.",
    )  # fmt: skip
    interpreter = forms.CharField(label="Who interpreted", required=False, max_length=120)


class CapacityForm(OwnIds):
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


class WithdrawForm(OwnIds):
    """A withdrawal that staff heard."""

    words = forms.CharField(
        label="What they said", help_text="No reason is needed. Write it down if they gave one.", required=False,
        max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
