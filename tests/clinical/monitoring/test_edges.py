"""Each limit of the session engine to the second, and the words that staff act on."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.clinical.monitoring.stories import (
    BASELINE,
    DOSE_AT,
    dose,
    event,
    leaving_checks,
    observed,
    plan,
    text,
    whole_session,
)

from openkap.clinical.monitoring.administrations import told_late
from openkap.clinical.monitoring.events import Event, EventError, check_event, read_event
from openkap.clinical.monitoring.lists import Row, RowStatus
from openkap.clinical.monitoring.plan import MonitoringPlan, Tier
from openkap.clinical.monitoring.schedule import SlotStatus
from openkap.clinical.monitoring.state import SessionState
from openkap.clinical.monitoring.transition import fold

PLAN, IV = plan(), plan("ketamine-iv")
SECOND = 1 / 60
GOOD = {"id": "1", "type": "dose", "at": "2026-10-06T10:00:00Z", "amount_mg": 56, "lot": "A12"}


def row(state: SessionState, item: str) -> Row:
    rows = (*state.before_dose, *(state.leaving.rows if state.leaving else ()))
    return next(r for r in rows if r.item == item)


def test_only_another_places_rows_are_left_out_of_a_plan() -> None:
    us, anywhere = (replace(PLAN.discharge[0], id=i, jurisdictions=j) for i, j in (("us", ("us",)), ("any", ())))
    both = replace(PLAN, before_dose=(us, anywhere), discharge=(anywhere, us))
    assert both.in_place("us") == both
    found = both.in_place("eu")
    assert ([r.id for r in found.before_dose], [r.id for r in found.discharge]) == (["any"], ["any"])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (None, "this is not an event. Write one JSON object, with id, type and at."),
        ({"lot": None}, "'lot' is None. It must be text that is not empty."),
        ({"lot": " "}, "'lot' is ' '. It must be text that is not empty."),
        ({"amount_mg": "56"}, "'amount_mg' is '56'. It must be a number, zero or more."),
        (
            {"at": "2026-10-06"},
            "'at' is '2026-10-06'. It must be an instant with its zone, such as 2026-10-06T10:00:00Z.",
        ),
        ({"at": "2026-10-36T10:00:00Z"}, "'at' is '2026-10-36T10:00:00Z'. There is no such day or time; mend it."),
        (
            {"recorded_at": "2026-10-06T09:58:59Z"},
            "'at' lies after 'recorded_at'. Nothing is recorded before it happens; mend the time.",
        ),
        ({"colour": 1}, "'dose' has no field 'colour'. Its fields are: amount_mg, lot, despite."),
    ],
)
def test_a_wrong_event_says_all_of_it(changed: dict[str, Any] | None, says: str) -> None:
    with pytest.raises(EventError) as refused:
        read_event({**GOOD, **changed} if changed else [])
    assert str(refused.value) == says


@pytest.mark.parametrize(
    ("type_", "fields", "says"),
    [
        ("alert-settled", {"alert": "a", "how": "x", "about": ["a", 1]}, "It must be a list of event ids."),
        ("observation", {"values": []}, "It must be an object of measures and their values."),
        ("observation", {"values": {"a": ""}}, "It must be a number or a word; leave out what was not measured."),
        ("correction", {"of": "a", "because": "b", "entered_in_error": 1}, "It must be true, or is left out."),
        ("check", {"item": "a", "answer": "Yes"}, "the answer 'Yes' is not one of yes, no, not-applicable."),
        ("check", {"item": "a"}, "'check' has no 'answer'. Add it: without it the event says too little."),
        ("discharged", {"signed_by": "Sam", "by": ""}, "'by' is ''. It must be text that is not empty."),
        ("look-in", {"why": "x"}, "'look-in' has no field 'why'. Its fields are: none of its own."),
    ],
)  # fmt: skip
def test_each_shape_says_what_it_wants(type_: str, fields: dict[str, Any], says: str) -> None:
    with pytest.raises(EventError) as refused:
        read_event({"id": "1", "type": type_, "at": text(0), "by": "Sam", **fields})
    assert str(refused.value).endswith(says)


def test_what_only_a_person_may_record_says_whom_to_name() -> None:
    with pytest.raises(EventError) as refused:
        read_event({"id": "1", "type": "discharged", "at": text(0), "signed_by": "Sam"})
    assert str(refused.value) == "'discharged' names nobody. Say in 'by' which person did it."
    assert read_event({"id": "1", "type": "stop", "at": text(0), "asked_by": "patient"}).by == ""


def test_the_clocks_may_differ_by_a_minute_and_a_time_without_seconds_is_one() -> None:
    ahead = read_event({**GOOD, "recorded_at": "2026-10-06T09:59:00Z"})
    assert (ahead.at - ahead.recorded_at) == timedelta(minutes=1)
    assert read_event({**GOOD, "at": "2026-10-06T12:00+02:00"}).at == DOSE_AT == read_event(GOOD).recorded_at
    assert read_event({**GOOD, "amount_mg": 0}).number("amount_mg") == Decimal(0)
    found = read_event({**GOOD, "sequence": 2, "device": "d", "by": "Sam", "written_at": text(3)})
    assert (found.order, found.device, found.by) == ((DOSE_AT, 2, "1"), "d", "Sam")
    assert (read_event(GOOD).sequence, read_event(GOOD).device, read_event(GOOD).written_at) == (0, "", None)


@pytest.mark.parametrize(("value", "possible"), [(39, False), (40, True), (320, True), (321, False)])
def test_what_can_be_entered_ends_at_its_bounds(value: int, possible: bool) -> None:
    reading = observed("a", 0, systolic=value)
    if possible:
        check_event(PLAN, reading)
        return
    with pytest.raises(EventError) as refused:
        check_event(PLAN, reading)
    says = f"Systolic pressure {value} mm[Hg] is not possible. Read it again: 40 to 320 can be entered."
    assert str(refused.value) == says


def test_the_plan_names_what_it_knows() -> None:
    small = replace(
        PLAN, measures=PLAN.measures[:2], symptoms=PLAN.symptoms[:2], before_dose=(), discharge=PLAN.discharge[:2],
        causes=PLAN.causes[:2],
    )  # fmt: skip
    wrong = {
        "this plan does not measure 'mood'. It measures: systolic, diastolic.": observed("a", 0, mood=3),
        "Systolic pressure is 'high'. It must be a number in mm[Hg].": observed("a", 0, systolic="high"),
        "there is no symptom 'glee'. There are: {}.".format(", ".join(s.id for s in small.symptoms)): event(
            "a", "symptom-ended", 0, symptom="glee"
        ),
        "no list has a row 'hat'. There are: sedation-gone, dissociation-gone.": event(
            "a", "prescriber-decision", 0, item="hat", because="x"
        ),
        "no alert is called 'hat'. There are: {}.".format(", ".join(c for c, _ in small.causes)): event(
            "a", "alert-settled", 0, alert="hat", about=["b"], how="x"
        ),
    }
    for says, bad in wrong.items():
        with pytest.raises(EventError) as refused:
            check_event(small, bad)
        assert str(refused.value) == says
    with pytest.raises(EventError) as refused:
        check_event(PLAN, observed("a", 0, dissociation="deep"))
    assert str(refused.value) == "Dissociation observed is 'deep'. It must be one of none, some, marked."


def test_a_reading_is_fresh_to_the_last_second_of_its_window() -> None:
    """Sedation at leaving: at most 30 minutes old."""
    for minute, passes in ((90.0, True), (90 - SECOND, False)):
        state = fold(PLAN, [dose(), observed("a", minute, moaa_s=5), event("l", "look-in", 120)])
        assert row(state, "sedation-gone").passes is passes
    stale = row(fold(PLAN, [dose(), event("l", "look-in", 120)]), "sedation-gone")
    assert (stale.status, stale.because) == (
        RowStatus.MISSING,
        "Sedation (MOAA/S) was not taken within the last 30 min",
    )


def test_a_row_says_what_it_is_and_must_be_and_every_fault_at_once() -> None:
    state = fold(PLAN, [dose(), observed("a", 110, systolic=181, diastolic=111, dissociation="some")])
    pressure = row(state, "pressure-settled")
    assert pressure.status is RowStatus.MISSING
    assert pressure.because == "nobody has answered it"
    yes = event("ok", "check", 110, item="pressure-settled", answer="yes")
    held = row(fold(PLAN, [dose(), observed("a", 110, systolic=181, diastolic=111, dissociation="some"), yes]),
               "pressure-settled")  # fmt: skip
    assert held.status is RowStatus.HELD
    assert held.because.split("; ") == [
        "Systolic pressure is 181 mmHg, and must be at most 180 mmHg",
        "Diastolic pressure is 111 mmHg, and must be at most 110 mmHg",
    ]
    assert row(state, "dissociation-gone").because == "Dissociation observed is some, and must be none"


def test_an_answer_says_why_it_does_not_stand() -> None:
    def answered(minute: float, answer: str = "yes", item: str = "oriented", **more: Any) -> tuple[RowStatus, str]:
        found = row(fold(PLAN, [dose(), event("c", "check", minute, item=item, answer=answer, **more),
                                event("l", "look-in", 120)]), item)  # fmt: skip
        return found.status, found.because

    assert answered(90) == (RowStatus.DONE, "")
    assert answered(90 - SECOND)[0] is RowStatus.MISSING
    assert answered(-1)[1] == "it was answered too long ago, or before the last dose"
    assert answered(100, "no", because="confused") == (RowStatus.HELD, "confused")
    assert answered(100, "no") == (RowStatus.HELD, "answered no")
    assert answered(100, "not-applicable") == (RowStatus.HELD, "it always applies")
    assert answered(100, "not-applicable", "walks") == (RowStatus.DONE, "")
    assert answered(100, item="escort")[1] == "the name and the phone of the answer"


# guards HZ-24
def test_a_decision_about_leaving_never_releases_a_reading_that_came_after_it() -> None:
    free = replace(PLAN, discharge=tuple(replace(r, releasable=True) for r in PLAN.discharge))
    high = observed("a", 100, heart_rate=130)
    yes = event("ok", "check", 100, item="vitals-acceptable", answer="yes")
    go = event("go", "prescriber-decision", 101, item="vitals-acceptable", because="usual", by="Ingrid")
    released = row(fold(free, [BASELINE, dose(), high, yes, go]), "vitals-acceptable")
    assert (released.status, released.because) == (
        RowStatus.RELEASED,
        "Heart rate is 130 /min, and must be at most 120 /min; Ingrid goes ahead: usual",
    )
    worse = observed("b", 102, heart_rate=150)
    assert row(fold(free, [BASELINE, dose(), high, yes, go, worse]), "vitals-acceptable").status is RowStatus.HELD
    assert row(fold(PLAN, [BASELINE, dose(), high, yes, go]), "vitals-acceptable").status is RowStatus.HELD
    at_once = event("b", "check", 101, item="vitals-acceptable", answer="no")
    assert row(fold(free, [BASELINE, dose(), high, at_once, go]), "vitals-acceptable").passes


def test_a_slot_takes_what_lies_in_its_window_and_no_other_does() -> None:
    """Every quarter of an hour: half the way to the next on each side, the later edge not included."""
    look = next(t for t in IV.times if t.id == "look")
    assert look.every is not None
    half, first = look.every.total_seconds() / 120, look.after.total_seconds() / 60

    def taken(minute: float, at: float = 0) -> list[str]:
        running = event("inf", "infusion-started", at, amount_mg=49, lot="K7")
        seen = {m: "none" if m == "dissociation" else 14 if m != "moaa-s" else 5 for m in look.measures}
        reading = observed("a", minute, **{k.replace("-", "_"): v for k, v in seen.items()})
        return [s.id for s in fold(IV, [running, reading]).slots
                if s.status is SlotStatus.TAKEN and s.id.startswith("look-")]  # fmt: skip

    assert taken(first - half) == ["look-1"]
    assert taken(first - half - SECOND) == []
    assert taken(first + half - SECOND) == ["look-1"]
    assert taken(first + half) == ["look-2"]


def test_the_single_time_counts_from_its_early_to_before_its_late_edge() -> None:
    peak = next(t for t in PLAN.times if t.id == "peak")
    assert peak.early is not None
    assert peak.late is not None
    due = peak.after.total_seconds() / 60
    early, late = peak.early.total_seconds() / 60, peak.late.total_seconds() / 60
    for minute, status in (
        (due - early - SECOND, SlotStatus.PLANNED),
        (due - early, SlotStatus.TAKEN),
        (due + late - SECOND, SlotStatus.TAKEN),
        (due + late, SlotStatus.PLANNED),
    ):
        seen = {m.replace("-", "_"): 80 for m in peak.measures}
        slot = next(s for s in fold(PLAN, [dose(), observed("a", minute, **seen)]).slots if s.id == "peak")
        assert slot.status is status, minute
        assert (slot.taken_at is not None) is (status is SlotStatus.TAKEN)


def test_a_reason_not_taken_is_the_last_one_given_and_only_for_its_slot() -> None:
    told = [event(f"n{i}", "not-taken", 45 + i, slot="peak", because=why) for i, why in enumerate(("asleep", "cuff"))]
    missed = event("o", "overdue", 46, slot="peak", due_at=text(40))
    slots = {s.id: s for s in fold(PLAN, [dose(), *told, missed]).slots}
    assert (slots["peak"].status, slots["peak"].because, slots["peak"].overdue) == (SlotStatus.NOT_TAKEN, "cuff", True)
    assert (slots["look-1"].status, slots["look-1"].because, slots["look-1"].overdue) == (
        SlotStatus.PLANNED,
        "",
        False,
    )


def test_an_event_is_late_only_after_the_time_the_plan_allows() -> None:
    minutes = PLAN.late_after.total_seconds() / 60
    for extra, late in ((0.0, False), (SECOND, True)):
        kept = text(20 + minutes + extra)
        for told in (
            observed("a", 20, heart_rate=45, recorded_at=kept),
            event("s", "symptom", 20, symptom="chest-pain", recorded_at=kept),
        ):
            (alert,) = fold(PLAN, [dose(), told]).alerts
            assert alert.late is late


LATE = timedelta(minutes=15)


def kept(id_: str, type_: str, minute: float, after: float, **fields: Any) -> Event:
    drug = {} if type_ == "infusion-ended" else {"amount_mg": 56, "lot": "A12"}
    return event(id_, type_, minute, recorded_at=text(minute + after), **drug, **fields)


@pytest.mark.parametrize(("after", "told"), [(15, None), (15 + SECOND, 15 + SECOND)])
def test_a_dose_is_told_late_only_after_the_time_the_plan_allows(after: float, told: float | None) -> None:
    late = told_late([kept("one", "dose", 0, after)], LATE)
    assert late == (None if told is None else DOSE_AT + timedelta(minutes=told))


def test_of_several_told_late_the_last_that_came_counts_and_a_beginning_does_not() -> None:
    events = [
        kept("two", "infusion-ended", 40, 20), kept("one", "dose", 0, 30), kept("run", "infusion-started", 5, 300)
    ]  # fmt: skip
    assert told_late(events, LATE) == DOSE_AT + timedelta(minutes=60)
    assert told_late(events[1:], LATE) == DOSE_AT + timedelta(minutes=30)
    assert told_late(events[2:], LATE) is None
    assert told_late([], LATE) is None


def test_what_two_people_attest_or_took_back_is_not_told_late() -> None:
    one = kept("one", "dose", 0, 30)
    seconded = {"of": "one", "because": "The clock ran on.", "witness": "Noor"}
    attested = event("c", "correction", 31, **seconded, true_at=text(0), witness_at=text(1))
    undone = event("c", "correction", 31, **seconded, entered_in_error=True)
    alone = event("c", "correction", 31, of="one", because="The clock ran on.", true_at=text(2))
    elsewhere = event("c", "correction", 31, **{**seconded, "of": "other"}, entered_in_error=True)
    assert [told_late([one, c], LATE) is None for c in (attested, undone, alone, elsewhere)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_symptom_and_a_reading_belong_together_to_the_last_second() -> None:
    rule = next(t for t in PLAN.thresholds if t.id == "hypertensive-emergency")
    assert rule.within is not None
    far = rule.within.total_seconds() / 60
    for gap, together in ((far, True), (far + SECOND, False)):
        for reading, symptom in ((20.0, 20 + gap), (20 + gap, 20.0)):
            events = [
                dose(),
                observed("a", reading, systolic=190),
                event("s", "symptom", symptom, symptom="chest-pain"),
            ]
            raised = {t.rule: t for a in fold(PLAN, events).alerts for t in a.triggers}
            assert (rule.id in raised) is together
            if together:
                assert raised[rule.id].event_id == ("s" if symptom > reading else "a")
                assert raised[rule.id].words.startswith("Chest pain with Systolic pressure 190 mmHg. ")


def test_an_overdue_observation_names_what_to_take() -> None:
    def words(slot: str, watched: MonitoringPlan = PLAN) -> tuple[str, Tier]:
        (alert,) = fold(watched, [dose(), event("o", "overdue", 46, slot=slot, due_at=text(40))]).alerts
        return alert.leading.words, alert.tier

    peak = "Systolic pressure, Diastolic pressure, Heart rate did not come when it was due. Look in, and take it now."
    assert words("peak") == (peak, Tier.CALL)
    look = "Oxygen saturation, Sedation (MOAA/S), Dissociation observed did not come when it was due. "
    assert words("look-3") == (f"{look}Look in, and take it now.", PLAN.overdue_tier)
    stranger = "An observation did not come when it was due. Look in, and take it now."
    assert words("x-1") == (stranger, PLAN.overdue_tier)


def test_drug_at_the_very_moment_of_a_stop_is_not_after_it() -> None:
    stop = event("stop", "stop", 5, asked_by="patient")
    assert fold(PLAN, [dose(), stop, dose("same", 5)]).alerts == ()
    (alert,) = fold(PLAN, [dose(), stop, dose("after", 5 + SECOND)]).alerts
    assert alert.leading.words == "Drug was given after stop was asked. Give no more; call the prescriber."


def test_open_alerts_come_first_the_gravest_at_the_top_and_settled_ones_last() -> None:
    events = [
        dose(),
        observed("slow", 20, heart_rate=45),
        event("pain", "symptom", 21, symptom="chest-pain"),
        event("o", "overdue", 16, slot="look-1", due_at=text(10)),
        event("help", "emergency", 22),
        event("d", "alert-settled", 23, alert="emergency", about=["help"], how="false alarm"),
    ]
    found = [(a.cause, a.open_tier) for a in fold(PLAN, events).alerts]
    assert found == [
        ("circulation", Tier.EMERGENCY),
        ("heart-rate", Tier.EMERGENCY),
        ("overdue", Tier.NOTICE),
        ("emergency", None),
    ]


def test_the_time_it_takes_says_why_nobody_may_leave() -> None:
    def missing(*events: Any) -> str:
        found = fold(IV, events).leaving
        assert found is not None
        return found.missing[0]

    none = "No dose was given: there is nothing to leave from. End it as stopped before dose"
    assert missing(event("l", "look-in", 0)) == none
    running = event("inf", "infusion-started", 0, amount_mg=49, lot="K7")
    assert missing(running) == "The infusion has not ended: the 120 minutes have not begun"
    gate = "120 minutes from the last administration are not over before 2026-10-06T12:40:00Z"
    ended = event("end", "infusion-ended", 40)
    assert missing(running, ended, event("l", "look-in", 160 - SECOND)) == gate
    assert not missing(running, ended, event("l", "look-in", 160)).startswith("120 minutes")


def test_an_unsettled_call_and_an_unresolved_risk_are_named() -> None:
    pain = event("s", "symptom", 60, symptom="chest-pain")
    found = fold(PLAN, [*whole_session(PLAN), pain]).endings[0].because
    assert found == "Blood pressure and its symptoms: this alert is not settled"
    low = observed("b", 60, systolic=176)
    assert fold(PLAN, [*whole_session(PLAN), low]).endings[0].stands, "a notice holds nobody"
    risk = event("r", "risk-raised", 60, risk="item-9")
    done = event("d", "risk-resolved", 60, risk="item-9", level="low", plan="p", done="d")
    said = "The risk 'item-9' is not resolved: level, plan and what was done"
    assert fold(PLAN, [*whole_session(PLAN), risk]).endings[0].because == said
    assert fold(PLAN, [*whole_session(PLAN), risk, replace(done, at=DOSE_AT + timedelta(minutes=61))]).risks == ()
    assert fold(PLAN, [*whole_session(PLAN), risk, replace(done, at=DOSE_AT + timedelta(minutes=59))]).risks


def test_an_ending_that_does_not_stand_says_why() -> None:
    left = {"because": "b", "capacity": "yes", "risks_explained": "y", "told": "Dov", "leaves_with": "Jo"}
    early, same = (fold(PLAN, [dose(), event("x", "left-against-advice", m, **left)]).endings[0] for m in (-SECOND, 0))
    assert (early.stands, early.because) == (False, "A dose was given after that time")
    assert same.stands
    no_dose = event("x", "stopped-before-dose", 5, because="BP", decided_by="Dov")
    assert fold(PLAN, [dose(), no_dose]).endings[0].because == "A dose was given, so the watching goes on"
    assert fold(PLAN, [no_dose, event("y", "left-against-advice", 6, **left)]).endings[1].stands


def test_leaving_counts_nothing_from_before_the_last_dose() -> None:
    checks = leaving_checks(100, PLAN)
    for again, passes in ((100.0, True), (100 + SECOND, False)):
        state = fold(PLAN, [BASELINE, dose(), *checks, dose("again", again), event("l", "look-in", 120)])
        assert {item: row(state, item).passes for item in ("sedation-gone", "oriented")} == {
            "sedation-gone": passes, "oriented": passes,
        }  # fmt: skip


def test_a_decision_about_one_row_releases_no_other() -> None:
    free = replace(PLAN, discharge=tuple(replace(r, releasable=True) for r in PLAN.discharge))
    high = observed("a", 100, heart_rate=130)
    yes = event("ok", "check", 100, item="vitals-acceptable", answer="yes")
    go = event("go", "prescriber-decision", 101, item="oriented", because="usual", by="Ingrid")
    assert row(fold(free, [BASELINE, dose(), high, yes, go]), "vitals-acceptable").status is RowStatus.HELD


def test_a_call_that_nobody_settled_holds_as_an_emergency_does() -> None:
    high = [observed(f"h{m}", m, systolic=185, diastolic=80) for m in (60, 70)]
    state = fold(PLAN, [*whole_session(PLAN), *high])
    (call,) = [a for a in state.alerts if a.open_tier is Tier.CALL]
    assert not state.endings[0].stands
    assert state.endings[0].because.endswith("this alert is not settled")
    silent = [e for e in whole_session(PLAN) if e.type != "discharged"]
    bye = event("bye", "discharged", 121, signed_by="Sam")
    settled = event("t", "alert-settled", 120, alert=call.cause, about=["h60", "h70"], how="Fell.")
    assert fold(PLAN, [*silent, *high, settled, bye]).endings[0].stands


def test_what_one_person_alone_says_of_a_dose_is_shown_as_disputed() -> None:
    alone = {"of": "dose", "because": "The clock ran on."}
    gone = fold(PLAN, [BASELINE, dose(), event("c", "correction", 31, **alone, entered_in_error=True)])
    earlier = fold(PLAN, [BASELINE, dose(), event("c", "correction", 31, **alone, true_at=text(-5))])
    assert [d.says for d in gone.given.disputed] == ["said never to have happened"]
    assert [d.says for d in earlier.given.disputed] == ["said to have been at 2026-10-06T09:55:00+00:00"]
    assert fold(PLAN, [BASELINE, dose(), event("c", "correction", 31, **alone, true_at=text(0))]).given.disputed == ()
