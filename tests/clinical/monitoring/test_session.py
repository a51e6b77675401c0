"""What was given and until when, what is due, who may leave, and how a session ends."""

from datetime import timedelta
from typing import Any

import pytest
from tests.clinical.monitoring.stories import (
    BASELINE,
    DOSE_AT,
    dose,
    event,
    observed,
    plan,
    text,
    whole_session,
    without,
)

from openkap.clinical.monitoring.lists import RowStatus
from openkap.clinical.monitoring.schedule import SlotStatus
from openkap.clinical.monitoring.state import Phase, SessionState
from openkap.clinical.monitoring.transition import fold, start

PLAN, IV = plan(), plan("ketamine-iv")


def gate(state: SessionState) -> float | None:
    at = state.earliest_discharge_at
    return None if at is None else (at - DOSE_AT).total_seconds() / 60


def infusion(minute: float = 0, id_: str = "inf") -> Any:
    return event(id_, "infusion-started", minute, amount_mg=49, lot="K7", over_min=40)


def test_a_session_without_events_knows_nothing() -> None:
    state = start(PLAN).state
    assert state.phase is Phase.BEFORE_DOSE
    assert state.as_json()["discharge"] == {"ready": False, "missing": ["Nothing was recorded yet"]}
    assert state.before_dose == ()


# guards HZ-24
def test_the_two_hours_run_from_the_last_device() -> None:
    assert gate(fold(PLAN, [dose()])) == 120
    assert gate(fold(PLAN, [dose(), dose("two", 5), dose("three", 10)])) == 130
    assert gate(fold(PLAN, [dose("three", 90), dose()])) == 210


def test_while_an_infusion_runs_its_end_is_unknown() -> None:
    running = fold(IV, [infusion()])
    assert (running.phase, gate(running)) == (Phase.INFUSING, None)
    assert any("not ended" in m for m in (running.leaving.missing if running.leaving else ()))
    ended = fold(IV, [infusion(), event("end", "infusion-ended", 41)])
    assert (ended.phase, gate(ended)) == (Phase.WATCHING, 161)
    again = fold(IV, [infusion(), event("end", "infusion-ended", 41), event("end2", "infusion-ended", 20)])
    assert gate(again) == 161
    second = [infusion(), event("end", "infusion-ended", 41, of="inf"), infusion(60, "inf2")]
    assert gate(fold(IV, second)) is None
    assert gate(fold(IV, [*second, event("end2", "infusion-ended", 70, of="inf2")])) == 190
    before = fold(IV, [infusion(), event("end", "infusion-ended", -5, of="inf")])
    assert gate(before) == 120


@pytest.mark.parametrize(
    ("fields", "minute"),
    [
        ({"true_at": text(10)}, 130),  # later: freely
        ({"true_at": text(-10)}, 120),  # earlier: not alone
        ({"true_at": text(-10), "witness": "Sam", "witness_at": text(-10)}, 120),  # not seconded by oneself
        ({"true_at": text(-10), "witness": "Dov"}, 120),  # the second person attests no time
        ({"true_at": text(-10), "witness": "Dov", "witness_at": text(-10)}, 110),
        ({"true_at": text(-10), "witness": "Dov", "witness_at": text(-4)}, 116),  # the later of the two
        ({"true_at": text(-4), "witness": "Dov", "witness_at": text(-10)}, 116),
        ({"entered_in_error": True}, 120),
        ({"entered_in_error": True, "witness": "Dov"}, None),
        ({"amount_mg": 84, "lot": "B"}, 120),
    ],
)
def test_a_correction_moves_the_end_later_freely_and_earlier_only_as_two_attest(
    fields: dict[str, Any], minute: float | None
) -> None:
    fix = event("c", "correction", 30, of="dose", because="slip", **fields)
    state = fold(PLAN, [dose(), fix])
    assert gate(state) == minute
    disputed = minute == 120 and not {"amount_mg"} & set(fields)
    assert [d.of for d in state.given.disputed] == (["dose"] if disputed else [])


