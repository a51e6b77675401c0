"""The review form: every item that records cannot answer, by organ; nothing is ticked for anybody."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render

from openkap.clinical.dosing.equivalents import Equivalents
from openkap.gateways import clock
from openkap.interfaces.clinician.patients.readmodel import said, told_by
from openkap.interfaces.components.posting import UNPROCESSABLE
from openkap.interfaces.components.wording import day
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients import selectors
from openkap.records.patients.factrows import fact_of
from openkap.records.patients.reviewing import Question, equivalents, questions, record_review
from openkap.records.patients.selectors import patient_for


@dataclass(frozen=True, slots=True)
class Item:
    """One question on the page: what is asked, what stands on record, and what was just answered."""

    number: int
    code: str
    question: str
    unit: str
    on_record: str
    options: tuple[dict[str, object], ...]
    answer: str
    table: Equivalents | None


def ask(request: HttpRequest, actor: Actor, patient_id: UUID) -> HttpResponseBase:
    """Show the form, or keep the answers that were given; when one is refused, none is kept and all stay shown."""
    patient = patient_for(actor, patient_id, "review")
    problem = ""
    asked = [q.definition.code for items in questions().values() for q in items]
    if request.method == "POST":
        answers = {code: request.POST[code] for code in asked if request.POST.get(code)}
        try:
            kept = record_review(by=actor, patient_id=patient.id, answers=answers, now=clock.now())
            messages.success(request, f"{len(kept)} answers were kept under your name.")
            return redirect("screening", patient.id)
        except RefusedError as refusal:
            problem = str(refusal)
    known = [fact_of(row) for row in selectors.newest_rows(patient.id, clock.now(), asked, asked)]
    last = {f.code: f"{said(f)}, {day(f.at)}, {told_by(f)}" for f in known}
    numbered = iter(range(1, 1000))
    groups = [
        (name, [_item(next(numbered), q, last.get(q.definition.code, ""), request.POST) for q in items])
        for name, items in questions().items()
    ]
    context = {"patient": patient, "groups": groups, "problem": problem}
    return render(request, "clinician/patients/review.html", context, status=UNPROCESSABLE if problem else 200)


def _item(number: int, question: Question, on_record: str, posted: QueryDict) -> Item:
    definition = question.definition
    answer = str(posted.get(definition.code, ""))
    choices = (*question.choices, ("", "Not asked")) if question.choices else ()
    options = tuple({"value": v, "label": w, "checked": bool(answer) and v == answer} for v, w in choices)
    unit = definition.unit.replace("{count}", "").replace("/d", " a day")
    table = None if options else equivalents(definition.code)
    return Item(number, definition.code, definition.question, unit, on_record, options, answer, table)
