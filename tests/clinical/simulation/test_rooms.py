"""A simulated session is a real one: the engine's own fold says when it ends, what was raised, and what is held."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.clinical.simulation.worlds import scenario

from openkap.clinical.monitoring.events import Event, check_event
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.state import Phase
from openkap.clinical.monitoring.transition import fold
from openkap.clinical.monitoring.vocabulary import EVENT_TYPES
from openkap.clinical.simulation import rooms
from openkap.clinical.simulation.chance import Purpose, stream
from openkap.clinical.simulation.people import person
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.rooms import Bedside, Watched, bedside, due_minutes, session

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
CALM = Bedside(
    systolic=120, diastolic=76, systolic_rise=10, diastolic_rise=6, peak_min=45, fades_min=30, noise=[0.0] * 64,
    sedated_to=5, awake_after_min=60, dissociation="some", present_after_min=75, symptoms=(),
)  # fmt: skip


def held(preset: str = "esk-phase3", mg: int = 84, **shown: Any) -> Watched:
    one = scenario(preset)
    due = one.due(Decimal(mg))
    return session(one.plan, one.product, Decimal(mg), replace(CALM, **shown), AT, due)


def alerts(found: Watched) -> dict[str, Tier]:
    return {a.cause: a.tier for a in found.state.alerts}


def test_a_quiet_session_ends_in_order_two_hours_after_the_last_device() -> None:
    found = held()
    assert found.state.phase is Phase.DISCHARGED
    assert found.state.given.all[-1].started_at == AT + timedelta(minutes=10)
    assert found.minutes == 40 + 10 + 120 + 1
    assert found.state.summary.given_mg == 84
    assert (alerts(found), found.tries) == ({}, 1)
    taken = {s.id: s.status.value for s in found.state.slots}
    assert taken["peak"] == "taken"
    assert taken["look-1"] == "taken"


def test_what_is_due_follows_the_devices() -> None:
    one = scenario()
    peaks = {
        mg: min(m for m, names in due_minutes(one.plan, one.product, Decimal(mg), AT) if "systolic" in names)
        for mg in (28, 56, 84)
    }
    assert peaks == {28: 40, 56: 45, 84: 50}


def test_an_infusion_is_watched_from_its_end_and_a_lozenge_from_its_beginning() -> None:
    infusion, lozenge = held("iv-clinic", 35), held("home-sl", 100)
    assert infusion.state.given.all[0].ended_at == AT + timedelta(minutes=40)
    assert infusion.minutes == 40 + 40 + 120 + 1
    assert lozenge.minutes == 40 + 150 + 1


def test_somebody_who_is_still_sedated_stays_and_the_engine_says_notice() -> None:
    found = held(sedated_to=4, awake_after_min=190)
    assert found.state.phase is Phase.DISCHARGED
    assert found.minutes == 40 + 191 + 1
    assert alerts(found) == {"sedation": Tier.NOTICE}


def test_a_high_pressure_before_the_dose_is_read_again_and_then_ends_the_session() -> None:
    high = held(systolic=150.0)
    assert high.state.phase is Phase.STOPPED_BEFORE_DOSE
    assert not high.dosed
    only_at_first = [6.0 if n == 54 else 0.0 for n in range(64)]  # what the systolic pressure gets at -30 minutes
    settled = held(systolic=139.0, noise=only_at_first)
    assert settled.dosed
    assert [r.value for r in settled.state.readings if r.measure == "systolic" and r.before_dose] == [145, 139]


def test_a_pressure_that_calls_is_measured_again_and_settled_before_leaving() -> None:
    found = held(systolic_rise=90, diastolic_rise=20)
    assert alerts(found)["circulation"] is Tier.CALL
    assert found.state.phase is Phase.DISCHARGED
    assert found.tries == 2
    assert found.minutes == 40 + 10 + 120 + 15 + 1
    first = next(r.at for r in found.state.readings if r.measure == "systolic" and r.value > 180)  # type: ignore[operator]
    assert any(r.at == first + timedelta(minutes=5) for r in found.state.readings)
    assert [s.by for a in found.state.alerts for s in a.settled] == ["simulated prescriber"]


def test_an_emergency_is_handed_over_and_nothing_is_recorded_after_it() -> None:
    found = held(sedated_to=1)
    assert found.state.phase is Phase.TRANSFERRED
    assert alerts(found)["sedation"] is Tier.EMERGENCY
    assert found.minutes == 40 + 10 + 5
    assert max(r.at for r in found.state.readings) <= AT + timedelta(minutes=15)


def test_a_pressure_that_never_falls_keeps_the_person_until_nobody_tries_any_more() -> None:
    found = held(diastolic_rise=45, fades_min=1e9)
    assert found.state.phase.open
    assert found.tries == 8
    assert found.minutes == 40 + 240


def test_symptoms_reach_the_room_when_its_plan_knows_them() -> None:
    found = held(symptoms=(("headache", 30), ("vertigo", 20)), systolic_rise=0, diastolic_rise=0)
    assert {t.rule for a in found.state.alerts for t in a.triggers} == {"headache"}
    assert any(r.measure == "systolic" and r.at == AT + timedelta(minutes=30) for r in found.state.readings)


@pytest.mark.parametrize("arm", list(Arm))
def test_a_bedside_is_drawn_from_what_the_person_is_prone_to(arm: Arm) -> None:
    one = scenario(arm=arm)
    for number in range(60):
        who = person(one.preset, one.instruments, arm, 1, number, 0.0)
        shown = bedside(one.preset, who, arm, stream(1, number, Purpose.SESSION, 1))
        assert shown == bedside(one.preset, who, arm, stream(1, number, Purpose.SESSION, 1))
        assert shown.sedated_to == 5 or "sedation" in who.prone
        assert shown.dissociation == "none" or "dissociation" in who.prone
        assert arm is Arm.TREATMENT or (shown.systolic_rise, shown.dissociation) == (0.0, "none")


@pytest.mark.parametrize(("preset", "mg", "shown"), [
    ("esk-phase3", 84, {}), ("iv-clinic", 35, {}), ("home-sl", 100, {}),
    ("esk-phase3", 84, {"sedated_to": 1, "awake_after_min": 90}),  # is transferred
    ("esk-phase3", 84, {"systolic": 200}),  # is stopped before the dose
    ("iv-clinic", 35, {"systolic": 150, "systolic_rise": 70}),  # has an alert settled
])  # fmt: skip
def test_every_event_of_a_simulated_session_is_one_that_a_clinic_could_have_written(
    preset: str, mg: int, shown: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: dict[str, Event] = {}

    def kept(plan: MonitoringPlan, events: Iterable[Event]) -> Any:
        written.update({f"{e.id} {e.type}": e for e in events})
        return fold(plan, events)

    monkeypatch.setattr(rooms, "fold", kept)
    found = held(preset, mg, **shown)
    assert {"opened", "baseline", "check"} <= {e.type for e in written.values()}
    for event in written.values():
        kind = EVENT_TYPES[event.type]
        assert set(kind.needs) <= set(event.data) <= {*kind.needs, *kind.may}, event.type
        assert (event.by, event.device) in {(rooms.NURSE, ""), (rooms.PRESCRIBER, "")}
        assert event.data.get("answer", "yes") == "yes"
        words = {n: v for n, v in event.data.items() if n in {"lot", "how", "handed_to", "to", "because"}}
        assert set(words.values()) <= {"simulated", "a row of the list is held"}
        check_event(scenario(preset).plan, event)
    if "stopped-before-dose" in {e.type for e in written.values()}:
        (stop,) = (e for e in written.values() if e.type == "stopped-before-dose")
        assert (stop.by, stop.at, found.tries) == (rooms.PRESCRIBER, AT, 1)