# guards HZ-32
def test_amount_and_lot_can_be_corrected_and_the_original_event_stays() -> None:
    state = fold(PLAN, [dose(), event("c", "correction", 5, of="dose", because="slip", amount_mg=84, lot="B9")])
    assert (str(state.given.all[0].amount_mg), state.given.all[0].lot) == ("84", "B9")


def test_what_is_due_comes_from_the_plan_and_moves_on_as_it_is_taken() -> None:
    state = fold(PLAN, [dose()])
    assert state.next_due is not None
    assert (state.next_due.id, state.next_due.due_at) == ("look-1", DOSE_AT + timedelta(minutes=10))
    look = observed("a", 12, oxygen_saturation=97, moaa_s=5, dissociation="some")
    after = fold(PLAN, [dose(), look])
    assert after.next_due is not None
    assert after.next_due.id == "look-2"
    third = fold(PLAN, [dose(), observed("a", 41, oxygen_saturation=97, moaa_s=5, dissociation="some")])
    assert [(s.id, s.status) for s in third.slots if s.id.startswith("look")][:3] == [
        ("look-1", SlotStatus.PASSED),
        ("look-2", SlotStatus.PASSED),
        ("look-3", SlotStatus.TAKEN),
    ]
    assert third.next_due is not None
    assert third.next_due.id == "peak"
    partly = fold(PLAN, [dose(), observed("a", 12, oxygen_saturation=97)])
    assert partly.next_due is not None
    assert partly.next_due.id == "look-1"


def test_the_forty_minute_pressure_moves_with_the_last_device() -> None:
    slots = {s.id: s.due_at for s in fold(PLAN, [dose(), dose("two", 10)]).slots}
    assert slots["peak"] == DOSE_AT + timedelta(minutes=50)
    assert [s.id for s in fold(IV, [infusion()]).slots if s.id.startswith("pressure")][-1] == "pressure-6"


def test_somebody_leaves_in_order_when_nothing_is_missing() -> None:
    for watched in (PLAN, IV):
        state = fold(watched, whole_session(watched))
        assert state.leaving is not None
        assert state.leaving.missing == ()
        assert (state.phase, state.next_due) == (Phase.DISCHARGED, None)


@pytest.mark.parametrize("leaves_at", [41, 100, 119])
def test_a_discharge_before_two_hours_does_not_stand(leaves_at: float) -> None:
    state = fold(PLAN, whole_session(PLAN, leaves_at))
    assert state.phase is Phase.WATCHING
    assert "are not over before 2026-10-06T12:00:00Z" in state.endings[0].because


def test_a_dose_that_arrives_after_the_discharge_opens_the_session_again() -> None:
    state = fold(PLAN, [*whole_session(PLAN), dose("late", 30, recorded_at=text(125))])
    assert state.phase is Phase.WATCHING
    assert gate(state) == 150


# guards HZ-24
@pytest.mark.parametrize("lacking", [e.id for e in whole_session(PLAN) if e.id not in {"base", "dose", "bye"}])
def test_every_row_of_the_list_holds_the_door_when_it_is_not_recorded(lacking: str) -> None:
    state = fold(PLAN, without(whole_session(PLAN), lacking))
    assert state.phase is Phase.WATCHING
    assert state.endings[0].because


@pytest.mark.parametrize("row", [r.id for r in PLAN.discharge if r.asks])
def test_a_no_holds_the_door(row: str) -> None:
    no = event("no", "check", 120.5, item=row, answer="no", because="not yet")
    assert fold(PLAN, [*whole_session(PLAN), no]).phase is Phase.WATCHING
    not_applicable = event("na", "check", 120.5, item=row, answer="not-applicable", because="uses a wheelchair")
    stays = fold(PLAN, [*whole_session(PLAN), not_applicable]).phase is Phase.WATCHING
    assert stays is (row != "walks")


