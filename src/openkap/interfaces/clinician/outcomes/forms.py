"""What a director asks of the programme's figures; everything may be left open."""

from datetime import datetime
from typing import Protocol, TypeVar

from django import forms
from django.http import HttpRequest

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.reporting.outcomes import Asked

Answer = TypeVar("Answer", covariant=True)


class Ask(Protocol[Answer]):
    """A selector that answers what was asked."""

    def __call__(self, *, by: Actor, asked: Asked, now: datetime) -> Answer:
        """The answer; refused with words where the question names nothing."""
        ...


class AskForm(forms.Form):
    """Which courses, which measure, by when; referred from when to when."""

    courses = forms.CharField(required=False, max_length=80)
    measure = forms.CharField(required=False, max_length=80)
    point = forms.CharField(required=False, max_length=80)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)


def answered(request: HttpRequest, by: Actor, ask: Ask[Answer], now: datetime) -> tuple[Answer, str]:
    """The answer, and what was wrong with the question: then the answer is the usual one."""
    form = AskForm(request.GET)
    if not form.is_valid():
        problem = "Something in the question was not understood. Write days as 2026-10-06. The usual is shown."
        return ask(by=by, asked=Asked(), now=now), problem
    try:
        return ask(by=by, asked=Asked(**form.cleaned_data), now=now), ""
    except RefusedError as refused:
        return ask(by=by, asked=Asked(), now=now), f"{refused} The usual is shown."
