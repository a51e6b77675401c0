"""Forms of triage and safety plan, made from their content. Nothing is ticked for anybody."""

from typing import Any

from django import forms

from openkap.clinical.risk.pathway import RiskLevel, RiskPathway
from openkap.clinical.risk.safetyplan import SafetyPlanShape
from openkap.interfaces.components.posting import yes_or_no

ANSWERS = [("yes", "Yes"), ("no", "No"), ("", "Not answered")]
LEVELS = [("", "As the answers give it"), *((level.value, level.value.capitalize()) for level in reversed(RiskLevel))]
PREFIX = "step-"


class TriageForm(forms.Form):
    """The answers by slot, then the clinician's own level and words."""

    def __init__(self, *args: Any, pathway: RiskPathway, **more: Any) -> None:
        super().__init__(*args, **more)
        about = {q.id: q.about for q in pathway.questions}
        self.questions = tuple(about)
        for question in pathway.questions:
            hint = question.window.capitalize()
            if question.after:
                hint += f". Asked after a yes to: {about[question.after]}"
            self.fields[question.id] = forms.ChoiceField(
                label=question.about.capitalize(), help_text=hint, choices=ANSWERS, required=False,
                widget=forms.RadioSelect, initial="",
            )  # fmt: skip
        self.fields["level"] = forms.ChoiceField(
            label="Your own judgement", choices=LEVELS, required=False, widget=forms.RadioSelect, initial="",
            help_text="It stands, whatever the answers give.",
        )  # fmt: skip
        self.fields["lower_reason"] = forms.CharField(
            label="Why lower than the answers give", required=False, max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
        self.fields["narrative"] = forms.CharField(
            label="What you heard and saw", required=False, widget=forms.Textarea(attrs={"rows": 4}),
            help_text="Kept sealed.",
        )  # fmt: skip

    def answers(self) -> dict[str, bool]:
        """What was answered; a question left open is not in it."""
        given = {id_: self.cleaned_data.get(id_) for id_ in self.questions}
        return {id_: answer == "yes" for id_, answer in given.items() if answer}


class ActionForm(forms.Form):
    """What was done about one action."""

    what_was_done = forms.CharField(
        label="What was done, or why not", widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept sealed."
    )


class SafetyPlanForm(forms.Form):
    """One field a step, in the person's own words."""

    def __init__(self, *args: Any, shape: SafetyPlanShape, **more: Any) -> None:
        super().__init__(*args, **more)
        for step in shape.steps:
            self.fields[f"{PREFIX}{step.id}"] = forms.CharField(
                label=step.title, help_text=step.prompt, required=not step.optional, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
        self.fields["shown"] = yes_or_no(
            "Show it to the person, behind their own link?",
            "It opens from crisis help once they have said who they are.",
        )
        self.fields["copy_given"] = yes_or_no("Was a copy on paper given?")

    def steps(self) -> dict[str, str]:
        """The words by step."""
        return {k.removeprefix(PREFIX): v for k, v in self.cleaned_data.items() if k.startswith(PREFIX)}
