"""Generated histories keep the law: late, repeated and reordered events, one state; never a discharge too early."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.clinical.monitoring.stories import BASELINE, DOSE_AT, dose, event, leaving_checks, observed, plan, text

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.state import Phase
from openkap.clinical.monitoring.thresholds import MOMENTS, holds
from openkap.clinical.monitoring.transition import Session, fold, start, step

PLAN = plan()
minutes = st.integers(-30, 260)
values = st.fixed_dictionaries(
    {},
    optional={
        "systolic": st.integers(90, 215),
        "diastolic": st.integers(60, 130),
        "heart-rate": st.integers(40, 140),
        "oxygen-saturation": st.integers(85, 100),
        "moaa-s": st.integers(0, 5),
    },
).filter(bool)
symptoms = st.sampled_from([s.id for s in PLAN.symptoms])
people = st.sampled_from(["Sam", "Noor"])
instants = minutes.map(text)
causes = st.sampled_from([c for c, _ in PLAN.causes])
slots = st.sampled_from(["look-1", "peak", "pressure-2"])
rows = st.sampled_from([r.id for r in PLAN.discharge])
drug = st.just({"amount_mg": 28, "lot": "A"})


def fields(kind: str, others: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """What an event of a kind may carry."""
    ids = st.sampled_from(others or ["none"])
    late, seconded = {"true_at": instants}, {"true_at": instants, "witness": st.just("Dov"), "witness_at": instants}
    changes = (
        st.sampled_from([{"values": {"systolic": 150}}, {"entered_in_error": True}])
        | st.just({"witness": "Dov", "entered_in_error": True})
        | st.fixed_dictionaries(late)
        | st.fixed_dictionaries(seconded)
    )
    left = {"because": "b", "capacity": "yes", "risks_explained": "yes", "told": "Dov", "leaves_with": "Jo"}
    table: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "dose": drug,
        "infusion-started": drug,
        "infusion-ended": st.just({}),
        "baseline": st.fixed_dictionaries({"values": values}),
        "observation": st.fixed_dictionaries({"values": values}),
        "symptom": st.fixed_dictionaries({"symptom": symptoms}),
        "stop": st.just({"asked_by": "patient"}),
        "correction": st.builds(lambda of, change: {"of": of, "because": "slip", **change}, ids, changes),
        "alert-settled": st.fixed_dictionaries(
            {"alert": causes, "about": st.lists(ids, min_size=1, max_size=4), "how": st.just("seen")}
        ),
        "overdue": st.fixed_dictionaries(
            {"slot": st.sampled_from(["look-1", "peak", "pressure-2"]), "due_at": instants}
        ),
        "risk-raised": st.just({"risk": "r"}),
        "risk-resolved": st.just({"risk": "r", "level": "low", "plan": "plan", "done": "talked"}),
        "discharged": st.just({"signed_by": "Sam"}),
        "left-against-advice": st.just(left),
        "check": st.fixed_dictionaries(
            {"item": st.sampled_from([r.id for r in PLAN.discharge]), "answer": st.just("yes")}
        ),
        "prescriber-decision": st.just({"item": "pressure-before-dose", "because": "known"}),
    }
    return table[kind]


KINDS = ["dose", "dose", "observation", "observation", "correction", "correction", "infusion-started", "infusion-ended",
         "baseline", "symptom", "stop", "alert-settled", "overdue", "risk-raised", "risk-resolved", "discharged",
         "left-against-advice", "check", "prescriber-decision"]  # fmt: skip


@st.composite
def one_event(draw: st.DrawFn, id_: str, others: list[str]) -> Event:
    kind = draw(st.sampled_from(KINDS))
    minute, late = draw(minutes), draw(st.sampled_from([0, 0, 3, 30]))
    common = {"by": draw(people), "sequence": draw(st.integers(0, 2)), "recorded_at": text(minute + late)}
    return event(id_, kind, minute, **common, **draw(fields(kind, others)))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Events in an order of arrival that has nothing to do with the order at the bedside."""
    found: list[Event] = [BASELINE] if draw(st.booleans()) else []
    if draw(st.booleans()):
        leaves = draw(st.integers(100, 200))
        found += [
            dose(),
            observed("forty", 40, systolic=140, diastolic=80, heart_rate=70),
            *leaving_checks(leaves - 1, PLAN),
            event("bye", "discharged", leaves, signed_by="Sam"),
        ]
    for number in range(draw(st.integers(1, 14))):
        found.append(draw(one_event(f"e{number}", [e.id for e in found])))
    return draw(st.permutations(found))


def _stepped(events: list[Event]) -> list[Session]:
    session, after = start(PLAN), []
    for e in events:
        session = step(PLAN, session, e, e.recorded_at + timedelta(days=1))
        after.append(session)
    return after


def _raised(session: Session) -> set[tuple[str, str, str]]:
    return {(a.cause, t.rule, t.event_id) for a in session.state.alerts for t in a.triggers}