# guards HZ-35
def test_who_fetches_must_have_a_name_and_a_telephone() -> None:
    bare = event("ok-escort", "check", 120, item="escort", answer="yes", name="Joan")
    state = fold(PLAN, [*without(whole_session(PLAN), "ok-escort"), bare])
    assert "the phone of the answer" in state.endings[0].because


@pytest.mark.parametrize(
    ("measure", "value"),
    [("moaa_s", 4), ("dissociation", "some"), ("systolic", 181), ("oxygen_saturation", 91), ("heart_rate", 121)],
)
def test_a_value_outside_the_limits_of_leaving_holds_the_door(measure: str, value: Any) -> None:
    state = fold(PLAN, [*whole_session(PLAN), observed("worse", 120.5, **{measure: value})])
    assert state.phase is Phase.WATCHING


def test_checks_from_before_the_last_dose_do_not_count() -> None:
    peak = observed("second", 160, systolic=140, diastolic=85, heart_rate=75)
    state = fold(PLAN, [*whole_session(PLAN, 241), dose("more", 120.5), peak])
    assert state.phase is Phase.DISCHARGED
    early = whole_session(PLAN, 121)
    again = fold(PLAN, [*without(early, "bye"), dose("more", 120.5), event("bye", "discharged", 241, signed_by="Sam")])
    assert "before the last dose" in again.endings[0].because


# guards HZ-19
def test_an_open_alert_and_an_unresolved_risk_hold_the_door() -> None:
    pain = event("s", "symptom", 60, symptom="chest-pain")
    assert fold(PLAN, [*whole_session(PLAN), pain]).phase is Phase.WATCHING
    settled = event("d", "alert-settled", 70, alert="circulation", about=["s"], how="seen by Dov: reflux")
    assert fold(PLAN, [*whole_session(PLAN), pain, settled]).phase is Phase.DISCHARGED
    after = event("s", "symptom", 60, symptom="chest-pain", recorded_at=text(130))
    assert fold(PLAN, [*whole_session(PLAN), after]).phase is Phase.DISCHARGED  # nobody knew; the alert is open
    risk = event("r", "risk-raised", 60, risk="item-9")
    assert fold(PLAN, [*whole_session(PLAN), risk]).phase is Phase.WATCHING
    resolved = event("rr", "risk-resolved", 70, risk="item-9", level="low", plan="call tomorrow", done="talked")
    assert fold(PLAN, [*whole_session(PLAN), risk, resolved]).phase is Phase.DISCHARGED
    again = event("r2", "risk-raised", 80, risk="item-9")
    assert fold(PLAN, [*whole_session(PLAN), risk, resolved, again]).risks == ("item-9",)


def test_a_required_observation_needs_its_value_or_a_reason() -> None:
    reason = event("n", "not-taken", 45, slot="peak", because="cuff would not go on")
    events = without(whole_session(PLAN), "forty", "last")
    late = [observed("l1", 120, oxygen_saturation=98, respiratory_rate=14, moaa_s=5, dissociation="none"),
            observed("l2", 120, systolic=120, diastolic=80), observed("l3", 120, heart_rate=70)]  # fmt: skip
    assert "peak: this observation was not taken" in fold(PLAN, [*events, *late]).endings[0].because
    assert fold(PLAN, [*events, *late, reason]).phase is Phase.DISCHARGED


@pytest.mark.parametrize(
    ("type_", "fields"),
    [
        (
            "left-against-advice",
            {"because": "b", "capacity": "yes", "risks_explained": "y", "told": "Dov", "leaves_with": "Jo"},
        ),
        ("transferred", {"to": "General", "handed_to": "crew 4", "because": "chest pain"}),
        ("died", {"certified_by": "Dr Dov", "told": "family"}),
    ],
)
def test_other_endings_end_the_watching_without_being_a_discharge(type_: str, fields: dict[str, str]) -> None:
    state = fold(PLAN, [dose(), event("x", type_, 50, **fields)])
    assert state.phase.value == type_
    assert not state.phase.open
    assert state.leaving is not None
    assert not state.leaving.ready


