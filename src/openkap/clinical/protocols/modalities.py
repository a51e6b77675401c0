"""A modality of psychotherapy: how a session is written down, what is practised after it, what is never done."""

from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.evidence.grades import Grade, Sentence
from openkap.clinical.sources import Basis, Pin


class FieldKind(StrEnum):
    """How one line of a note or of homework is answered."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class NoteField:
    """One line. A scale goes from ``lowest`` to ``highest``, both answers themselves."""

    id: str
    label: str
    kind: FieldKind
    help: str = ""
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 10
    required: bool = False


@dataclass(frozen=True, slots=True)
class HomeworkForm:
    """Practice between sessions, as the patient sees it."""

    id: str
    title: str
    instruction: str
    fields: tuple[NoteField, ...]
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that is not done while a person is under a dose."""

    text: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How well it is known to help, and whom; one line for each use."""

    whom: str
    sentence: Sentence
    grade: Grade


@dataclass(frozen=True, slots=True)
class AroundDose:
    """Where it stands around a dose: ``before``, ``during`` or ``after``."""

    when: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Modality:
    """One version of a modality. Session counts are usual ones, never a limit.

    What comes after ``basis`` is absent from the first releases of three modalities, which stay readable.
    """

    pin: Pin
    title: str
    summary: str
    session: tuple[NoteField, ...]
    homework: tuple[HomeworkForm, ...]
    not_while_impaired: tuple[Caution, ...]
    sessions: tuple[int, int]
    minutes: int
    course_basis: tuple[Basis, ...]
    measures: tuple[str, ...]
    basis: tuple[Basis, ...]
    structure: tuple[str, ...] = ()
    around_dose: tuple[AroundDose, ...] = ()
    fidelity: Sentence | None = None
    progress: Sentence | None = None
    evidence: tuple[Outlook, ...] = ()
    not_for: tuple[Sentence, ...] = ()
    consent: Sentence | None = None


def answer_fault(field: NoteField, answer: object) -> str:
    """Why ``answer`` does not fit this line; empty when it does. None, empty text and an empty choice are no answer."""
    if answer is None or answer in ("", [], ()):
        return f"{field.label}: this is needed before signing." if field.required else ""
    if field.kind is FieldKind.SCALE:
        fits = isinstance(answer, int) and not isinstance(answer, bool) and field.lowest <= answer <= field.highest
        return "" if fits else f"{field.label}: choose a whole number from {field.lowest} to {field.highest}."
    if field.kind is FieldKind.YES_NO:
        return "" if isinstance(answer, bool) else f"{field.label}: answer yes or no."
    if field.kind is FieldKind.CHOICE:
        return "" if answer in field.choices else f"{field.label}: choose one of {', '.join(field.choices)}."
    if field.kind is FieldKind.SEVERAL:
        fits = isinstance(answer, list | tuple) and all(a in field.choices for a in answer)
        return "" if fits else f"{field.label}: choose among {', '.join(field.choices)}."
    return "" if isinstance(answer, str) else f"{field.label}: write a text."
