"""A dose at home from the switch to the check-in afterwards; each gate is seen open and shut."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.athome import PRODUCT, gave, sign

from openkap.clinical.facts import Fact
from openkap.records.audit.acting import system
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.consents import selectors as consent_selectors
from openkap.records.consents.services import withdraw_consent
from openkap.records.dosing.services import open_session
from openkap.records.home import reports, selectors, services
from openkap.records.home.models import HomeSession
from openkap.records.home.reports import After, Before
from openkap.records.home.watching import watch
from openkap.records.patients.selectors import under_effect
from openkap.records.patients.services import record_fact
from openkap.records.safety.models import SafetyAlert
from openkap.records.safety.services import resolve
from openkap.records.treatment.homeswitch import close_switch, home_closed, home_protocols
from openkap.records.treatment.models import Order, Plan
from openkap.records.treatment.services import give_go, hold_order
from openkap.records.treatment.standing import standing_order

pytestmark = pytest.mark.django_db
WELL = Before(True, True, True, 128, 82, timedelta(0))
FINE = After(True, 131, 84, "none", "", 0)
HOUR = timedelta(hours=1)


def order(clinic: SimpleNamespace, plan: Plan, now: datetime, **changed: Any) -> HomeSession:
    given = {"for_on": now.date(), "address": "4 Mill Lane, Bend", "emergency_number": "911", "reason": "As planned."}
    return services.order_for_home(by=clinic.ingrid, plan_id=plan.id, now=now, **(given | changed))


@pytest.fixture
def ordered(clinic: SimpleNamespace, prepared: Plan, covered: object, now: datetime) -> HomeSession:
    return order(clinic, prepared, now)


@pytest.fixture
def released(clinic: SimpleNamespace, ordered: HomeSession, herself: Any, now: datetime) -> HomeSession:
    reports.report_before(by=herself, session_id=ordered.id, answers=WELL, now=now)
    services.release_dose(by=clinic.ingrid, session_id=ordered.id, now=now)
    return ordered


def signals(patient: Any) -> list[tuple[str, str]]:
    return list(SafetyAlert.objects.filter(patient=patient).order_by("opened_at").values_list("signal", "urgency"))


# guards HZ-60
@pytest.mark.usefixtures("in_oregon")
def test_the_switch_is_off_until_two_sign_and_either_closes_it(clinic: SimpleNamespace, now: datetime) -> None:
    (protocol,) = home_protocols()
    today = now.date()
    assert home_closed(protocol, clinic.here, today)
    sign(clinic.dov, "director", now)
    sign(clinic.dov, "prescriber", now)  # the same person in the other role opens nothing
    assert home_closed(protocol, clinic.here, today)
    sign(clinic.ingrid, "prescriber", now + HOUR)
    assert home_closed(protocol, clinic.here, today) == []
    assert home_closed(protocol, clinic.here, date(2026, 12, 2))
    assert home_closed(protocol, clinic.there, today), "another site signs for itself"
    close_switch(by=clinic.ingrid, protocol_id=protocol.pin.id, role="prescriber", because="Board.", now=now + 2 * HOUR)
    assert home_closed(protocol, clinic.here, today)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"valid_until": date(2027, 1, 1)}, "when the legal window ends"),
        ({"valid_until": date(2026, 10, 5)}, "from today"),
        ({"place": " "}, "whose own law"),
        ({"law": "Looked."}, "what was looked at"),
    ],
)
@pytest.mark.usefixtures("in_oregon")
def test_a_signature_says_where_until_when_and_why(
    clinic: SimpleNamespace, now: datetime, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        sign(clinic.dov, "director", now, **changed)
    with pytest.raises(NotAllowedError):
        sign(clinic.ingrid, "director", now)


def test_where_no_law_is_on_file_there_is_nothing_to_sign(clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="nothing to switch on"):
        sign(clinic.dov, "director", now)


# guards HZ-60
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("nobody", "No companion is named"),
        ("untrained", "was not shown"),
        ("substance", "stands on record"),
        ("higher", "above the 40 mg of the last session"),
        ("consent", "was withdrawn"),
        ("closed", "has not allowed doses at home"),
    ],
)
def test_each_gate_alone_keeps_a_dose_from_being_ordered(
    clinic: SimpleNamespace, ada: Any, prepared: Plan, herself: Any, now: datetime, spoil: str, words: str
) -> None:
    if spoil == "nobody":
        services.end_companion(by=clinic.sam, patient_id=ada.id, because="Moved away.", now=now + HOUR)
    elif spoil == "untrained":
        draft = services.CompanionDraft("Cy", "1", 30, ("call",))
        services.train_companion(by=clinic.sam, patient_id=ada.id, draft=draft, now=now + HOUR)
    elif spoil == "substance":
        fact = Fact("substance-use-disorder", True, now, "interview", asserted_by="Ingrid", status="active")
        record_fact(by=clinic.ingrid, patient_id=ada.id, fact=fact, now=now)
    elif spoil == "higher":
        gave(clinic, ada, now - HOUR, "40", "session:c")
    elif spoil == "consent":
        asked = consent_selectors.latest(ada.id, "ketamine-at-home", now)
        assert asked
        withdraw_consent(by=herself, consent_id=asked.consent.id, words="", now=now)
    else:
        close_switch(by=clinic.dov, protocol_id="ketamine-at-home", role="director", because="New law.", now=now)
    with pytest.raises(RefusedError, match=words):
        order(clinic, prepared, now + 2 * HOUR)
    assert not Order.objects.exists(), "nothing is half kept"


def test_when_every_gate_is_open_one_dose_is_ordered_and_no_second(
    clinic: SimpleNamespace, prepared: Plan, ordered: HomeSession, now: datetime
) -> None:
    assert ordered.order.place == "home"
    with pytest.raises(RefusedError, match="check-in after the last session"):
        order(clinic, prepared, now, for_on=(now + timedelta(days=7)).date())


# guards HZ-60
def test_a_home_order_opens_no_room_and_takes_no_go_of_the_clinic(
    clinic: SimpleNamespace, ada: Any, ordered: HomeSession, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="ordered to be taken at home"):
        give_go(by=clinic.ingrid, order_id=ordered.order_id, now=now)
    with pytest.raises(RefusedError, match="for a dose at home"):
        open_session(by=clinic.sam, patient_id=ada.id, room="2", now=now)


# guards HZ-60
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"companion_present": None}, "No companion is there"),
        ({"companion_present": False}, "No companion is there"),
        ({"address_here": None}, "address for an ambulance"),
        ({"nothing_taken": None}, "alcohol or sedative"),
        ({"systolic": None}, "Blood pressure is not known"),
        ({"measured_ago": None}, "Blood pressure is not known"),
        ({"measured_ago": timedelta(minutes=40)}, "from the last 30 minutes"),
    ],
)
def test_each_gap_in_the_check_in_alone_keeps_the_release(
    clinic: SimpleNamespace, ordered: HomeSession, herself: Any, now: datetime, changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(RefusedError, match="No companion is there"):
        services.release_dose(by=clinic.ingrid, session_id=ordered.id, now=now)
    reports.report_before(by=herself, session_id=ordered.id, answers=replace(WELL, **changed), now=now)
    with pytest.raises(RefusedError, match=words):
        services.release_dose(by=clinic.ingrid, session_id=ordered.id, now=now)
    reports.report_before(by=herself, session_id=ordered.id, answers=WELL, now=now)
    with pytest.raises(NotAllowedError):
        services.release_dose(by=clinic.sam, session_id=ordered.id, now=now)
    services.release_dose(by=clinic.ingrid, session_id=ordered.id, now=now)
    standing = standing_order(ordered.patient_id, ordered.order.for_on)
    assert standing is not None
    assert (standing.order.id, standing.go_stands) == (ordered.order_id, True)


# guards HZ-60
def test_a_high_pressure_calls_the_clinic_and_releases_nothing(
    clinic: SimpleNamespace, ada: Any, ordered: HomeSession, herself: Any, now: datetime
) -> None:
    reports.report_before(by=herself, session_id=ordered.id, answers=replace(WELL, systolic=141), now=now)
    assert signals(ada) == [("home-pressure", "urgent")]
    with pytest.raises(RefusedError, match="above 140/90"):
        services.release_dose(by=clinic.ingrid, session_id=ordered.id, now=now)
    reports.report_before(by=herself, session_id=ordered.id, answers=WELL, now=now)
    with pytest.raises(RefusedError, match="risk alert"):  # until somebody has spoken with her
        services.release_dose(by=clinic.ingrid, session_id=ordered.id, now=now)


# guards HZ-60
def test_a_released_dose_may_be_taken_until_the_pressure_grows_old(
    clinic: SimpleNamespace, ada: Any, released: HomeSession, herself: Any, now: datetime
) -> None:
    def against(at: datetime) -> tuple[str, ...]:
        dose = selectors.dose_at_home(ada.id, released.id)
        assert dose
        return reports.refusals_to_take(dose, at)

    assert against(now + timedelta(minutes=30)) == ()
    assert "lapsed" in against(now + timedelta(minutes=31))[0]
    hold_order(by=clinic.sam, order_id=released.order_id, reason="She called.", now=now)
    assert against(now) == ("It was not released.",)
    reports.report_taken(by=herself, session_id=released.id, now=now)
    assert signals(ada) == [("home-dose-against", "emergency")], "what happened is kept, and somebody is called"
    assert under_effect(ada.id)


# guards HZ-60
def test_a_switch_that_closes_stops_what_was_ordered_and_what_was_released(
    clinic: SimpleNamespace, ada: Any, released: HomeSession, now: datetime
) -> None:
    close_switch(by=clinic.dov, protocol_id="ketamine-at-home", role="director", because="New law.", now=now)
    with pytest.raises(RefusedError, match="has not allowed doses at home"):
        services.release_dose(by=clinic.ingrid, session_id=released.id, now=now)
    dose = selectors.dose_at_home(ada.id, released.id)
    assert dose
    assert "This site has not allowed" in " ".join(reports.refusals_to_take(dose, now))


def test_a_whole_dose_begins_and_ends_the_effect_and_lets_the_next_be_ordered(
    clinic: SimpleNamespace, ada: Any, prepared: Plan, released: HomeSession, herself: Any, now: datetime
) -> None:
    reports.report_taken(by=herself, session_id=released.id, now=now)
    assert under_effect(ada.id)
    with pytest.raises(RefusedError, match="too early to ask"):
        reports.report_after(by=herself, session_id=released.id, answers=FINE, now=now + HOUR)
    reports.report_after(by=herself, session_id=released.id, answers=FINE, now=now + 2 * HOUR)
    assert not under_effect(ada.id)
    assert signals(ada) == []
    later = now + timedelta(days=7)
    with pytest.raises(RefusedError, match="Suicide risk has not been asked"):
        order(clinic, prepared, now + 3 * HOUR, for_on=later.date())
    from openkap.records.assessments.services import record_rating

    record_rating(by=clinic.sam, patient=ada, instrument="asq", answers=dict.fromkeys(["q1", "q2", "q3", "q4"], 0),
                  now=now + 3 * HOUR)  # fmt: skip
    assert order(clinic, prepared, now + 4 * HOUR, for_on=later.date())
    product_doses = selectors.facts_of_codes(ada.id, ("dose-given",), now + 4 * HOUR)
    assert [d.source.startswith("home-session:") for d in product_doses if d.coding.endswith(PRODUCT)][-1]


@pytest.mark.parametrize(
    ("changed", "signal", "words"),
    [
        ({"as_before": False}, "home-not-recovered", "check-in after the last session"),
        ({"effects": "worrying"}, "home-effect", ""),
        ({"systolic": 165}, "home-pressure", ""),
        ({"systolic": None}, "", "Blood pressure after the last session"),
        ({"left": None}, "", "has not been counted"),
        ({"left": 1}, "", "has not come back"),
    ],
)
def test_what_came_back_calls_somebody_or_holds_the_next(
    clinic: SimpleNamespace, ada: Any, prepared: Plan, released: HomeSession, herself: Any, now: datetime,
    changed: dict[str, Any], signal: str, words: str,
) -> None:  # fmt: skip
    reports.report_taken(by=herself, session_id=released.id, now=now)
    later = now + 2 * HOUR
    reports.report_after(by=herself, session_id=released.id, answers=replace(FINE, **changed), now=later)
    assert [s for s, _ in signals(ada)] == ([signal] if signal else [])
    missing = " ".join(selectors.missing_to_order(ada, prepared, released.order.dose_mg, later))
    assert words in missing
    assert under_effect(ada.id) is (changed.get("as_before") is False)


# guards HZ-61
@pytest.mark.parametrize(
    ("taken", "late", "expected"),
    [
        (True, timedelta(hours=4), [("home-check-in-missing", "urgent")]),
        (False, timedelta(hours=4, minutes=30), [("home-check-in-missing", "urgent")]),
        (True, timedelta(hours=24), [("home-check-in-missing", "urgent"), ("home-silence", "emergency")]),
    ],
)
def test_silence_calls_cover_once(
    ada: Any, released: HomeSession, herself: Any, now: datetime, mail: list[Any], taken: bool, late: timedelta,
    expected: list[tuple[str, str]],
) -> None:  # fmt: skip
    if taken:
        reports.report_taken(by=herself, session_id=released.id, now=now)
    watch(system("watcher"), now + late - timedelta(minutes=1))
    assert ("home-check-in-missing", "urgent") not in signals(ada) or len(expected) == 2
    for _ in range(2):
        watch(system("watcher"), now + late)
    assert sorted(signals(ada)) == sorted(expected)


# guards HZ-61
def test_a_silence_that_somebody_dealt_with_calls_no_second_time(
    clinic: SimpleNamespace, ada: Any, released: HomeSession, herself: Any, now: datetime
) -> None:
    reports.report_taken(by=herself, session_id=released.id, now=now)
    watch(system("watcher"), now + 5 * HOUR)
    resolve(by=clinic.ingrid, alert_id=SafetyAlert.objects.get().id, level="none", plan="None.", what_was_done="Rang.",
            now=now + 5 * HOUR)  # fmt: skip
    watch(system("watcher"), now + 6 * HOUR)
    assert len(signals(ada)) == 1


# guards HZ-61
def test_a_check_in_silences_the_watch_and_an_unanswered_day_does_not(
    clinic: SimpleNamespace, ada: Any, ordered: HomeSession, now: datetime
) -> None:
    watch(system("watcher"), now + timedelta(hours=12))
    assert signals(ada) == []
    watch(system("watcher"), now + timedelta(hours=14))  # past midnight at the site
    assert signals(ada) == [("home-check-in-missing", "same-day")]
    reports.report_not_taken(by=clinic.sam, session_id=ordered.id, words="Rang her.", now=now + timedelta(hours=15))
    resolve(by=clinic.ingrid, alert_id=SafetyAlert.objects.get().id, level="none", plan="None.", what_was_done="Rang.",
            now=now + timedelta(hours=15))  # fmt: skip
    watch(system("watcher"), now + timedelta(days=2))
    assert len(signals(ada)) == 1


def test_a_dose_that_was_not_taken_comes_back_before_the_next(
    clinic: SimpleNamespace, ada: Any, prepared: Plan, ordered: HomeSession, herself: Any, now: datetime
) -> None:
    reports.report_not_taken(by=herself, session_id=ordered.id, words="A cold.", now=now)
    later = now + timedelta(days=1)
    assert "come back" in " ".join(selectors.missing_to_order(ada, prepared, ordered.order.dose_mg, later))
    back = After(True, None, None, "none", "Brought it back.", 0)
    reports.report_after(by=clinic.sam, session_id=ordered.id, answers=back, now=later)
    assert selectors.missing_to_order(ada, prepared, ordered.order.dose_mg, later) == ()


def test_trouble_calls_at_once_and_asks_nothing(ada: Any, released: HomeSession, herself: Any, now: datetime) -> None:
    reports.report_trouble(by=herself, session_id=released.id, now=now)
    alert = SafetyAlert.objects.get(patient=ada)
    assert (alert.signal, alert.urgency) == ("home-trouble", "emergency")
    assert "Bea Marsh" in alert.because
    assert "4 Mill Lane" in alert.because
