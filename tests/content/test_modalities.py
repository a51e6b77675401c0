"""Every modality says all that a therapist needs beside a dose, and none promises what nobody has shown."""

import re
from typing import Any

import pytest
import textstat

from openkap.clinical.protocols.definition import CourseKind
from openkap.content import catalogue

ASKED = {
    "cbt", "dbt", "psychodynamic", "ipt", "humanistic", "exposure", "prolonged-exposure", "cpt", "erp", "aba", "act",
    "trauma-informed", "mindfulness", "body-based", "family-couples", "art-expressive", "motivational-interviewing",
    "relapse-prevention",
}  # fmt: skip
ALL = [pytest.param(e, id=e.pin.id) for e in catalogue.entries("modalities")]
PROMISES = re.compile(r"\b(enhanc|synerg|unlock|breakthrough|longer-lasting|proven|cure)", re.IGNORECASE)


def test_all_that_were_asked_for_are_there() -> None:
    assert set(catalogue.ids("modalities")) == ASKED


@pytest.mark.parametrize("entry", ALL)
def test_a_modality_is_whole(entry: Any) -> None:
    found = entry.value
    for part in ("structure", "around_dose", "fidelity", "progress", "evidence", "homework", "not_while_impaired"):
        assert getattr(found, part), part
    lines = {f.id: f for f in found.session}
    assert {"experience", "next-step"} & set(lines), "a note says what came of the dose, or what comes next"
    assert len(lines["held-to"].choices) >= 4
    assert found.sessions[0] <= found.sessions[1]
    assert not PROMISES.search(str(entry.document))


@pytest.mark.parametrize("entry", ALL)
def test_nothing_is_agreed_while_the_person_is_impaired(entry: Any) -> None:
    said = " ".join(c.text for c in entry.value.not_while_impaired).lower()
    assert re.search(r"no (homework|commitment|agreement|plan)", said), said


def test_homework_is_read_by_a_child_of_twelve() -> None:
    words = [h.instruction for e in catalogue.entries("modalities") for h in e.value.homework]
    assert textstat.flesch_kincaid_grade(" ".join(words)) <= 7


def test_aba_says_for_whom_it_is_not_and_asks_the_person_themselves() -> None:
    aba = catalogue.entry("modalities", "aba").value
    assert any("Depression" in n.text for n in aba.not_for)
    assert aba.consent is not None
    assert "agree" in aba.consent.text
    assert {f.id for f in aba.session if f.required} >= {"goal", "assent"}


@pytest.mark.parametrize("entry", ALL)
def test_each_has_a_course_of_psychotherapy_alone(entry: Any) -> None:
    fitting = [
        e.pin.id
        for e in catalogue.entries("protocols")
        if CourseKind.PSYCHOTHERAPY in e.value.courses and entry.pin.id in (e.value.modalities or (entry.pin.id,))
    ]
    assert len(fitting) >= 3
