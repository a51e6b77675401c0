"""Days without alcohol over many people: calendars before and at a week, and the bounds of what nobody knows."""

from datetime import UTC, datetime, timedelta

import pytest
from scipy import stats

from openkap.clinical.outcomes.abstinence import Calendar, Days, days_of_programme
from openkap.clinical.outcomes.standards import Standards, TimePoint
from openkap.clinical.values import Truth, Unknown
from openkap.content import catalogue

FIRST = datetime(2026, 3, 3, 14, tzinfo=UTC)
STANDARDS: Standards = catalogue.entry("standards", "programme").value
MONTH_3 = STANDARDS.point("month-3")
People = tuple[datetime, tuple[Calendar, ...]]


def calendar(day: float, dry: int, wet: int, unknown: int = 0) -> Calendar:
    days = (Truth.TRUE,) * dry + (Truth.FALSE,) * wet + (Truth.UNKNOWN,) * unknown
    return Calendar(FIRST + timedelta(days=day), days)


def test_the_mean_is_of_those_with_both_calendars_and_the_bounds_of_everybody() -> None:
    both = [(FIRST, (calendar(-1, 6, 24), calendar(88, 15 + n, 15 - n))) for n in range(10)]
    blank = (FIRST, (calendar(-1, 6, 24),))
    found = days_of_programme([*both, blank], MONTH_3, STANDARDS)
    assert isinstance(found, Days)
    shares = [100 * (15 + n) / 30 for n in range(10)]
    interval = stats.t.interval(0.95, 9, loc=sum(shares) / 10, scale=stats.sem(shares))
    assert (found.people, found.reached, found.before) == (10, 11, pytest.approx(20))
    assert found.then == pytest.approx(sum(shares) / 10)
    assert (found.interval.low, found.interval.high) == pytest.approx(interval)
    assert found.worst == pytest.approx(sum(shares) / 11)
    assert found.best == pytest.approx((sum(shares) + 100) / 11)


def test_a_day_not_known_leaves_the_percent_and_widens_the_bounds() -> None:
    found = days_of_programme([(FIRST, (calendar(-1, 15, 15), calendar(90, 15, 5, 10)))] * 10, MONTH_3, STANDARDS)
    assert isinstance(found, Days)
    assert (found.then, found.worst, found.best) == (pytest.approx(75), pytest.approx(50), pytest.approx(250 / 3))


def test_the_calendar_nearest_to_the_week_and_the_last_before_treatment_count() -> None:
    person = (FIRST, (calendar(-40, 30, 0), calendar(-1, 0, 30), calendar(75, 0, 30), calendar(91, 30, 0)))
    found = days_of_programme([person] * 10, MONTH_3, STANDARDS)
    assert isinstance(found, Days)
    assert (found.before, found.then) == (0, 100)
    near = (FIRST, (calendar(-1, 0, 30), calendar(85, 30, 0), calendar(96, 0, 30)))
    found = days_of_programme([near] * 10, MONTH_3, STANDARDS)
    assert isinstance(found, Days)
    assert found.then == 100, "5 days away and not 6"


def test_a_calendar_of_the_day_of_the_first_dose_is_of_after_it() -> None:
    person = (FIRST, (calendar(-1, 0, 30), calendar(0, 30, 0)))
    found = days_of_programme([person] * 10, TimePoint("day-1", "day 1", 1, 3), STANDARDS)
    assert isinstance(found, Days)
    assert (found.before, found.then) == (0, 100)


@pytest.mark.parametrize(("most", "one", "limits"), [(30, 0, (67.38, 100.0)), (0, 30, (0.0, 32.62))])
def test_the_interval_stays_within_none_and_all(most: int, one: int, limits: tuple[float, float]) -> None:
    """Nine people at one end and one at the other: 10 points a standard error, and t of 9 is 2.262."""
    dry = [most] * 9 + [one]
    people = [(FIRST, (calendar(-1, 15, 15), calendar(90, n, 30 - n))) for n in dry]
    found = days_of_programme(people, MONTH_3, STANDARDS)
    assert isinstance(found, Days)
    assert (found.interval.low, found.interval.high) == pytest.approx(limits, abs=0.005)


@pytest.mark.parametrize(
    "person",
    [
        (FIRST, ()),
        (FIRST, (calendar(-1, 30, 0),)),
        (FIRST, (calendar(90, 30, 0),)),
        (FIRST, (calendar(-1, 30, 0), calendar(30, 30, 0))),
        (FIRST, (calendar(-1, 0, 0, 30), calendar(90, 30, 0))),
        (FIRST, (calendar(-1, 30, 0), calendar(90, 0, 0, 30))),
    ],
)
def test_without_both_calendars_there_is_no_mean(person: People) -> None:
    found = days_of_programme([person] * 12, MONTH_3, STANDARDS)
    assert isinstance(found, Unknown)
    assert found.detail.startswith("0 people have a calendar before and at month 3")
