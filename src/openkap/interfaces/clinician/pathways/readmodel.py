"""The comparison as the page and the paper show it."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from openkap.clinical.pathways.weighing import Comparison, Found, Option, Standing
from openkap.clinical.protocols.definition import CourseKind
from openkap.content.rulebook import vocabulary
from openkap.interfaces.clinician.evidence.readmodel import grade_words
from openkap.interfaces.clinician.pathways.forms import KINDS
from openkap.records.patients.reviewing import questions

NAMES = dict(KINDS)
STANDINGS = {
    Standing.OPEN: ("ok", "Open"),
    Standing.HELD: ("unknown", "Screening holds it"),
    Standing.RULED_OUT: ("stop", "Screening rules it out"),
}
PLAIN_STANDINGS = {
    Standing.OPEN: "This is open to you.",
    Standing.HELD: "We have more to ask before this can begin.",
    Standing.RULED_OUT: "This is not safe for you now, by what we know.",
}
SPEAKS = {"for": "would speak for it", "against": "would speak against it", "not-known": "is asked for it"}


def _line(found: Found) -> dict[str, Any]:
    return {
        "because": found.reason.because,
        "plain": found.reason.plain,
        "facts": [words.replace(" {count}", "") for words in found.facts],
        "grade": grade_words(found.reason.grade) if found.reason.rests_on else "",
        "sources": reverse("sources", args=["pathways", found.reason.pin.id]),
        "title": found.reason.title,
    }


def option_card(option: Option) -> dict[str, Any]:
    """One option with its lists."""
    state, word = STANDINGS[option.standing]
    return {
        "kind": option.kind.value,
        "name": NAMES[option.kind.value],
        "state": state,
        "word": word,
        "plain_standing": PLAIN_STANDINGS[option.standing],
        "dosing": option.kind.has_dosing,
        "lists": [
            {
                "title": "Speaks for it",
                "rows": [_line(f) for f in option.speaks_for],
                "none": "Nothing on record does.",
            },
            {
                "title": "Speaks against it",
                "rows": [_line(f) for f in option.speaks_against],
                "none": "Nothing on record does.",
            },
            {"title": "Not known", "rows": [_line(f) for f in option.not_known], "none": ""},
        ],
    }


def option_cards(found: Comparison) -> list[dict[str, Any]]:
    """All options in their fixed order, which is no order of rank."""
    return [option_card(found.option(kind)) for kind in CourseKind]


def would_change(found: Comparison, patient_id: UUID) -> list[dict[str, str]]:
    """Each fact that nobody has recorded, once, with what its answer would do."""
    items = [q.definition.code for group in questions().values() for q in group]
    asked = {code: f"#q-{number}" for number, code in enumerate(items, start=1)}
    form, record = reverse("review", args=[patient_id]), reverse("record-fact", args=[patient_id])
    steps: dict[str, dict[str, str]] = {}
    for option in found.options:
        for one in option.unknown:
            for code in one.judgement.needs if one.judgement else ():
                name = NAMES[option.kind.value].lower()
                effect = f"{one.reason.title}: {SPEAKS[one.reason.speaks.value]} ({name})."
                step = steps.setdefault(
                    code,
                    {
                        "address": f"{form}{asked[code]}" if code in asked else record,
                        "what": vocabulary().definitions[code].display,
                        "effect": "",
                    },
                )
                if one.reason.title not in step["effect"]:
                    step["effect"] = f"{step['effect']} {effect}".strip()
    return list(steps.values())
