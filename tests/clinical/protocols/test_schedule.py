"""Laws of the schedule: order, spacing, windows, never on the day of a dose; the hour is the site's."""

from datetime import UTC, date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkap.clinical.protocols.definition import AnchorKind, Protocol, VisitKind
from openkap.clinical.protocols.schedule import Constraints, Schedule, schedule
from openkap.content import catalogue

PROTOCOLS = [e.value for e in catalogue.entries("protocols")]
ZONES = [ZoneInfo(z) for z in ("Europe/Madrid", "Pacific/Auckland", "America/New_York", "UTC")]
starts = st.dates(date(2026, 1, 1), date(2028, 12, 31))
closures = st.frozensets(st.integers(-10, 60), max_size=25)
weekdays = st.frozensets(st.integers(0, 6), min_size=2)


def made(
    protocol: Protocol, start: date, zone: ZoneInfo, closed: frozenset[int], open_on: frozenset[int]
) -> tuple[Schedule, Constraints]:
    constraints = Constraints(open_on, frozenset(start + timedelta(days=d) for d in closed), usual_time=time(10, 30))
    return schedule(protocol, start, zone, constraints), constraints


@settings(max_examples=max(150, settings.default.max_examples))
@given(st.sampled_from(PROTOCOLS), starts, st.sampled_from(ZONES), closures, weekdays)
def test_laws(protocol: Protocol, start: date, zone: ZoneInfo, closed: frozenset[int], open_on: frozenset[int]) -> None:
    found, constraints = made(protocol, start, zone, closed, open_on)
    doses = [v.on for v in found.visits if v.kind is VisitKind.DOSING]
    assert doses == sorted(set(doses))
    assert [v.at for v in found.visits] == sorted(v.at for v in found.visits)
    for visit in found.visits:
        assert constraints.open_on(visit.on)
        assert visit.earliest_on <= visit.on <= visit.latest_on
        assert visit.at.astimezone(zone).time() == time(10, 30)
        assert visit.at.astimezone(zone).date() == visit.on
        assert visit.at.tzinfo is UTC
        assert visit.why
        assert visit.kind is VisitKind.DOSING or visit.on not in doses
    for rule in protocol.visits:
        wanted = len(rule.days) * (
            1
            if rule.anchor.kind is AnchorKind.START
            else len(found.of(rule.anchor.rule))
            if rule.anchor.kind is AnchorKind.EACH
            else bool(found.of(rule.anchor.rule))
        )
        assert len(found.of(rule.id)) + sum(u.rule == rule.id for u in found.unplaced) == wanted


@settings(max_examples=max(150, settings.default.max_examples))
@given(st.sampled_from([p for p in PROTOCOLS if p.product]), starts, closures, weekdays)
def test_doses_keep_their_distance(
    protocol: Protocol, start: date, closed: frozenset[int], open_on: frozenset[int]
) -> None:
    found, _ = made(protocol, start, ZONES[0], closed, open_on)
    doses = [v for v in found.visits if v.kind is VisitKind.DOSING]
    for one, other in pairwise(doses):
        spacing = protocol.rule(other.rule).spacing
        assert spacing
        assert (other.on - one.on).days >= spacing.minimum_days
    for number, visit in enumerate(doses):
        spacing = protocol.rule(visit.rule).spacing
        assert spacing
        if number >= spacing.times:
            assert (visit.on - doses[number - spacing.times].on).days >= spacing.in_days
    assert all(v.on >= start for v in doses)


@given(st.sampled_from([p for p in PROTOCOLS if p.product]), starts, closures, weekdays)
def test_preparation_comes_before_the_first_dose_and_integration_one_to_five_days_after_one(
    protocol: Protocol, start: date, closed: frozenset[int], open_on: frozenset[int]
) -> None:
    found, _ = made(protocol, start, ZONES[1], closed, open_on)
    doses = [v.on for v in found.visits if v.kind is VisitKind.DOSING]
    for visit in found.visits:
        if visit.kind is VisitKind.PREPARATION:
            assert all(visit.on < d for d in doses)
        if visit.kind is VisitKind.INTEGRATION:
            assert any(1 <= (visit.on - d).days <= 5 for d in doses)


@pytest.mark.parametrize("protocol", [p for p in PROTOCOLS if not p.product], ids=lambda p: p.pin.id)
def test_without_ketamine_there_is_no_dosing(protocol: Protocol) -> None:
    found = schedule(protocol, date(2026, 10, 6), ZONES[0], Constraints())
    assert found.visits
    assert not [v for v in found.visits if v.kind in {VisitKind.DOSING, VisitKind.INTEGRATION}]


