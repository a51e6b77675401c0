"""Forms of notes and homework; the lines of a note come from its modality."""

from typing import Any

from django import forms

from openkap.clinical.protocols.modalities import FieldKind, Modality, NoteField
from openkap.content import catalogue

PREFIX = "line-"
YES_NO = [("yes", "Yes"), ("no", "No")]
DATE = forms.DateInput(attrs={"type": "date"})
PHASES = [("preparation", "Preparation"), ("integration", "Integration"), ("therapy", "Therapy"), ("review", "Review")]


def modalities() -> list[tuple[str, str]]:
    """Every modality, as value and label."""
    return [(e.pin.id, e.value.title) for e in catalogue.entries("modalities")]


class BeginForm(forms.Form):
    """Which talk a note is about."""

    phase = forms.ChoiceField(label="Phase", choices=PHASES, widget=forms.RadioSelect)
    modality_id = forms.ChoiceField(label="Modality", choices=lambda: [("", "Choose"), *modalities()])
    held_at = forms.DateTimeField(label="When it began", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))


class NoteForm(forms.Form):
    """The lines of a modality, then minutes and risk. Nothing is needed to save; signing says what is missing."""

    def __init__(self, *args: Any, modality: Modality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modality = modality
        for line in modality.session:
            self.fields[f"{PREFIX}{line.id}"] = _field(line)
        self.fields["minutes"] = forms.IntegerField(label="Minutes", min_value=1, max_value=480, required=False)
        self.fields["risk_asked"] = forms.ChoiceField(
            label="Did you ask about thoughts of suicide and of harming others?",
            choices=YES_NO,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["risk_words"] = forms.CharField(
            label="What you heard, or why you did not ask", required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def answers(self) -> dict[str, Any]:
        """The answered lines by their ids, in the shapes that the modality asks for."""
        given = {line.id: _answer(line, self.cleaned_data.get(f"{PREFIX}{line.id}")) for line in self.modality.session}
        return {id_: answer for id_, answer in given.items() if answer not in (None, "", [])}


class AddendumForm(forms.Form):
    """What is added to a signed note."""

    words = forms.CharField(label="Addendum", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class HomeworkForm(forms.Form):
    """Practice with a date."""

    what = forms.ChoiceField(label="What")
    due_on = forms.DateField(label="Looked at on", widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined] # a choice field, as declared above
            ("", "Choose"),
            *(
                (e.value.title, [(f"{e.pin.id}/{h.id}", h.title) for h in e.value.homework])
                for e in catalogue.entries("modalities")
            ),
        ]


class CloseForm(forms.Form):
    """How far it came."""

    status = forms.ChoiceField(
        label="How far it came",
        choices=[("done", "Done"), ("partly", "Partly done"), ("not-done", "Not done"), ("dropped", "Taken back")],
        widget=forms.RadioSelect,
    )
    completed_on = forms.DateField(label="On which day", required=False, widget=DATE)
    words = forms.CharField(label="In their words", required=False, max_length=2000)


class OwnNoteForm(forms.Form):
    """A psychotherapy note."""

    body = forms.CharField(label="Your note", widget=forms.Textarea(attrs={"rows": 10}))
    holds_risk = forms.TypedChoiceField(
        label="Does it hold anything about risk: suicide, harm to others, neglect?",
        help_text="If so, the record must hold it too: record a triage on the page Risk first.",
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )


def _field(line: NoteField) -> forms.Field:
    given: dict[str, Any] = {"label": line.label, "help_text": line.help, "required": False}
    if line.kind is FieldKind.SCALE:
        return forms.IntegerField(
            **{**given, "help_text": f"{line.lowest} to {line.highest}. {line.help}".strip()},
            min_value=line.lowest,
            max_value=line.highest,
        )
    if line.kind is FieldKind.YES_NO:
        return forms.ChoiceField(**given, choices=YES_NO, widget=forms.RadioSelect)
    if line.kind is FieldKind.CHOICE:
        return forms.ChoiceField(**given, choices=[(c, c) for c in line.choices], widget=forms.RadioSelect)
    if line.kind is FieldKind.SEVERAL:
        return forms.MultipleChoiceField(
            **given, choices=[(c, c) for c in line.choices], widget=forms.CheckboxSelectMultiple
        )
    rows = 5 if line.kind is FieldKind.LONG_TEXT else 2
    return forms.CharField(**given, widget=forms.Textarea(attrs={"rows": rows}))


def _answer(line: NoteField, value: Any) -> Any:
    if line.kind is FieldKind.YES_NO:
        return {"yes": True, "no": False}.get(value)
    return value
