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
    likely: bool  # of the plan, of psychotherapy, or asked before


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One element as it was shown and answered."""

    heading: str
    text: str
    required: bool
    state: str
    word: str


def form_lines(
    patient: "Patient", asked: list[selectors.ConsentView], planned: frozenset[str], now: datetime
) -> list[FormLine]:
    """Every form there is, and where it stands for this person; what the plan needs comes first."""
    lines = [_line(patient, asked, covers, planned, now) for covers in selectors.covered()]
    return sorted(lines, key=lambda line: line.covers not in planned)


def answer_lines(view: selectors.ConsentView) -> list[AnswerLine]:
    """The exact words that were shown, each with its answer."""
    words = {True: ("ok", "Agrees"), False: ("raised", "Does not agree"), None: ("unknown", "No answer")}
    return [
        AnswerLine(e["heading"], e["text"], e["required"], *words[view.given.answers.get(e["id"])])
        for e in view.consent.shown
    ]


def _line(
    patient: "Patient", asked: list[selectors.ConsentView], covers: str, planned: frozenset[str], now: datetime
) -> FormLine:
    found = selectors.standing_among(asked, patient, covers, now)
    newest = next((v for v in asked if v.consent.covers == covers), None)
    state, word = STATES[found.truth]
    title = selectors.form_for(covers).title
    return FormLine(
        covers,
        title,
        state,
        word,
        found,
        newest.consent if newest else None,
        bool(newest and not newest.closed),
        likely=newest is not None or covers in planned or covers == "psychotherapy",
    )