# guards HZ-39
def test_the_same_hour_stays_when_the_clocks_change() -> None:
    protocol = catalogue.entry("protocols", "ketamine-iv-6-in-3-weeks").value
    hours = {VisitKind.DOSING: time(9, 15)}
    doses = schedule(protocol, date(2026, 10, 19), ZONES[0], Constraints(times=hours)).of("infusion")
    assert [d.at.isoformat()[5:16] for d in doses[:3]] == ["10-19T07:15", "10-22T07:15", "10-26T08:15"]


def test_a_visit_that_fits_nowhere_is_left_for_a_person_to_place() -> None:
    protocol = catalogue.entry("protocols", "ketamine-iv-6-in-3-weeks").value
    start = date(2026, 10, 5)
    closed = frozenset(start + timedelta(days=d) for d in range(1, 9))
    found = schedule(protocol, start, ZONES[0], Constraints(closed_on=closed))
    second = next(u for u in found.unplaced if (u.rule, u.number) == ("infusion", 2))
    assert second.because.startswith("No open day from 7 Oct 2026 to 10 Oct 2026 keeps the spacing.")


def test_why_names_what_it_counts_from_and_why_it_moved() -> None:
    protocol = catalogue.entry("protocols", "ketamine-iv-6-in-3-weeks").value
    monday = date(2026, 10, 5)
    found = schedule(protocol, monday, ZONES[0], Constraints(closed_on=frozenset({date(2026, 10, 12)})))
    dose = found.of("infusion")[2]
    assert "Moved from Monday 12 October: the site is closed then." in dose.why
    assert found.of("integration")[2].why.startswith("1 day after dose 3. ")
    assert found.of("preparation")[0].why.startswith("7 days before the first day. ")


@settings(max_examples=max(100, settings.default.max_examples))
@given(st.sampled_from([p for p in PROTOCOLS if p.product]), starts, closures, weekdays)
def test_doses_are_numbered_through_all_phases_and_what_follows_a_dose_has_its_number(
    protocol: Protocol, start: date, closed: frozenset[int], open_on: frozenset[int]
) -> None:
    found, _ = made(protocol, start, ZONES[0], closed, open_on)
    rules = {r.id for r in protocol.visits if r.kind is VisitKind.DOSING}
    numbers = [v.number for v in found.visits if v.rule in rules]
    lost = [u.number for u in found.unplaced if u.rule in rules]
    assert numbers == sorted(numbers)
    assert sorted(numbers + lost) == list(range(1, len(numbers + lost) + 1))
    for rule in (r for r in protocol.visits if r.anchor.kind is AnchorKind.EACH and len(r.days) == 1):
        for visit in found.of(rule.id):
            (dose,) = [d for d in found.of(rule.anchor.rule) if d.number == visit.number]
            assert f"after dose {dose.number}." in visit.why if dose.rule in rules else visit.on > dose.on


def test_what_would_fall_on_a_dose_moves_and_a_dose_that_moved_pushes_the_next() -> None:
    acute = catalogue.entry("protocols", "esketamine-nasal-acute-us").value
    weekdays, closed = frozenset(range(5)), frozenset({date(2026, 10, 19)})
    found = schedule(acute, date(2026, 10, 5), ZONES[3], Constraints(weekdays, closed))
    (early,) = found.of("early-review")
    assert (early.on, early.instruments) == (date(2026, 10, 21), ("phq-9", "gad-7"))
    assert early.why.startswith("15 days after the first day. ")
    assert early.why.endswith(" Moved from Tuesday 20 October: a dose is given that day.")
    doses = found.of("induction")
    assert [d.on.day for d in doses] == [5, 8, 12, 15, 20, 22, 27, 29]
    assert doses[0].why == "The first day. Two sessions a week for four weeks."
    assert doses[6].why.endswith(" Moved from Monday 26 October: doses keep their distance.")


def test_a_visit_after_another_that_is_no_dose_is_named_by_its_title() -> None:
    weekly = catalogue.entry("protocols", "psychotherapy-weekly-8").value
    found = schedule(weekly, date(2026, 10, 5), ZONES[3], Constraints())
    assert [v.why.split(". ")[0] for v in found.of("follow-up")] == [
        "28 days after therapy 8",
        "84 days after therapy 8",
    ]
