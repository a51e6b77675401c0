"""The review form: what records cannot answer is asked, item by item, by a named clinician. Nothing is pre-ticked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from openkap.clinical.dosing.equivalents import Equivalents, daily_equivalent
from openkap.clinical.eligibility.medicines import HARMLESS, MEDICINE, PLACEMENT, recognise
from openkap.clinical.eligibility.standing import DENIED, EXCLUDED
from openkap.clinical.facts import Fact, FactDefinition, FactKind
from openkap.clinical.values import Known, Unknown
from openkap.content import catalogue
from openkap.content.rulebook import formulary, vocabulary
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.door import patient_for
from openkap.records.patients.models import PatientFact
from openkap.records.patients.services import CLINICIANS, record_fact

PRESENT = "present"
YES, NO = "yes", "no"
EXAMINERS = ("prescriber", "nurse")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_TAKEN = re.compile(r"(?P<drug>[a-z][a-z' -]*?)\s+(?P<mg>\d+(?:[.,]\d+)?)(?:\s*mg)?")


@dataclass(frozen=True, slots=True)
class Question:
    """One item of the form: what is asked, and the answers it takes."""

    definition: FactDefinition
    choices: tuple[tuple[str, str], ...]  # empty: a number


def choices_of(definition: FactDefinition) -> tuple[tuple[str, str], ...]:
    """The answers an item takes, as value and word; *not asked* is what stays when nobody chooses."""
    if definition.kind is FactKind.CONDITION:
        return ((DENIED, "No"), (PRESENT, "Yes"), (EXCLUDED, "No, by examination"))
    if definition.kind is FactKind.STATEMENT:
        return ((YES, "Yes"), (NO, "No"))
    return tuple((choice, choice.capitalize()) for choice in definition.choices)


def questions() -> dict[str, tuple[Question, ...]]:
    """Every question of the form by its group (organ or topic), in the order of the vocabulary."""
    groups: dict[str, list[Question]] = {}
    for definition in vocabulary().definitions.values():
        if definition.question:
            groups.setdefault(definition.group, []).append(Question(definition, choices_of(definition)))
    return {group: tuple(items) for group, items in groups.items()}


@service
def record_review(*, by: Actor, patient_id: UUID, answers: Mapping[str, str], now: datetime) -> list[PatientFact]:
    """Keep the answers that were given; an empty one was not asked, and stays unknown. All of them, or none."""
    require_role(by, *CLINICIANS, doing="answer the review form")
    patient_for(by, patient_id, "review", now)
    facts = [_answered(by, code, answer.strip(), now) for code, answer in answers.items() if answer.strip()]
    if not facts:
        raise RefusedError("Nothing was answered. Choose an answer for what you asked, and leave the rest.")
    return [record_fact(by=by, patient_id=patient_id, fact=fact, now=now) for fact in facts]


def _answered(by: Actor, code: str, answer: str, now: datetime) -> Fact:
    definition = vocabulary().definitions.get(code)
    if definition is None or not definition.question:
        raise RefusedError(f"The form does not ask {code!r}. Reload the page and answer again.")
    value, status = _value(by, definition, answer)
    table = equivalents(code)
    told = f": {answer}, by {table.pin.id} {table.pin.version}" if table and not _is_number(answer) else ""
    source = f"review form{told}"[:200]
    return Fact(
        code, value, now, source, unit=definition.unit, display=definition.display, asserted_by=by.label,
        status=status,
    )  # fmt: skip


def equivalents(code: str) -> Equivalents | None:
    """The table by which this fact may be worked out from what is taken, where there is one."""
    tables = (entry.value for entry in catalogue.entries("equivalents"))
    return next((table for table in tables if table.fact == code), None)


def _is_number(answer: str) -> bool:
    return _NUMBER.fullmatch(answer) is not None


def _quantity(definition: FactDefinition, answer: str) -> Decimal:
    if _is_number(answer):
        return Decimal(answer.replace(",", "."))
    table = equivalents(definition.code)
    if table is None:
        raise RefusedError(f"{definition.display}: {answer!r} is not a number. Write digits, e.g. 2.")
    taken = [_TAKEN.fullmatch(part.strip().lower()) for part in answer.split(";")]
    if not all(taken):
        how = "Write milligrams a day, or each drug with its milligrams a day: clonazepam 1; diazepam 5."
        raise RefusedError(f"{definition.display}: {answer!r} could not be read. {how}")
    found = _summed(table, [(match["drug"], Decimal(match["mg"].replace(",", "."))) for match in taken if match])
    if isinstance(found, Unknown):
        remedy = "Leave it open: dosing stays on hold until a prescriber has worked it out and entered the number."
        raise RefusedError(f"{definition.display}: {found.detail}. {remedy}")
    return found.value


def _summed(table: Equivalents, taken: list[tuple[str, Decimal]]) -> Known[Decimal] | Unknown:
    names, daily_mg = formulary().names, dict[str, Decimal]()
    for written, mg in taken:
        name = names[written].name if written in names else written
        daily_mg[name] = daily_mg.get(name, Decimal(0)) + mg
    return daily_equivalent(table, daily_mg)


def _value(by: Actor, definition: FactDefinition, answer: str) -> tuple[bool | str | Decimal, str]:
    if definition.kind is FactKind.QUANTITY:
        return _quantity(definition, answer), ""
    if answer not in dict(choices_of(definition)):
        raise RefusedError(f"{definition.display}: {answer!r} is not one of its answers. Choose again.")
    if answer == EXCLUDED:
        require_role(by, *EXAMINERS, doing="exclude something by examination")
    if definition.kind is FactKind.CONDITION:
        return answer == PRESENT, "" if answer == PRESENT else answer
    return (answer == YES, "") if definition.kind is FactKind.STATEMENT else (answer, "")


@service
def place_medicine(
    *, by: Actor, patient_id: UUID, text: str, ingredients: str, reason: str, now: datetime
) -> PatientFact:
    """Say what a medicine that was not recognised is: its ingredients, or *harmless*, in either case with a reason."""
    require_role(by, "prescriber", "nurse", doing="place a medicine")
    patient_for(by, patient_id, "medicines", now)
    written, why = " ".join(ingredients.lower().split()), " ".join(reason.split())
    if not why:
        raise RefusedError("Say how you know what it is: the pack, the pharmacy, the prescriber. Then save again.")
    if written != HARMLESS and not recognise(written, formulary())[1]:
        problem = f"{written[:80]!r} is not a known ingredient, or has a word that is none."
        raise RefusedError(f"{problem} Write the ingredients with / between them, or choose harmless.")
    known = PatientFact.objects.filter(patient_id=patient_id, code=MEDICINE).values_list("value", flat=True)
    if " ".join(text.lower().split()) not in {" ".join(str(v).lower().split()) for v in known}:
        raise RefusedError("No medicine on record is written like that. Open the list and choose it there.")
    fact = Fact(PLACEMENT, written, now, f"placed: {why}"[:200], display=text, asserted_by=by.label)
    return record_fact(by=by, patient_id=patient_id, fact=fact, now=now)
