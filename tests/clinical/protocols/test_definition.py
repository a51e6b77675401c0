"""A protocol that could not be scheduled safely is refused in words."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from openkap.clinical.protocols.definition import Anchor, AnchorKind, CourseKind, Protocol, VisitKind, VisitRule, faults
from openkap.clinical.protocols.modalities import FieldKind, NoteField, answer_fault
from openkap.content import catalogue

IV: Protocol = catalogue.entry("protocols", "ketamine-iv-6-in-3-weeks").value


def changed(rule: str, **values: Any) -> Protocol:
    visits = tuple(replace(v, **values) if v.id == rule else v for v in IV.visits)
    return replace(IV, visits=visits)


def test_the_shipped_protocols_have_no_fault() -> None:
    assert [faults(e.value) for e in catalogue.entries("protocols")] == [()] * len(catalogue.ids("protocols"))


@pytest.mark.parametrize(
    ("protocol", "words"),
    [
        (changed("preparation", later=3), "preparation may not move to or past the first dose"),
        (changed("infusion", spacing=None), "doses need a spacing"),
        (changed("infusion", days=(3, 0)), "its days are not in order"),
        (changed("integration", phase="nowhere"), "there is no phase 'nowhere'"),
        (changed("integration", earlier=1), "follows a visit may move to its own day"),
        (changed("integration", anchor=Anchor(AnchorKind.EACH, "review")), "which must stand before it"),
        (changed("infusion", anchor=Anchor(AnchorKind.LAST, "preparation")), "doses count from the start"),
        (replace(IV, product=""), "go together"),
        (replace(IV, monitoring=""), "A product needs a monitoring plan"),
        (replace(IV, courses=(CourseKind.PSYCHOTHERAPY, CourseKind.BOTH)), "psychotherapy alone has no dosing"),
        (replace(IV, visits=IV.visits + IV.visits[:1]), "'preparation' stands twice"),
        (replace(IV, visits=tuple(v for v in IV.visits if v.kind is not VisitKind.DOSING)), "go together"),
    ],
)
def test_a_fault_is_named(protocol: Protocol, words: str) -> None:
    assert any(words in f for f in faults(protocol)), faults(protocol)


def test_the_foreseen_dose_is_the_latest_that_applies() -> None:
    rule: VisitRule = catalogue.entry("protocols", "esketamine-nasal-us").value.rule("induction")
    foreseen = [rule.foreseen_dose(n) for n in (1, 2, 8)]
    assert [f.amounts for f in foreseen if f] == [
        (Decimal(56),),
        (Decimal(56), Decimal(84)),
        (Decimal(56), Decimal(84)),
    ]
    assert IV.rule("review").foreseen_dose(1) is None


@pytest.mark.parametrize(
    ("line", "answer", "fits"),
    [
        (NoteField("a", "A", FieldKind.SCALE, lowest=0, highest=10), 10, True),
        (NoteField("a", "A", FieldKind.SCALE, lowest=0, highest=10), 0, True),
        (NoteField("a", "A", FieldKind.SCALE, lowest=0, highest=10), 11, False),
        (NoteField("a", "A", FieldKind.SCALE, lowest=0, highest=10), True, False),
        (NoteField("a", "A", FieldKind.YES_NO, required=True), False, True),
        (NoteField("a", "A", FieldKind.YES_NO), "yes", False),
        (NoteField("a", "A", FieldKind.CHOICE, choices=("x", "y")), "z", False),
        (NoteField("a", "A", FieldKind.CHOICE, choices=("x", "y")), "y", True),
        (NoteField("a", "A", FieldKind.SEVERAL, choices=("x", "y")), ["x", "z"], False),
        (NoteField("a", "A", FieldKind.SEVERAL, choices=("x", "y")), ["x"], True),
        (NoteField("a", "A", FieldKind.SEVERAL, choices=("x", "y")), "x", False),
        (NoteField("a", "A", FieldKind.TEXT), 4, False),
        (NoteField("a", "A", FieldKind.TEXT), "", True),
        (NoteField("a", "A", FieldKind.TEXT, required=True), "", False),
        (NoteField("a", "A", FieldKind.TEXT, required=True), None, False),
    ],
)
def test_an_answer_fits_its_line_or_says_why_not(line: NoteField, answer: object, fits: bool) -> None:
    assert (answer_fault(line, answer) == "") is fits
