"""Forms of the people page."""

from typing import Any

from django import forms

from openkap.records.accounts.selectors import ROLES

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PersonForm(forms.Form):
    """A new member of staff."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail", help_text="What they sign in with.")


class RoleForm(forms.Form):
    """A role for a person at this site."""

    role = forms.ChoiceField(choices=ROLES, label="Role")
    valid_from = forms.DateField(widget=DATE, label="From")
    valid_until = forms.DateField(widget=DATE, required=False, label="Until", help_text="The last day, if it is known.")
    credential = forms.CharField(
        max_length=120, required=False, label="Credential", help_text="Licence or registration: who gave it, number."
    )
    credential_expires_on = forms.DateField(widget=DATE, required=False, label="Credential expires")

    def clean(self) -> dict[str, Any]:
        """Dates in their order."""
        data = super().clean() or {}
        if data.get("valid_until") and data.get("valid_from") and data["valid_until"] < data["valid_from"]:
            self.add_error("valid_until", "The last day lies before the first. Correct one of them.")
        return data


class LinkForm(forms.Form):
    """A link to choose a password."""

    forget_second_factor = forms.BooleanField(
        required=False, label="Passkeys and app are lost: forget them too", help_text="Only after you saw the person."
    )
