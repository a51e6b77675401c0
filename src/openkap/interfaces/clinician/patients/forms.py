"""What staff enter about people and facts."""

from typing import Any

from django import forms

from openkap.clinical.facts import FactDefinition, FactKind
from openkap.content.rulebook import vocabulary

MEASURED = (
    "systolic-blood-pressure", "diastolic-blood-pressure", "body-weight", "body-height", "heart-rate",
    "oxygen-saturation", "respiratory-rate", "alanine-aminotransferase", "aspartate-aminotransferase",
    "alkaline-phosphatase", "gamma-glutamyl-transferase", "bilirubin", "thyrotropin",
)  # fmt: skip


class ImportForm(forms.Form):
    """The file of a referral."""

    file = forms.FileField(
        label="Referral file",
        help_text="One FHIR R4 bundle about one person, as JSON, up to 20 MB.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"}),
    )


class WhoForm(forms.Form):
    """Whom the file is about."""

    who = forms.ChoiceField(label="Who is this?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: tuple[tuple[str, str], ...], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["who"] = forms.ChoiceField(
            label="Who is this?",
            choices=[*people, ("new", "Somebody who is not here yet"), ("drop", "I am not sure: do not import it")],
            widget=forms.RadioSelect,
        )


class ReasonForm(forms.Form):
    """Why a record is opened."""

    reason = forms.CharField(
        label="Why do you open this record?",
        help_text="It is kept with your name, opens the record for 12 hours, and is reviewed by the director.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AccessReviewForm(forms.Form):
    """What a director found."""

    accepted = forms.TypedChoiceField(
        label="Was it right to open it?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Note", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class ColleagueForm(forms.Form):
    """Who joins a care team."""

    def __init__(self, *args: Any, colleagues: tuple[tuple[str, str], ...], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["colleague"] = forms.ChoiceField(
            label="Colleague", choices=[("", "Choose …"), *colleagues], help_text="A clinician of this site."
        )


class MeasureForm(forms.Form):
    """Vital signs, weight and height as measured now; an empty field was not measured."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for code in MEASURED:
            definition = vocabulary().definitions[code]
            self.fields[code] = forms.DecimalField(
                label=f"{definition.display} ({definition.unit.replace('mm[Hg]', 'mmHg')})",
                required=False,
                max_digits=8,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.fields["medicine"] = forms.CharField(
            label="A medicine they take", required=False, max_length=300, help_text="As it stands on the pack."
        )


class CorrectionForm(forms.Form):
    """What was wrong, and what is right; without a value the fact is taken back."""

    reason = forms.CharField(label="What was wrong", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, definition: FactDefinition, **more: Any) -> None:
        super().__init__(*args, **more)
        if definition.kind is FactKind.QUANTITY:
            self.fields["value"] = forms.DecimalField(
                label=f"Right value ({definition.unit})",
                required=False,
                max_digits=12,
                help_text="Leave it empty to take the fact back.",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
