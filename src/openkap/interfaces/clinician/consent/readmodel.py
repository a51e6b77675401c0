"""What the staff's consent pages show."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from openkap.clinical.consent.standing import Standing
from openkap.clinical.values import Truth
from openkap.records.consents import selectors

if TYPE_CHECKING:
    from openkap.records.consents.models import Consent
    from openkap.records.patients.models import Patient

STATES = {
    Truth.TRUE: ("ok", "Stands"),
    Truth.FALSE: ("raised", "Does not stand"),
    Truth.UNKNOWN: ("unknown", "Missing"),
}


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form a person can be asked: whether it stands, and its newest asking."""

    covers: str
    title: str
    state: str
    word: str
    standing: Standing
    newest: "Consent | None"
    in_progress: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One element as it was shown and answered."""

    heading: str
    text: str
    required: bool
    state: str
    word: str


def form_lines(patient: "Patient", now: datetime) -> list[FormLine]:
    """Every form there is, and where it stands for this person."""
    return [_line(patient, covers, now) for covers in selectors.covered()]


def answer_lines(view: selectors.ConsentView) -> list[AnswerLine]:
    """The exact words that were shown, each with its answer."""
    words = {True: ("ok", "Agrees"), False: ("raised", "Does not agree"), None: ("unknown", "No answer")}
    return [
        AnswerLine(e["heading"], e["text"], e["required"], *words[view.given.answers.get(e["id"])])
        for e in view.consent.shown
    ]


def _line(patient: "Patient", covers: str, now: datetime) -> FormLine:
    newest = selectors.latest(patient.id, covers, now)
    found = selectors.judged(patient, covers, newest, now)
    state, word = STATES[found.truth]
    title = selectors.form_for(covers).title
    return FormLine(
        covers, title, state, word, found, newest.consent if newest else None, bool(newest and not newest.closed)
    )
