"""The course page: four statements with their rules, the picture, the table; what is missing is shown missing."""

import importlib.util
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openkap.clinical.outcomes.change import standing
from openkap.clinical.sources import Basis, Verification
from openkap.interfaces.clinician.course.axis import TimeAxis
from openkap.interfaces.clinician.course.figure import figure
from openkap.interfaces.clinician.course.statements import statements
from openkap.interfaces.clinician.course.table import rows
from openkap.interfaces.components.wording import MINUS


def _milan() -> Any:
    spec = importlib.util.spec_from_file_location("milan", Path(__file__).parent / "milan.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


milan = _milan()


def test_the_four_statements_of_milan() -> None:
    said = [(s.title, s.state, s.word, s.value, s.note) for s in statements(milan.course().measures[0])]
    assert said == [
        ("Response", "ok", "Yes", "20 → 9", f"{MINUS}55\u00a0%"),
        ("Remission", "off", "Not yet", "9", "needs 4 or lower"),
        ("Reliable change", "ok", "Better", f"{MINUS}11", "needs 6 or more"),
        ("Measured", "unknown", "1 missing", "5 of 6", "PHQ-9"),
    ]


def test_a_statement_without_a_rule_is_unknown_and_says_so() -> None:
    response, remission, change, _ = statements(milan.course().measures[1])
    assert (response.state, response.word) == ("unknown", "Unknown")
    assert response.rule.startswith("No rule of response was found in a source for GAD-7.")
    assert (remission.state, change.word) == ("unknown", "Better")


def test_a_rule_that_nobody_read_carries_its_mark() -> None:
    measure = milan.course().measures[0]
    weak = replace(measure.rules.response, basis=(Basis(Verification.UNVERIFIED, policy="medical-director"),))
    rules = replace(measure.rules, response=weak)
    shown = statements(replace(measure, rules=rules, standing=standing(rules, measure.scores, milan.BEGAN)))
    assert [s.verification for s in shown] == ["unverified", "read", "read", ""]


def test_an_old_answer_says_of_which_day_it_is_once_a_later_score_is_missing() -> None:
    measure = milan.course().measures[0]
    older = tuple(s for s in measure.scores if s.at < milan.at(11, 16))
    response, remission, change, _ = statements(
        replace(measure, scores=older, standing=standing(measure.rules, older, milan.BEGAN))
    )
    assert (response.word, remission.word, change.word) == ("Not yet on 9 Nov", "Not yet on 9 Nov", "Better on 9 Nov")
    assert remission.rule.endswith("Last score 9 Nov; the one of 16 Nov is missing.")


def test_worse_is_an_alert() -> None:
    measure = milan.course().measures[0]
    worse = (*measure.scores, replace(measure.scores[-1], value=Decimal(27)))
    change = statements(replace(measure, standing=standing(measure.rules, worse, milan.BEGAN)))[2]
    assert (change.state, change.word, change.value) == ("alert", "Worse", "+7")


# guards HZ-37
def test_the_picture_names_its_finding_and_draws_what_is_missing() -> None:
    drawn = figure(milan.course(), milan.NOW)
    assert 'aria-label="5 doses given. PHQ-9 from 20 before treatment to 9 now. 1 missing.' in drawn
    assert drawn.count('class="t-dose"') == 5
    assert drawn.count('class="c-missing"') == 2  # one a measure
    assert drawn.count('class="c-line c-gap"') == 2  # the line across the gap is dashed
    assert "c-mark-alert" in drawn
    assert "today" in drawn


def test_a_course_of_therapy_alone_shows_no_dosing_anywhere() -> None:
    drawn = figure(milan.course(has_dosing=False, doses=()), milan.NOW)
    assert "t-dose" not in drawn
    assert "Doses" not in drawn
    assert "doses given" not in drawn


def test_words_in_the_picture_are_escaped() -> None:
    measure = milan.course().measures[0]
    odd = replace(measure, rules=replace(measure.rules, measure="<script>"))
    assert "<script>" not in figure(milan.course(measures=(odd,)), milan.NOW)


# guards HZ-37
def test_the_table_has_a_missing_day() -> None:
    found = {row.on.isoformat(): row.values for row in rows(milan.course(), milan.NOW)}
    assert found["2026-11-16"] == ("missing", "missing")
    assert found["2026-11-20"] == ("9", "8")
    assert len(found) == 6


@pytest.mark.parametrize("days", [1, 14, 63, 400, 3000])
def test_the_axis_never_names_more_than_ten_days(days: int) -> None:
    from datetime import date, timedelta

    axis = TimeAxis(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days), 92, 824)
    assert 1 < len(axis.ticks()) <= 10
    assert axis.x(axis.first) >= 92
    assert axis.x(axis.last) <= 824


def test_the_rules_come_from_the_instrument_and_a_rule_it_lacks_stays_unknown() -> None:
    from openkap.content import catalogue
    from openkap.content.changerules import rules_of
    from openkap.interfaces.components.measures import bands_of

    phq = catalogue.entry("instruments", "phq-9").value
    rules = rules_of(phq)
    assert rules.lower_is_better
    assert rules.response is not None
    assert rules.remission is not None
    assert rules.reliable is not None
    assert (rules.response.value, rules.remission.value, rules.reliable.value) == (50, 4, 6)
    assert bands_of(phq)[0].name == "minimal"
    assert rules_of(catalogue.entry("instruments", "gad-7").value).remission is None


@pytest.mark.parametrize("months", [1, 4, 11])
def test_one_visit_in_spring_does_not_squash_the_weeks_that_are_looked_at(months: int) -> None:
    from datetime import date, timedelta

    first, today = date(2026, 10, 24), date(2026, 11, 21)
    last = today + timedelta(days=30 * months)
    axis = TimeAxis(first, last, 92, 824, near=today + timedelta(days=28))
    week = axis.x(today) - axis.x(today - timedelta(days=7))
    assert week > 70
    places = [axis.x(first + timedelta(days=n)) for n in range((last - first).days)]
    assert places == sorted(places), "later is never drawn before earlier"
    assert places[-1] <= 824
    assert axis.is_broken == (months > 1)


def test_dense_marks_lose_their_words_and_no_word_stands_on_another() -> None:
    import re

    from openkap.interfaces.clinician.course.lanes import CLOSE, crowded

    assert crowded([0, 10, 60, 120, 130], CLOSE) == {0, 10, 120, 130}
    crowd = milan.course()
    close = tuple(replace(d, at=crowd.doses[0].at + (d.at - crowd.doses[0].at) / 5) for d in crowd.doses)
    drawn = figure(replace(crowd, doses=close), milan.NOW)
    numbers = [float(x) for x in re.findall(r'class="t-(?:dose|plan)-n" x="([0-9.]+)" y="(?:22|38.5)"', drawn)]
    assert len(numbers) > 1
    assert all(b - a >= CLOSE for a, b in zip(sorted(numbers), sorted(numbers)[1:], strict=False))
