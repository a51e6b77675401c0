"""Hazard ratios of relapse: for a step and not a unit, from enough events, of those alone whose start is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import exp, log

import pytest

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.change import Rules, Score
from openkap.clinical.outcomes.hazards import Hazards, cox
from openkap.clinical.outcomes.programme import Treated, programme
from openkap.clinical.outcomes.sooner import Started, sooner
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.survival import Followed
from openkap.clinical.outcomes.told import Programme, Sooner
from openkap.clinical.values import Unknown
from openkap.content import catalogue
from openkap.content.changerules import rules_of

FIRST = datetime(2026, 3, 3, 14, tzinfo=UTC)
PHQ: Rules = rules_of(catalogue.entry("instruments", "phq-9").value)
STANDARDS: Standards = catalogue.entry("standards", "programme").value


def started(events: int, others: int = 5) -> list[Started]:
    """People who relapse the sooner the higher they began; age goes its own way."""
    gone = [Started(Followed(400 - 7 * n + 30 * (n % 3), event=True), 12 + n % 14, 25 + 11 * n % 47)
            for n in range(events)]  # fmt: skip
    return gone + [Started(Followed(40 + 9 * n, event=False), 15 + n, 30 + 13 * n % 40) for n in range(others)]


def told(people: list[Started], standards: Standards = STANDARDS) -> Sooner | Unknown:
    n = len(people)
    return sooner(people, Among(n, n, n, n, n), standards)


def test_a_ratio_is_for_five_points_and_for_ten_years() -> None:
    people = started(24)
    found, n = told(people), len(people)
    units = cox([p.followed for p in people],
                {"baseline": [p.baseline for p in people], "age": [p.age for p in people]},
                Among(n, n, n, n, n))  # fmt: skip
    assert isinstance(found, Sooner)
    assert isinstance(units, Hazards)
    assert (found.people, found.events) == (29, 24)
    for ratio, unit, step in zip(found.ratios, units.hazards, (5, 10), strict=True):
        assert (ratio.covariate, ratio.step) == (unit.name, step)
        assert ratio.value == pytest.approx(exp(step * unit.coefficient))
        assert log(ratio.interval.low) == pytest.approx(step * log(unit.interval.low), abs=1e-9)


def test_ten_events_are_needed_for_each_covariate() -> None:
    assert STANDARDS.covariate_events == 10
    few = told(started(19, others=60))
    assert isinstance(few, Unknown)
    assert few.detail == "fewer than 20 events were seen: each of the 2 covariates needs 10"
    assert isinstance(told(started(20, others=0)), Sooner)


def test_a_fit_that_does_not_settle_is_unknown() -> None:
    """Everybody relapses in the order in which they began, the highest first: the ratio has no top."""
    ordered = [Started(Followed(100 - n, event=True), n, 30 + n % 2) for n in range(30)]
    found = told(ordered)
    assert isinstance(found, Unknown)
    assert "do not settle" in found.detail


def test_standards_without_a_number_tell_no_ratio() -> None:
    older = told(started(40), replace(STANDARDS, covariate_events=None))
    assert isinstance(older, Unknown)
    assert "programme@2.0.0 does not say" in older.detail
    assert catalogue.entry("standards", "programme", "1.0.0").value.covariate_events is None


def person(start: int, end: int, days: int, age: float | None) -> Treated:
    pairs = ((-1, start), (7, start // 2 - 1), (7 + days, end))
    return Treated(True, FIRST, tuple(Score(FIRST + timedelta(days=d), Decimal(v)) for d, v in pairs), age)


def of_programme(people: list[Treated]) -> Programme:
    now = FIRST + timedelta(days=400)
    return programme(people, PHQ, STANDARDS.point("week-4"), STANDARDS, now)


def test_in_a_programme_whoever_has_no_known_age_is_left_out() -> None:
    relapsed = [person(18 + n % 9, 18 + n % 9, 20 + 5 * (n % 7), 30 + 7 * n % 40) for n in range(26)]
    well = [person(18 + n % 7, 4, 90 + n, 28 + 5 * n % 40) for n in range(8)]
    whole = of_programme([*relapsed, *well]).sooner_relapse
    assert isinstance(whole, Sooner)
    assert (whole.people, whole.events) == (34, 26)
    without = [replace(p, age=None) if n < 3 else p for n, p in enumerate(relapsed)]
    less = of_programme([*without, *well]).sooner_relapse
    assert isinstance(less, Sooner)
    assert (less.people, less.events) == (31, 23)


def test_without_a_curve_there_is_no_ratio_and_the_same_reason() -> None:
    found = of_programme([person(18, 18, 20, 40.0)] * 4)
    assert isinstance(found.sooner_relapse, Unknown)
    assert found.sooner_relapse == found.to_relapse
