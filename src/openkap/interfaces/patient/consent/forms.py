"""What a patient enters on a form."""

from typing import Any

from django import forms


class AnswerForm(forms.Form):
    """One answer; nothing is chosen beforehand."""

    answer = forms.ChoiceField(
        choices=[("agree", "I agree"), ("decline", "I do not agree")],
        error_messages={"required": "Choose one of the two answers, then go on."},
    )


class SignatureForm(forms.Form):
    """One's name, typed."""

    typed_name = forms.CharField(
        label="Your full name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type your full name to sign."},
    )

    def __init__(self, *args: Any, label: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["typed_name"].label = label
