"""The one thing asked of somebody who signs a translation."""

from django import forms


class TranslationForm(forms.Form):
    """How the signer knows both languages."""

    reads_both = forms.CharField(
        label="How you know both languages",
        max_length=300,
        help_text="For example: grew up with Spanish, trained in English.",
    )