@given(histories(), st.randoms(use_true_random=False))
def test_the_state_is_a_function_of_the_set_of_events(events: list[Event], chance: Any) -> None:
    """HZ-27: a late, repeated or reordered event must lead to the same state."""
    shuffled = [*events, *events[: len(events) // 2]]
    chance.shuffle(shuffled)
    assert _stepped(shuffled)[-1].state == fold(PLAN, events)
    assert _stepped(events)[-1].state.as_json() == fold(PLAN, reversed(events)).as_json()


@given(histories())
def test_every_reading_that_meets_a_limit_raises_its_threshold(events: list[Event]) -> None:
    """HZ-27: no limit is passed over: each is held against each reading by itself, in the plainest words."""
    session = fold(PLAN, events)
    raised = {(t.rule, t.event_id) for a in session.alerts for t in a.triggers}
    for threshold in (t for t in PLAN.thresholds if t.apart is None and not t.symptoms):
        for reading in session.readings:
            same = [r for r in session.readings if r.measure == reading.measure]
            own = [r.value for r in same if r.before_dose and r.stood_for(reading)]
            judged = reading.before_dose in MOMENTS[threshold.moment]
            limits = [limit for limit in threshold.any if limit.measure == reading.measure]
            if judged and any(holds(limit, reading.value, own) for limit in limits):
                assert (threshold.id, reading.source_id) in raised


@given(histories())
def test_an_alert_once_raised_stays_and_its_tier_only_rises(events: list[Event]) -> None:
    """HZ-27: nothing that is kept later may take an alert away. An event arrives when it is kept."""
    events.sort(key=lambda e: e.recorded_at)
    raised: set[tuple[str, str, str]] = set()
    tiers: dict[str, int] = {}
    for session in _stepped(events):
        assert raised <= _raised(session)
        raised = _raised(session)
        now = {a.cause: a.tier.rank for a in session.state.alerts}
        assert all(now[cause] >= rank for cause, rank in tiers.items())
        tiers = now


@given(histories())
def test_nobody_is_discharged_before_two_hours_from_the_last_administration(events: list[Event]) -> None:
    """HZ-24: the two hours are counted from what was given, however the events arrive."""
    for session in _stepped(events):
        state = session.state
        if state.phase is not Phase.DISCHARGED:
            continue
        left = max(e.at for e in state.endings if e.stands and e.type == "discharged")
        ends = [a.ended_at for a in state.given.all]
        assert ends
        assert all(end is not None and left >= end + timedelta(minutes=120) for end in ends)
        struck = {e.text("of") for e in session.events if e.type == "correction" and e.text("witness")}
        untouched = [e.at for e in session.events if e.type == "dose" and e.id not in struck]
        assert all(left >= at + timedelta(minutes=120) for at in untouched)


@given(histories(), minutes)
def test_a_correction_by_one_person_never_opens_the_door_earlier(events: list[Event], minute: int) -> None:
    """HZ-25: earlier only with a second person's sign-in."""
    given_ids = [e.id for e in events if e.type in {"dose", "infusion-ended"}]
    before = fold(PLAN, events).earliest_discharge_at
    for id_ in given_ids:
        alone = event("c", "correction", 300, of=id_, because="slip", true_at=text(minute))
        after = fold(PLAN, [*events, alone]).earliest_discharge_at
        assert after is None or (before is not None and after >= before) or before is None


@given(histories(), minutes, minutes)
def test_two_people_open_it_never_before_120_minutes_after_the_later_time_they_attest(
    events: list[Event], one: int, two: int
) -> None:
    for id_ in [e.id for e in events if e.type == "dose"]:
        both = event(
            "c", "correction", 300, of=id_, because="slip", true_at=text(one), witness="Dov", witness_at=text(two)
        )
        after = fold(PLAN, [*events, both])
        if after.earliest_discharge_at is not None and any(a.event_id == id_ for a in after.given.all):
            assert after.earliest_discharge_at >= DOSE_AT + timedelta(minutes=max(one, two) + 120)


pressures = st.integers(90, 215)


@st.composite
def corrected_baselines(draw: st.DrawFn) -> tuple[int, int, int, list[Event]]:
    """A baseline, what it is corrected to and in which minute that is kept, and readings of any time, in any order."""
    wrong, right, kept = draw(pressures), draw(pressures), draw(st.integers(1, 60))
    found = [
        observed("base", -20, type_="baseline", systolic=wrong),
        dose(),
        event("fix", "correction", kept, of="base", because="misread", values={"systolic": right}),
    ]
    for number in range(draw(st.integers(1, 6))):
        at, late = draw(st.integers(1, 60)), draw(st.sampled_from([0, 0, 20]))
        found.append(observed(f"r{number}", at, recorded_at=text(at + late), systolic=draw(pressures)))
    return wrong, right, kept, draw(st.permutations(found))


@given(corrected_baselines())
def test_a_corrected_baseline_judges_what_is_kept_after_it_and_takes_nothing_back(
    history: tuple[int, int, int, list[Event]],
) -> None:
    """HZ-27: what was raised stays; a value that nobody believes any more raises nothing new."""
    wrong, right, kept, events = history
    found = fold(PLAN, events)
    rises = {t.event_id for a in found.alerts for t in a.triggers if t.rule == "pressure-rise"}
    for reading in (e for e in events if e.type == "observation"):
        judged_by = [right] if reading.recorded_at > DOSE_AT + timedelta(minutes=kept) else [right, wrong]
        value = reading.values()["systolic"]
        assert (reading.id in rises) is any(int(value) - own >= 40 for own in judged_by)


@given(corrected_baselines())
def test_what_was_raised_stays_when_the_baseline_is_corrected(history: tuple[int, int, int, list[Event]]) -> None:
    """HZ-27: at each moment everything raised before is still there."""
    raised: set[tuple[str, str, str]] = set()
    for session in _stepped(sorted(history[3], key=lambda e: e.recorded_at)):
        assert raised <= _raised(session)
        raised = _raised(session)
