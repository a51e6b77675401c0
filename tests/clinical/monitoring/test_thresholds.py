"""Every threshold and symptom of every plan fires at its number, not beside it, and can be answered and silenced."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from tests.clinical.monitoring.stories import BASELINE, dose, event, observed, plan, text

from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.plan import Compare, Limit, Moment, MonitoringPlan, Threshold, Tier
from openkap.clinical.monitoring.transition import fold
from openkap.content import catalogue

PLANS: list[MonitoringPlan] = [e.value for e in catalogue.entries("monitoring")]
OWN = {"systolic": 128, "diastolic": 82, "heart-rate": 70, "oxygen-saturation": 98, "respiratory-rate": 14, "moaa-s": 5}


def limits() -> Iterator[tuple[MonitoringPlan, Threshold, Limit]]:
    for watched in PLANS:
        for threshold in watched.thresholds:
            for limit in threshold.any:
                yield watched, threshold, limit


def edges(limit: Limit) -> tuple[Decimal, Decimal]:
    """The nearest value that meets a limit, and the nearest that does not."""
    own, one = Decimal(OWN[limit.measure]), Decimal(1)
    assert isinstance(limit.value, Decimal)
    v = limit.value
    return {
        Compare.ABOVE: (v + one, v),
        Compare.AT_LEAST: (v, v - one),
        Compare.BELOW: (v - one, v),
        Compare.AT_MOST: (v, v + one),
        Compare.RISE_ABOVE: (own + v + one, own + v),
        Compare.RISE_AT_LEAST: (own + v, own + v - one),
        Compare.FALL_AT_LEAST: (own - v, own - v + one),
    }[limit.compare]


def story(threshold: Threshold, limit: Limit, value: Decimal) -> list[Event]:
    before = threshold.moment is Moment.BEFORE_DOSE
    kind, minute = ("baseline", -10.0) if before else ("observation", 20.0)
    found = [BASELINE, dose(), observed("a", minute, type_=kind, **{limit.measure: value})]
    if threshold.apart:
        later = minute + threshold.apart.total_seconds() / 60
        found.append(observed("b", later, type_=kind, **{limit.measure: value}))
    if threshold.symptoms:
        found.append(event("s", "symptom", minute + 5, symptom=threshold.symptoms[0]))
    return found


def rules(watched: MonitoringPlan, events: list[Event]) -> set[str]:
    return {t.rule for a in fold(watched, events).alerts for t in a.triggers}


@pytest.mark.parametrize(("watched", "threshold", "limit"), list(limits()), ids=lambda x: getattr(x, "id", ""))
def test_a_threshold_fires_at_its_number_and_not_beside_it(
    watched: MonitoringPlan, threshold: Threshold, limit: Limit
) -> None:
    meets, misses = edges(limit)
    assert threshold.id in rules(watched, story(threshold, limit, meets))
    alone = story(threshold, limit, misses)
    if limit.compare not in {Compare.RISE_ABOVE, Compare.RISE_AT_LEAST, Compare.FALL_AT_LEAST}:
        alone = [e for e in alone if e.id != "base"]  # its own baseline must not meet another limit of the same rule
    assert threshold.id not in rules(watched, alone)


@pytest.mark.parametrize(("watched", "threshold", "limit"), list(limits()), ids=lambda x: getattr(x, "id", ""))
def test_its_alert_can_be_owned_silenced_and_settled(
    watched: MonitoringPlan, threshold: Threshold, limit: Limit
) -> None:
    events = story(threshold, limit, edges(limit)[0])
    alert = next(a for a in fold(watched, events).alerts if a.cause == threshold.cause)
    assert alert.open_tier is not None
    assert alert.tier.rank >= threshold.tier.rank
    about = sorted({t.event_id for t in alert.open})
    answers = [
        event("own", "alert-owned", 30, alert=alert.cause, owner="Sam"),
        event("quiet", "alert-silenced", 31, alert=alert.cause, about=about, because="with the person", until=text(40)),
    ]
    quiet = next(a for a in fold(watched, [*events, *answers]).alerts if a.cause == threshold.cause)
    assert (quiet.owner, quiet.silenced_because, quiet.open_tier) == ("Sam", "with the person", alert.open_tier)
    settle = event("done", "alert-settled", 32, alert=alert.cause, about=about, how="pressure is falling")
    settled = next(a for a in fold(watched, [*events, *answers, settle]).alerts if a.cause == threshold.cause)
    assert settled.open_tier is None
    assert settled.tier is alert.tier
    assert settled.triggers == alert.triggers


@pytest.mark.parametrize("watched", PLANS, ids=lambda p: p.pin.id)
def test_every_symptom_raises_its_alert(watched: MonitoringPlan) -> None:
    for symptom in watched.symptoms:
        state = fold(watched, [dose(), event("s", "symptom", 5, symptom=symptom.id)])
        assert [(a.cause, a.tier) for a in state.alerts] == [(symptom.cause, symptom.tier)]
        assert bool(state.risks) is symptom.risk


def test_twice_means_five_minutes_apart_and_not_the_same_value_corrected() -> None:
    high = {"systolic": 185}
    near = [dose(), observed("a", 20, **high), observed("b", 24, **high)]
    assert rules(plan(), near) == {"pressure-high"}
    corrected = [
        dose(),
        observed("a", 20, **high),
        event("c", "correction", 30, of="a", because="x", values={"systolic": 190}),
    ]
    assert rules(plan(), corrected) == {"pressure-high"}
    assert "pressure-high-twice" in rules(plan(), [*near, observed("c", 25, **high)])
    assert "pressure-high-twice" not in rules(plan(), [dose(), observed("a", 20, **high), observed("b", 81, **high)])


def test_a_symptom_far_from_the_reading_says_nothing_about_it() -> None:
    far = [BASELINE, dose(), observed("a", 20, systolic=190), event("s", "symptom", 51, symptom="headache")]
    assert "hypertensive-emergency" not in rules(plan(), far)


def test_a_rise_is_unknown_without_a_value_of_ones_own() -> None:
    assert rules(plan(), [dose(), observed("a", 20, systolic=175, oxygen_saturation=95)]) == set()


# guards HZ-36
def test_a_symptom_outranks_a_number_on_the_one_card_of_its_cause() -> None:
    events = [
        BASELINE,
        dose(),
        observed("a", 20, systolic=185),
        event("s", "symptom", 19, symptom="chest-pain"),
        observed("b", 26, systolic=186),
    ]
    (alert,) = fold(plan(), events).alerts
    assert alert.leading.symptom
    assert alert.tier is Tier.EMERGENCY
    assert alert.leading.words.startswith("Chest pain with Systolic pressure 186 mmHg")


def test_a_new_reading_opens_a_settled_alert_again_and_ends_its_silence() -> None:
    events = [dose(), observed("a", 20, heart_rate=45)]
    events.append(event("q", "alert-silenced", 21, alert="heart-rate", about=["a"], because="known", until=text(30)))
    (alert,) = fold(plan(), events).alerts
    assert alert.silenced_until is not None
    (alert,) = fold(plan(), [*events, observed("b", 22, heart_rate=44)]).alerts
    assert alert.silenced_until is None
    settled = [*events, event("d", "alert-settled", 23, alert="heart-rate", about=["a"], how="athlete")]
    (alert,) = fold(plan(), [*settled, observed("b", 22, heart_rate=44)]).alerts
    assert [t.event_id for t in alert.open] == ["b"]


# guards HZ-27
def test_a_value_that_arrives_late_raises_now_and_is_marked() -> None:
    late = observed("a", 20, heart_rate=45, recorded_at=text(60))
    (alert,) = fold(plan(), [dose(), late]).alerts
    assert alert.late
    assert alert.open[0].late
    (prompt,) = fold(plan(), [dose(), observed("a", 20, heart_rate=45, recorded_at=text(25))]).alerts
    assert not prompt.late


def test_a_corrected_value_leaves_its_alert_and_keeps_both_values() -> None:
    fix = event("c", "correction", 22, of="a", because="typed wrong", values={"heart-rate": 75})
    state = fold(plan(), [dose(), observed("a", 20, heart_rate=45), fix])
    assert [(str(r.value), r.current) for r in state.readings] == [("45", False), ("75", True)]
    assert state.alerts[0].open_tier is Tier.CALL


# guards HZ-34
def test_drug_after_stop_and_a_call_for_help_raise_alerts() -> None:
    state = fold(plan(), [dose(), event("stop", "stop", 3, asked_by="patient"), dose("more", 5)])
    assert [(a.cause, a.tier) for a in state.alerts] == [("after-stop", Tier.CALL)]
    assert len(state.given.all) == 2
    help_ = fold(plan(), [dose(), event("h", "emergency", 3), event("i", "emergency", 4, because="Not rousable")])
    assert [t.words for t in help_.alerts[0].triggers] == ["Help was called. Go to the room.", "Not rousable"]


# guards HZ-26
def test_silence_becomes_an_event_and_settles_when_the_value_comes_or_its_reason() -> None:
    missing = event("o", "overdue", 46, slot="peak", due_at=text(40))
    waiting = fold(plan(), [dose(), missing]).alerts[0]
    assert (waiting.cause, waiting.open_tier) == ("overdue", Tier.CALL)
    came = fold(plan(), [dose(), missing, observed("a", 47, systolic=120, diastolic=80, heart_rate=70)]).alerts[0]
    assert (came.open_tier, came.tier) == (None, Tier.CALL)
    told = fold(plan(), [dose(), missing, event("n", "not-taken", 47, slot="peak", because="asleep")]).alerts[0]
    assert told.open_tier is None
    look = fold(plan(), [dose(), event("o", "overdue", 16, slot="look-1", due_at=text(10))]).alerts[0]
    assert look.tier is Tier.NOTICE
    assert "Oxygen saturation" in look.leading.words
    strange = fold(plan(), [dose(), event("o", "overdue", 16, slot="x", due_at=text(10))]).alerts[0]
    assert strange.leading.words.startswith("An observation")


# guards HZ-27
def test_a_value_kept_after_the_answer_opens_the_emergency_that_the_symptom_alone_was_not() -> None:
    pain = event("s", "symptom", 50, symptom="chest-pain")
    done = event("d", "alert-settled", 52, alert="circulation", about=["s"], how="reflux")
    quiet = event("q", "alert-silenced", 53, alert="circulation", about=["s"], because="seen", until=text(90))
    high = observed("high", 45, recorded_at=text(60), systolic=185)
    (alert,) = fold(plan(), [BASELINE, dose(), pain, done]).alerts
    assert alert.open_tier is None
    (alert,) = fold(plan(), [BASELINE, dose(), pain, done, quiet, high]).alerts
    assert (alert.open_tier, alert.silenced_until) == (Tier.EMERGENCY, None)
    assert "hypertensive-emergency" in {t.rule for t in alert.open}
    assert "chest-pain" not in {t.rule for t in alert.open}
    again = event("d2", "alert-settled", 60, alert="circulation", about=["s", "high"], how="treated")
    assert fold(plan(), [BASELINE, dose(), pain, done, high, again]).alerts[0].open_tier is None
    mended = event("c", "correction", 55, of="a", because="misread", values={"systolic": 190})
    (alert,) = fold(plan(), [BASELINE, dose(), observed("a", 45, systolic=150), pain, done, mended]).alerts
    assert alert.open_tier is Tier.EMERGENCY
