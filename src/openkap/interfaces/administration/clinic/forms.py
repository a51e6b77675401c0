"""Form of the clinic's page."""

from django import forms


class ContactForm(forms.Form):
    """Telephone and hours, as patients read them."""

    phone = forms.CharField(
        max_length=40, required=False, label="Telephone", help_text="With the country first: +34 91 123 45 67."
    )
    hours = forms.CharField(
        max_length=120, required=False, label="When somebody answers", help_text="Monday to Friday, 9:00 to 17:00"
    )