def test_leaving_before_the_last_dose_and_stopping_before_a_dose_that_was_given_do_not_stand() -> None:
    left = {"because": "b", "capacity": "yes", "risks_explained": "y", "told": "Dov", "leaves_with": "Jo"}
    assert fold(PLAN, [dose(), event("x", "left-against-advice", -5, **left)]).phase is Phase.WATCHING
    no_dose = event("x", "stopped-before-dose", -5, because="BP", decided_by="Dov")
    assert fold(PLAN, [no_dose]).phase is Phase.STOPPED_BEFORE_DOSE
    assert fold(PLAN, [no_dose, dose()]).phase is Phase.WATCHING
    assert "nothing to leave from" in fold(PLAN, [event("x", "discharged", 5, signed_by="Sam")]).endings[0].because


# guards HZ-34
def test_stop_ends_further_drug_and_never_the_watching() -> None:
    state = fold(PLAN, [dose(), event("stop", "stop", 3, asked_by="patient")])
    assert (state.phase, state.stopped_at, gate(state)) == (Phase.WATCHING, DOSE_AT + timedelta(minutes=3), 120)


def test_would_have_been_ready_is_kept_apart_from_the_gate() -> None:
    said = fold(PLAN, [dose(), event("r", "ready-but-for-time", 75)])
    assert (said.ready_after_min, gate(said)) == (75, 120)
    assert fold(PLAN, [event("r", "ready-but-for-time", 75)]).ready_after_min is None


def test_the_list_before_the_dose_asks_for_every_row_and_waits_for_a_prescriber() -> None:
    rows = {r.item: r for r in fold(PLAN, [BASELINE]).before_dose}
    assert rows["pressure-before-dose"].status is RowStatus.DONE
    assert rows["risk-asked"].status is RowStatus.MISSING
    high = observed("base", -20, type_="baseline", systolic=150, diastolic=82)
    held = {r.item: r for r in fold(PLAN, [high]).before_dose}["pressure-before-dose"]
    assert (held.status, held.because) == (
        RowStatus.HELD,
        "Systolic pressure is 150 mmHg, and must be at most 140 mmHg",
    )
    go = event("go", "prescriber-decision", -10, item="pressure-before-dose", because="usual for her", by="Ingrid")
    released = {r.item: r for r in fold(PLAN, [high, go]).before_dose}["pressure-before-dose"]
    assert released.status is RowStatus.RELEASED
    assert "Ingrid goes ahead: usual for her" in released.because
    newer = observed("base2", -5, type_="baseline", systolic=155, diastolic=82)
    assert not {r.item: r for r in fold(PLAN, [high, go, newer]).before_dose}["pressure-before-dose"].passes
    never = event("go", "prescriber-decision", -10, item="risk-asked", because="no time", by="Ingrid")
    no = event("no", "check", -15, item="risk-asked", answer="no")
    held_row = {r.item: r for r in fold(PLAN, [no, never]).before_dose}["risk-asked"]
    assert (held_row.status, held_row.because) == (RowStatus.HELD, "answered no")


def test_the_owner_is_whom_the_session_was_handed_to() -> None:
    opened = event("o", "opened", -30, owner="Sam")
    assert fold(PLAN, [opened]).owner == "Sam"
    assert fold(PLAN, [opened, event("h", "hand-over", 30, to="Noor"), event("o2", "opened", 40)]).owner == "Noor"


def test_a_reading_can_be_corrected_in_time_and_withdrawn() -> None:
    moved = fold(
        PLAN,
        [dose(), observed("a", 20, heart_rate=70), event("c", "correction", 30, of="a", because="x", true_at=text(25))],
    )
    assert [(r.at, r.current) for r in moved.readings] == [
        (DOSE_AT + timedelta(minutes=20), False),
        (DOSE_AT + timedelta(minutes=25), True),
    ]
    gone = fold(
        PLAN,
        [
            dose(),
            observed("a", 20, heart_rate=70),
            event("c", "correction", 30, of="a", because="x", entered_in_error=True),
        ],
    )
    assert [r.current for r in gone.readings] == [False]
