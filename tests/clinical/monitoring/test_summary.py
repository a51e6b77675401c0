"""A session in a line: only what was recorded, and a corrected value counts as corrected."""

from decimal import Decimal

from tests.clinical.monitoring.stories import (
    BASELINE,
    DOSE_AT,
    dose,
    event,
    leaving_checks,
    observed,
    plan,
    whole_session,
)

from openkap.clinical.monitoring.transition import fold, start

PLAN = plan()


def test_a_whole_session() -> None:
    found = fold(PLAN, [*whole_session(PLAN), observed("odd", 60, dissociation="some", moaa_s=4)]).summary
    assert (found.first_at, found.given_mg) == (DOSE_AT, Decimal(56))
    assert (found.before, found.peak, found.leaving) == ((128, 82), (150, 90), (130, 82))
    assert (found.lowest_moaas, found.dissociation, found.left_after_min) == (4, "some", 121)


def test_nothing_recorded_is_none_and_not_zero() -> None:
    found = start(PLAN).state.summary
    assert found.as_json() == {
        "first_at": None, "given_mg": None, "before": None, "peak": None, "peak_alerted": False, "leaving": None,
        "lowest_moaas": None, "dissociation": "",
        "left_after_min": None,
    }  # fmt: skip


def test_one_half_of_a_pressure_is_no_pressure() -> None:
    found = fold(PLAN, [BASELINE, dose(), observed("half", 10, systolic=190)]).summary
    assert (found.before, found.peak) == ((128, 82), None)


def test_a_corrected_peak_is_the_corrected_one() -> None:
    wrong = observed("forty", 40, systolic=194, diastolic=92)
    mended = event("fix", "correction", 45, of="forty", values={"systolic": 149}, because="typed 9 for 4")
    assert fold(PLAN, [BASELINE, dose(), wrong, mended]).summary.peak == (149, 92)


def test_amounts_add_up() -> None:
    assert fold(PLAN, [dose(), dose("two", 5)]).summary.given_mg == Decimal(112)


def test_the_peak_says_whether_that_very_reading_alerted() -> None:
    quiet = [BASELINE, dose(), observed("forty", 40, systolic=150, diastolic=90)]
    assert not fold(PLAN, quiet).summary.peak_alerted
    high = [*quiet, observed("fifty", 50, systolic=184, diastolic=112)]
    assert fold(PLAN, high).summary.peak_alerted


def test_while_somebody_is_still_here_nothing_is_a_pressure_at_leaving() -> None:
    found = fold(PLAN, [BASELINE, dose(), *leaving_checks(90, PLAN)]).summary
    assert (found.peak, found.leaving, found.left_after_min) == ((130, 82), None, None)


def test_a_plan_that_does_not_look_for_dissociation_says_nothing_of_it() -> None:
    from dataclasses import replace

    bare = replace(PLAN, measures=tuple(m for m in PLAN.measures if m.id != "dissociation"))
    assert fold(bare, whole_session(PLAN)).summary.dissociation == ""
