"""Two of everything: devices, infusions, symptoms and times that a correction put in another order."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.clinical.monitoring.stories import BASELINE, DOSE_AT, dose, event, observed, plan, text

from openkap.clinical.monitoring.administrations import given
from openkap.clinical.monitoring.events import Event, EventError
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.readings import Reading, latest, readings
from openkap.clinical.monitoring.schedule import SlotStatus
from openkap.clinical.monitoring.thresholds import Trigger
from openkap.clinical.monitoring.thresholds import triggers as raised_by
from openkap.clinical.monitoring.tightening import tightenable
from openkap.clinical.monitoring.transition import fold, start, step
from openkap.clinical.tightening import Tighter

PLAN = plan()


def triggers(*events: Event, watched: MonitoringPlan = PLAN) -> list[Trigger]:
    return [t for a in fold(watched, [BASELINE, dose(), *events]).alerts for t in a.triggers]


def minutes(at: Any) -> float:
    return (at - DOSE_AT) / timedelta(minutes=1)


def reading(value: int, minute: int, id_: str = "e", *, before: bool = False, gone: bool = False) -> Reading:
    at = DOSE_AT + timedelta(minutes=minute)
    return Reading("systolic", Decimal(value), at, id_, id_, before, "Sam", at, at if gone else None)


def test_the_latest_is_the_newest_that_stands_on_its_side_of_the_dose() -> None:
    found = [reading(130, 30), reading(150, 60, gone=True), reading(120, -5, before=True), reading(140, 20)]

    def of(until: int, *, before: bool = False, measure: str = "systolic") -> Decimal | str | None:
        one = latest(found, measure, before_dose=before, until=DOSE_AT + timedelta(minutes=until))
        return one.value if one else None

    assert (of(90), of(30), of(29), of(19)) == (130, 130, 140, None)
    assert (of(90, before=True), of(-6, before=True)) == (120, None)
    assert of(90, measure="diastolic") is None
    at_once = [reading(1, 5, "a"), reading(3, 5, "c"), reading(2, 5, "b")]
    assert latest(at_once, "systolic", before_dose=False, until=DOSE_AT + timedelta(hours=1)) == at_once[1]


# guards HZ-22
def test_a_corrected_time_decides_which_reading_is_the_newest_before_leaving() -> None:
    """The lower value was read last, though it was kept first: a correction said so."""
    first = observed("first", 30, oxygen_saturation=85, respiratory_rate=14)
    second = observed("second", 60, oxygen_saturation=98, respiratory_rate=14)
    well = event("well", "check", 69, item="breathing-well", answer="yes")
    later = event("moved", "correction", 70, of="first", because="slip", true_at=text(65))

    def because(*events: Event) -> str:
        found = fold(PLAN, [BASELINE, dose(), well, *events]).leaving
        assert found is not None
        return next(r.because for r in found.rows if r.item == "breathing-well")

    assert "Oxygen saturation is 85 %" in because(first, second, later)
    assert because(first, second) == ""


def test_looks_count_from_the_first_device_and_the_peak_from_the_last() -> None:
    state = fold(PLAN, [BASELINE, dose("one", 0), dose("two", 10)])
    due = {s.id: minutes(s.due_at) for s in state.slots}
    assert (due["look-1"], due["pressure-1"], due["peak"]) == (10, 60, 50)


def test_looks_go_on_until_the_first_that_is_due_after_leaving_is_possible() -> None:
    state = fold(PLAN, [BASELINE, dose("one", 0), dose("two", 10)])
    looks = [minutes(s.due_at) for s in state.slots if s.id.startswith("look")]
    assert looks[-2] <= 130 < looks[-1]
    infusion = event("start", "infusion-started", 0, amount_mg=40, lot="B", over_min=40)
    running = fold(plan("ketamine-iv"), [infusion])
    assert max(minutes(s.due_at) for s in running.slots) >= 120, "its end is unknown, and the looks go on"


def test_a_look_that_was_read_late_is_taken_by_its_time_at_the_bedside() -> None:
    looked: dict[str, Any] = {"oxygen_saturation": 98, "respiratory_rate": 14, "moaa_s": 5, "dissociation": "none"}
    late = observed("b", 25, **looked)
    early = observed("a", 40, **looked)
    moved = event("c", "correction", 41, of="a", because="slip", true_at=text(10))
    slots = {s.id: s for s in fold(PLAN, [BASELINE, dose(), late, early, moved]).slots}
    assert (slots["look-1"].taken_at, slots["look-2"].taken_at) == (early.at - timedelta(minutes=30), late.at)
    assert slots["look-3"].status is SlotStatus.PLANNED


def test_a_look_has_passed_when_the_next_one_was_taken_at_its_very_beginning() -> None:
    looked: dict[str, Any] = {"oxygen_saturation": 98, "respiratory_rate": 14, "moaa_s": 5, "dissociation": "none"}
    slots = {s.id: s for s in fold(PLAN, [BASELINE, dose(), observed("a", 17.5, **looked)]).slots}
    assert slots["look-1"].status is SlotStatus.PASSED
    assert slots["look-2"].taken_at == DOSE_AT + timedelta(minutes=17.5)
    assert not any(s.overdue for s in slots.values())


def test_a_look_is_overdue_when_the_clock_said_so_and_not_when_somebody_said_why_it_was_not_taken() -> None:
    why = event("w", "not-taken", 12, slot="look-1", because="asleep")
    said = event("o", "overdue", 30, slot="look-2", due_at=text(25))
    overdue = {s.id: s.overdue for s in fold(PLAN, [BASELINE, dose(), why, said]).slots}
    assert (overdue["look-1"], overdue["look-2"], overdue["look-3"]) == (False, True, False)


def test_the_summary_counts_what_stands_and_only_of_its_measure() -> None:
    at_the_dose = observed("zero", 0, type_="baseline", systolic=120, diastolic=70)
    some = observed("some", 30, dissociation="marked", moaa_s=2)
    wrong = event("w", "correction", 40, of="some", because="another person", entered_in_error=True)
    found = fold(PLAN, [dose(), at_the_dose, observed("p", 20, heart_rate=4), some, wrong]).summary
    assert (found.before, found.peak, found.lowest_moaas, found.dissociation) == ((120, 70), None, None, "")


def infusions(*more: Event) -> list[tuple[str, float | None, Decimal | None]]:
    began = [
        event("a", "infusion-started", 0, amount_mg=20, lot="A", over_min=40),
        event("b", "infusion-started", 50, amount_mg=30, lot="B", over_min=40),
    ]
    found = given(sorted([*began, *more], key=lambda e: e.order)).all
    return [(x.event_id, None if x.ended_at is None else minutes(x.ended_at), x.amount_mg) for x in found]


# guards HZ-22
def test_each_of_two_infusions_has_its_own_end_and_amount() -> None:
    ends = [
        event("ea", "infusion-ended", 40, of="a", given_mg=15),
        event("eb", "infusion-ended", 80, of="b", given_mg=25),
    ]
    assert infusions(*ends) == [("a", 40, 15), ("b", 80, 25)]
    assert infusions(ends[0]) == [("a", 40, 15), ("b", None, 30)]
    late = event("ea", "infusion-ended", 60, of="a", given_mg=15)
    assert infusions(late) == [("a", 60, 15), ("b", None, 30)], "the end of the first, told after the second began"


def test_an_end_that_names_none_closes_both_and_says_the_amount_of_neither() -> None:
    assert infusions(event("e", "infusion-ended", 80, given_mg=25)) == [("a", 80, 20), ("b", 80, 30)]
    assert infusions(event("e", "infusion-ended", 50, given_mg=25)) == [("a", 50, 20), ("b", 50, 30)]
    assert infusions(event("e", "infusion-ended", 49, given_mg=25)) == [("a", 49, 20), ("b", None, 30)]


def test_an_end_that_two_take_back_says_no_amount() -> None:
    end = event("e", "infusion-ended", 40, of="a", given_mg=15)
    back = event("x", "correction", 45, of="e", because="slip", entered_in_error=True, witness="Noor")
    assert infusions(end, back) == [("a", None, 20), ("b", None, 30)]


def test_a_device_is_no_infusion_whose_end_somebody_could_say() -> None:
    found = given([dose(), event("e", "infusion-ended", 40, given_mg=15)]).all
    assert [(x.amount_mg, minutes(x.ended_at)) for x in found] == [(56, 0)]


def test_what_an_administration_was_given_despite_stays_with_it() -> None:
    assert given([dose(despite="an open alert")]).all[0].despite == "an open alert"


def test_a_symptom_stands_before_a_number_of_the_same_moment() -> None:
    events = (BASELINE, dose(), observed("n", 30, systolic=201), event("s", "symptom", 30, symptom="headache"))
    found = [t for t in raised_by(PLAN, events, readings(events)) if t.at == DOSE_AT + timedelta(minutes=30)]
    assert {t.symptom for t in found} == {True, False}
    assert [t.symptom for t in found] == sorted((t.symptom for t in found), reverse=True)


def test_a_number_alone_is_no_symptom() -> None:
    assert {t.symptom for t in triggers(observed("n", 30, systolic=201))} == {False}


def test_a_symptom_long_ago_does_not_hide_the_one_beside_the_reading() -> None:
    old, near = event("old", "symptom", 10, symptom="headache"), event("near", "symptom", 85, symptom="headache")
    found = {t.rule for t in triggers(old, near, observed("n", 90, systolic=200, diastolic=130))}
    assert "hypertensive-emergency" in found


def test_symptoms_of_another_kind_and_other_events_make_no_emergency_of_a_pressure() -> None:
    other, high = event("s", "symptom", 30, symptom="nausea"), observed("n", 30, systolic=200, diastolic=130)
    assert "hypertensive-emergency" not in {t.rule for t in triggers(other, high)}


def test_readings_at_the_edge_of_their_window_are_two() -> None:
    threshold = next(t for t in PLAN.thresholds if t.id == "pressure-high-twice")
    assert threshold.within is not None

    def raised(gap: timedelta) -> bool:
        apart = gap / timedelta(minutes=1)
        found = triggers(observed("a", 30, systolic=190), observed("b", 30 + apart, systolic=190))
        return any(t.rule == threshold.id for t in found)

    assert raised(threshold.within)
    assert not raised(threshold.within + timedelta(seconds=1))


def test_a_risk_that_was_resolved_at_that_very_moment_is_resolved() -> None:
    raised = event("r", "risk-raised", 30, risk="suicidal ideation")
    done = event("d", "risk-resolved", 30, risk="suicidal ideation", level="low", plan="seen", done="talked")
    assert fold(PLAN, [BASELINE, dose(), raised, done]).risks == ()
    again = event("z", "risk-raised", 31, risk="suicidal ideation")
    assert fold(PLAN, [BASELINE, dose(), raised, done, again]).risks == ("suicidal ideation",)


def test_what_is_known_at_the_moment_of_leaving_counts() -> None:
    bye = event("bye", "discharged", 121, signed_by="Sam")
    state = fold(PLAN, [BASELINE, dose(), observed("low", 121, oxygen_saturation=80), bye])
    assert "this alert is not settled" in state.endings[0].because


def test_what_was_taken_at_the_moment_of_leaving_is_taken() -> None:
    at_once = observed("peak", 41, systolic=130, diastolic=80, heart_rate=70)
    state = fold(PLAN, [BASELINE, dose(), at_once, event("bye", "discharged", 41, signed_by="Sam")])
    assert "peak: this observation was not taken" not in state.endings[0].because


def test_nobody_owns_a_session_or_an_alert_that_nobody_took() -> None:
    state = fold(PLAN, [BASELINE, dose(), observed("n", 30, systolic=200)])
    assert (state.owner, state.alerts[0].owner, state.alerts[0].silenced_because) == ("", "", "")


def test_rules_that_are_events_bear_the_names_that_the_record_knows_them_by() -> None:
    found = triggers(
        event("o", "overdue", 20, slot="look-1", due_at=text(10)),
        event("e", "emergency", 21, because="fell"),
        event("s", "stop", 22, asked_by="patient"),
        dose("more", 23),
    )
    assert [(t.rule, t.cause, t.tier) for t in sorted(found, key=lambda t: t.at)] == [
        ("overdue", "overdue", PLAN.overdue_tier),
        ("emergency", "emergency", Tier.EMERGENCY),
        ("after-stop", "after-stop", Tier.CALL),
    ]


def test_an_event_is_added_at_the_moment_it_is_kept_and_refused_before() -> None:
    one = event("s", "symptom", 5, symptom="headache")
    assert step(PLAN, start(PLAN), one, one.recorded_at).events == (one,)
    with pytest.raises(EventError, match=r"^the event was kept after now\. Mend its time, or the clock\.$"):
        step(PLAN, start(PLAN), one, one.recorded_at - timedelta(seconds=1))


@pytest.mark.parametrize("kind", ["alert-owned", "alert-silenced", "alert-settled"])
def test_an_answer_to_an_alert_that_the_plan_does_not_know_is_refused(kind: str) -> None:
    fields: dict[str, Any] = {
        "alert-owned": {"owner": "Sam"},
        "alert-silenced": {"about": ["n"], "because": "with them", "until": text(40)},
        "alert-settled": {"about": ["n"], "how": "seen"},
    }[kind]
    with pytest.raises(EventError, match="no alert is called 'weather'"):
        step(PLAN, start(PLAN), event("x", kind, 30, alert="weather", **fields), DOSE_AT + timedelta(hours=1))


def test_events_without_a_sequence_come_in_the_order_of_their_ids() -> None:
    assert event("a", "stop", 5, asked_by="patient").sequence == 0


def test_a_rise_and_a_fall_can_be_tightened_to_nothing() -> None:
    rises = [t for t in tightenable(PLAN) if "rise" in t.path]
    assert rises
    for one in rises:
        assert (one.tighter, one.furthest) == (Tighter.LOWER, 0)
    falls = [t for t in tightenable(PLAN) if "fall" in t.path]
    assert [(t.tighter, t.furthest) for t in falls] == [(Tighter.LOWER, 0)]
