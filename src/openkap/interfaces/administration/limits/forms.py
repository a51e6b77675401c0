"""Form of one number of the content."""

from django import forms

from openkap.records.accounts.limits import TIGHTENABLE


class LimitForm(forms.Form):
    """A stricter value with its reason; no value takes the content's own again."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in TIGHTENABLE])
    path = forms.CharField(max_length=160)
    value = forms.DecimalField(required=False, max_digits=10, decimal_places=3, label="The value")
    reason = forms.CharField(max_length=1000, label="The reason")
