"""Facts that people state in a file of their own: ``[{"code", "value", "unit", "at", "source", "asserted_by"}, …]``.

The value of a condition is true, false, or one of the words *denied*, *excluded*, *reviewed-none*; that of a quantity a
number in the unit of the vocabulary. The first wrong entry refuses the file, with its number and what to write instead.
"""

from decimal import Decimal
from typing import Any

from openkap.clinical.facts import Fact, FactDefinition, FactKind, FactValue, Vocabulary
from openkap.gateways.referrals.instants import day, moment
from openkap.gateways.referrals.reading import Json, ReferralRefusedError, parse

KEYS = frozenset({"code", "value", "unit", "at", "source", "asserted_by", "display", "status", "ended"})
ANSWERS = {
    "denied": "denied",
    "excluded": "excluded",
    "excluded-by-examination": "excluded",
    "reviewed-none": "reviewed-none",
}


def read_statements(data: bytes, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """Every fact of the file; refused with :class:`ReferralRefusedError` at the first that cannot be used."""
    document = parse(data)
    if not isinstance(document, list):
        raise ReferralRefusedError("not-facts", "The file of facts is not a list. Write [{…}, {…}].")
    return tuple(statement(item, number, vocabulary) for number, item in enumerate(document, start=1))


def _wrong(number: int, problem: str) -> ReferralRefusedError:
    return ReferralRefusedError("wrong-fact", f"Fact {number}: {problem}")


def statement(item: Any, number: int, vocabulary: Vocabulary) -> Fact:
    """One entry as a fact."""
    if not isinstance(item, dict):
        raise _wrong(number, "it is not an object.")
    unknown = set(item) - KEYS
    if unknown:
        raise _wrong(number, f"there is no key {min(unknown)!r}. The keys are: {', '.join(sorted(KEYS))}.")
    definition = vocabulary.definitions.get(str(item.get("code")))
    if definition is None:
        raise _wrong(number, f"there is no fact {item.get('code')!r}. The codes are in facts.yaml.")
    texts = {k: item.get(k) or "" for k in ("unit", "source", "asserted_by", "display", "status")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise _wrong(number, "unit, source and asserted_by are texts.")
    at, precise = moment(item.get("at"))
    if at is None or not precise:
        raise _wrong(number, "at must say when it was true: 2026-10-06 or 2026-10-06T09:30:00Z.")
    ended, precise = moment(item.get("ended")) if item.get("ended") else (None, True)
    if not precise:
        raise _wrong(number, "ended must say when it ended: 2026-10-06 or 2026-10-06T09:30:00Z.")
    value, status = _value(item, number, definition)
    return Fact(
        code=definition.code,
        value=value,
        at=at,
        source=texts["source"] or "statement",
        unit=texts["unit"],
        display=texts["display"] or ("" if definition.kind is FactKind.MEDICINE else definition.display),
        asserted_by=texts["asserted_by"].strip(),
        status=status or texts["status"],
        ended_at=ended,
        id=f"statement-{number}",
    )


def _value(item: Json, number: int, definition: FactDefinition) -> tuple[FactValue, str]:
    value, kind = item.get("value"), definition.kind
    if kind is FactKind.QUANTITY:
        return _number(value, item, number, definition), ""
    if kind is FactKind.CONDITION and isinstance(value, str) and value in ANSWERS:
        return False, ANSWERS[value]
    if kind in {FactKind.CONDITION, FactKind.STATEMENT} and isinstance(value, bool):
        return value, ""
    if kind is FactKind.CHOICE and value in definition.choices:
        return str(value), ""
    if kind is FactKind.DATE and (found := day(value)) is not None:
        return found, ""
    if kind in {FactKind.MEDICINE, FactKind.TEXT} and isinstance(value, str) and value.strip():
        return value, ""
    expected = {
        FactKind.CONDITION: "true, false, denied, excluded or reviewed-none",
        FactKind.STATEMENT: "true or false",
        FactKind.CHOICE: f"one of: {', '.join(definition.choices)}",
        FactKind.DATE: "a date such as 1973-11-24",
    }.get(kind, "a text")
    raise _wrong(number, f"the value of {definition.code} must be {expected}.")


def _number(value: object, item: Json, number: int, definition: FactDefinition) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(number, f"the value of {definition.code} must be a number.")
    found = Decimal(value)
    low, high = definition.plausible or (found, found)
    if item.get("unit") == definition.unit and not low <= found <= high:
        problem = f"{definition.display} of {value} {definition.unit} is outside {low} to {high}."
        raise _wrong(number, f"{problem} Check the number.")
    if not -12 < found.adjusted() < 12:
        raise _wrong(number, f"the value of {definition.code} is no measurement. Check the number.")
    return found
