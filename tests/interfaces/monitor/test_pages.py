"""The pages of a session: lists, leaving, endings, corrections, alerts, and what a room's tablet may do."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from tests.sessions import keep, minutes, observe, opened, ready_for_dose, ready_to_leave

from openkap.gateways import clock
from openkap.interfaces.components.pages import DEVICE_COOKIE
from openkap.records.accounts.device_services import open_room, register_device, set_pin
from openkap.records.accounts.models import Person
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.dosing import selectors
from openkap.records.dosing.models import DosingSession, SessionEvent
from openkap.records.patients.door import ReasonNeededError, patient_for
from openkap.records.patients.models import CareTeamMember
from openkap.records.safety.selectors import unresolved_risk

PIN = "730418"


@pytest.fixture
def session(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Dosed at minute 10, observed at 50."""
    found = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, found, now + minutes(5))
    keep(clinic.sam, found, "dose", now + minutes(10), amount_mg=56, lot="A12")
    observe(clinic.sam, found, now + minutes(50), systolic=150, diastolic=90, heart_rate=80)
    return found


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(Person.objects.get(id=actor.id))
    return client


@pytest.fixture
def tablet(clinic: SimpleNamespace, session: Any, now: datetime) -> Client:
    device, token = register_device(by=clinic.admin, label="Tablet 4", now=now)
    set_pin(by=clinic.sam, device_id=device.id, pin=PIN, now=now)
    open_room(by=clinic.sam, device_id=device.id, dosing_session_id=session.id, label="Room 4", now=now)
    client = Client()
    client.cookies[DEVICE_COOKIE] = token
    return client


def send(client: Client, session: Any, at: datetime, type_: str, **fields: Any) -> Any:
    document = {"id": str(uuid4()), "type": type_, "at": at.isoformat(), **fields}
    address = reverse("room-keep", args=[session.id])
    with clock.frozen(at):
        return client.post(address, json.dumps(document), content_type="application/json")


def post(client: Client, name: str, session: Any, at: datetime, *more: Any, **fields: Any) -> Any:
    with clock.frozen(at):
        return client.post(reverse(name, args=[session.id, *more]), fields, follow=True)


def text(client: Client, name: str, session: Any, at: datetime, *more: Any) -> str:
    with clock.frozen(at):
        answer = client.get(reverse(name, args=[session.id, *more]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_room_says_minute_gate_and_what_is_due(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    page = text(browser(clinic.sam), "room", session, now + minutes(57))
    assert 'data-minutes-since="2026-10-06' in page
    assert ">47</span>" in page
    assert "Leaves from <strong>13:10</strong>" in page
    assert "Peak window" in page
    assert "Ada Marsh" in page
    assert "Ada" not in page.split("</title>")[0]


def test_an_entry_is_kept_once_and_a_refusal_comes_in_words(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    client, at = browser(clinic.sam), now + minutes(60)
    answer = send(client, session, at, "observation", values={"systolic": 144, "diastolic": 88})
    assert (answer.status_code, set(answer.json())) == (200, {"kept", "number"})
    wrong = send(client, session, at, "observation", values={"systolic": 900})
    assert (wrong.status_code, "is not possible" in wrong.json()["refused"]) == (409, True)
    broken = client.post(reverse("room-keep", args=[session.id]), "[", content_type="application/json")
    assert (broken.status_code, "could not be read" in broken.json()["refused"]) == (400, True)
    assert client.get(reverse("room-keep", args=[session.id])).status_code == 405


def test_a_witness_cannot_be_written_into_an_entry(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    (dose,) = SessionEvent.objects.filter(type="dose")
    fields = {"of": str(dose.id), "because": "x", "true_at": now.isoformat(), "witness": "Dov"}
    answer = send(browser(clinic.sam), session, now + minutes(60), "correction", **fields)
    assert (answer.status_code, "signs in for themselves" in answer.json()["refused"]) == (409, True)


def test_another_site_finds_nothing(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    with clock.frozen(now + minutes(60)):
        for name in ("room-stream", *SHOWN):
            assert browser(clinic.wei).get(reverse(name, args=[session.id])).status_code == 404


def test_the_tablet_sees_its_room_alone_and_asks_a_person_for_what_is_signed(
    session: Any, tablet: Client, clinic: SimpleNamespace, now: datetime
) -> None:
    at = now + minutes(60)
    assert "Emergency" in text(tablet, "room", session, at)
    assert send(tablet, session, at, "look-in").status_code == 200
    assert send(tablet, session, at, "symptom", symptom="headache").status_code == 200
    refused = send(tablet, session, at, "alert-settled", alert="circulation", about=["x"], how="x")
    assert (refused.status_code, "needs a person" in refused.json()["refused"]) == (403, True)
    other = reverse("room", args=[uuid4()])
    with clock.frozen(at):
        assert tablet.get(other).status_code == 404
        assert tablet.get(reverse("board")).status_code == 302
        assert tablet.get(reverse("sessions", args=[session.patient_id])).status_code == 302
    (event,) = SessionEvent.objects.filter(type="symptom")
    answer = {"alert": "circulation", "about": str(event.id), "words": "passed", "answer": "settle"}
    wrong = post(tablet, "room-answer", session, at, **answer, signer=str(clinic.sam.id), pin="111213")
    assert "PIN was not accepted" in wrong.content.decode() or not SessionEvent.objects.filter(type="alert-settled")
    post(tablet, "room-answer", session, at, **answer, signer=str(clinic.sam.id), pin=PIN)
    assert SessionEvent.objects.get(type="alert-settled").by_label == "Sam"


def test_leaving_is_signed_only_when_nothing_is_missing(session: Any, clinic: SimpleNamespace, now: datetime) -> None:
    client = browser(clinic.sam)
    early = text(client, "before-leaving", session, now + minutes(100))
    assert "120 minutes from the last administration are not over" in early
    refused = post(client, "sign-leaving", session, now + minutes(100))
    assert "It cannot end this way yet" in refused.content.decode()
    ready_to_leave(clinic.sam, session, now + minutes(131))
    assert "Nothing is missing" in text(client, "before-leaving", session, now + minutes(132))
    done = post(client, "sign-leaving", session, now + minutes(132))
    assert "discharged" in done.content.decode()
    with clock.frozen(now + minutes(133)):
        paper = client.get(reverse("leaving-paper", args=[session.id]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_rows_are_answered_and_a_reason_for_what_was_not_taken_is_kept(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    client, at = browser(clinic.sam), now + minutes(131)
    post(client, "answer-row", session, at, item="drinks", answer="yes", list="leaving")
    post(client, "answer-row", session, at, slot="pressure-3", because="asleep", list="leaving")
    assert list(SessionEvent.objects.order_by("number").values_list("type", flat=True))[-2:] == ["check", "not-taken"]
    decision = {"item": "fasting", "decision": "go-ahead", "because": "a sip", "list": "before"}
    assert "Only a prescriber" in post(client, "answer-row", session, at, **decision).content.decode()
    post(browser(clinic.ingrid), "answer-row", session, at, **decision)
    assert SessionEvent.objects.get(type="prescriber-decision").by_label == "Ingrid"


@pytest.mark.parametrize(
    ("ending", "facts"),
    [
        ("left-against-advice", ("because", "capacity", "risks_explained", "told", "leaves_with")),
        ("transferred", ("to", "handed_to", "because")),
        ("died", ("certified_by", "told")),
    ],
)
def test_other_endings_need_their_facts(
    session: Any, clinic: SimpleNamespace, now: datetime, ending: str, facts: tuple[str, ...]
) -> None:
    client, at = browser(clinic.sam), now + minutes(70)
    for lacking in facts:
        said = {name: "said" for name in facts if name != lacking}
        answer = post(client, "end-otherwise", session, at, ending=ending, **said)
        assert "Nothing was saved" in answer.content.decode()
    post(client, "end-otherwise", session, at, ending=ending, **dict.fromkeys(facts, "said"))
    assert DosingSession.objects.get().phase == ending
    assert post(client, "end-otherwise", session, at, ending="party").status_code == 404


def app_code(person: Person) -> str:
    """The person sets up an authenticator app; the code it shows now."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[-1])))


def test_an_earlier_dose_time_needs_a_second_person_who_signs_in(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    client, at = browser(clinic.sam), now + minutes(80)
    (dose,) = SessionEvent.objects.filter(type="dose")
    noor = Person.objects.get(id=clinic.noor.id)
    noor.set_password("a long pass phrase of hers")
    noor.save()
    gate = DosingSession.objects.get().earliest_discharge_at
    alone = {"because": "clock was wrong", "at_time": "11:05"}
    assert "Say why" in post(client, "correct-entry", session, at, dose.id, at_time="11:05").content.decode()
    post(client, "correct-entry", session, at, dose.id, **alone)
    assert DosingSession.objects.get().earliest_discharge_at == gate
    both = {**alone, "witness": noor.email, "witness_time": "11:06"}
    wrong = post(client, "correct-entry", session, at, dose.id, **both, witness_password="guess")
    assert "was not accepted" in wrong.content.decode()
    both["witness_password"] = "a long pass phrase of hers"
    code = app_code(noor)
    for short in ({}, {"witness_code": "000000" if code != "000000" else "111111"}):
        refused = post(client, "correct-entry", session, at, dose.id, **both, **short)
        assert "was not accepted" in refused.content.decode()
    post(client, "correct-entry", session, at, dose.id, **both, witness_code=code)
    assert DosingSession.objects.get().earliest_discharge_at == now + minutes(126)
    assert SessionEvent.objects.filter(type="correction").count() == 2
    assert SessionEvent.objects.get(id=dose.id).document == dose.document


def test_a_value_is_corrected_and_the_original_stays_on_the_page(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    client, at = browser(clinic.sam), now + minutes(80)
    (event,) = SessionEvent.objects.filter(type="observation")
    assert (
        "Enter a number"
        in post(client, "correct-entry", session, at, event.id, because="typo", systolic="high").content.decode()
    )
    assert (
        "Nothing was changed yet"
        in post(client, "correct-entry", session, at, event.id, because="typo").content.decode()
    )
    assert (
        "is not a time"
        in post(client, "correct-entry", session, at, event.id, because="typo", at_time="noon").content.decode()
    )
    page = post(client, "correct-entry", session, at, event.id, because="typo", systolic="140").content.decode()
    assert "BP 150" in page
    assert "BP 140" in page
    (look,) = SessionEvent.objects.filter(type="opened")
    assert "not replaced" in text(client, "correct-entry", session, at, look.id)
    assert client.get(reverse("correct-entry", args=[session.id, UUID(int=1)])).status_code == 404


def test_the_board_lists_rooms_in_order_and_makes_few_queries(
    session: Any, clinic: SimpleNamespace, now: datetime, django_assert_max_num_queries: Any
) -> None:
    client = browser(clinic.noor)
    send(browser(clinic.sam), session, now + minutes(60), "symptom", symptom="chest-pain")
    with clock.frozen(now + minutes(60)), django_assert_max_num_queries(15):
        page = client.get(reverse("board")).content.decode()
    assert 'data-state="alert"' in page
    assert "Ada M." in page
    assert "own alarms stay on and come first" in page
    with clock.frozen(now + minutes(60)):
        wall = client.get(reverse("board") + "?wall").content.decode()
        assert "A. M." in wall
        assert "Ada" not in wall
        assert "stands here" in client.get(reverse("board") + "?show=mine").content.decode()


def test_opening_says_what_is_missing_and_opens_when_nothing_is(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.sessions import STANDS, order_with_go

    from openkap.records.consents import selectors as consents

    client = browser(clinic.sam)
    with clock.frozen(now):
        assert "No signed order for today" in client.get(reverse("sessions", args=[ada.id])).content.decode()
        order_with_go(clinic, ada, now)
        monkeypatch.setattr(consents, "standing_of", lambda *_: STANDS)
        answer = client.post(reverse("sessions", args=[ada.id]), {"room": "7"}, follow=True)
    assert "No dose yet" in answer.content.decode()
    assert selectors.open_sessions(clinic.sam).get().room == "7"


# guards HZ-30
def test_every_page_of_a_room_says_at_all_times_that_the_monitors_own_alarms_come_first(
    clinic: SimpleNamespace, session: Any, now: datetime
) -> None:
    client = browser(clinic.sam)
    with clock.frozen(now + minutes(51)):
        for name in ("room", "session-entries", "before-dose", "before-leaving", "end-otherwise", "room-live"):
            page = client.get(reverse(name, args=[session.id]))
            assert "own alarms stay on and come first" in page.content.decode(), name


def test_the_device_and_who_opens_it_are_with_the_person_that_day(
    clinic: SimpleNamespace, ada: Any, session: Any, now: datetime
) -> None:
    CareTeamMember.objects.filter(person_id=clinic.ingrid.id).delete()
    device, token = register_device(by=clinic.admin, label="Tablet 4", now=now)
    client = browser(clinic.ingrid)
    client.cookies[DEVICE_COOKIE] = token
    with clock.frozen(now):
        assert client.post(reverse("room-open", args=[session.id])).status_code == 302
    room = Actor(ActorKind.DEVICE, device.id, clinic.here.id, frozenset({"room"}), "Room 4")
    for holder in (clinic.ingrid, room):
        assert patient_for(holder, ada.id, "room", now) == ada
        with pytest.raises(ReasonNeededError):
            patient_for(holder, ada.id, "room", now + timedelta(days=1))


def test_a_colleague_outside_the_care_team_says_why_before_any_page_of_the_session(
    session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    CareTeamMember.objects.filter(person_id=clinic.noor.id).delete()
    client, first = browser(clinic.noor), SessionEvent.objects.filter(session=session)[0].id
    pages = [("correct-entry", first), *((name,) for name in SHOWN)]
    with clock.frozen(now + minutes(60)):
        for name, *more in pages:
            answer = client.get(reverse(name, args=[session.id, *more]))
            assert (name, answer.status_code, "/access/" in answer.get("Location", "")) == (name, 302, True)
        before = SessionEvent.objects.count()
        for name in ("room-answer", "answer-row", "sign-leaving", "room-keep"):
            assert client.post(reverse(name, args=[session.id])).status_code == 302
        assert SessionEvent.objects.count() == before


SHOWN = ("room", "room-live", "session-entries", "before-dose", "before-leaving", "end-otherwise", "session-ended",
         "leaving-paper", "session-risk",
         "already-given")  # fmt: skip


# guards HZ-19
def test_a_risk_is_resolved_on_the_tablet_by_the_person_who_confirms_themselves_and_frees_the_room_at_once(
    keyset: Path, session: Any, tablet: Client, clinic: SimpleNamespace, now: datetime
) -> None:
    at = now + minutes(60)
    send(tablet, session, at, "symptom", symptom="suicidal-thoughts")
    (risk,) = unresolved_risk(session.patient_id)
    assert "A risk waits for a clinician" in text(tablet, "room", session, at)
    said = {"alert": str(risk.id), "level": "low", "plan": "Stay; call at six.", "what_was_done": "Talked it through."}

    def tried(**more: str) -> str:
        answer = post(tablet, "session-risk", session, at, **{**said, **more})
        assert (answer.status_code, len(unresolved_risk(session.patient_id))) == (422, 1)
        return str(answer.content.decode())

    assert "say who you are" in tried()
    wrong = tried(signer=str(clinic.sam.id), pin="111213")
    assert "PIN was not accepted" in wrong
    assert "Talked it through." in wrong, "what was typed is still there"
    sam = {"signer": str(clinic.sam.id), "pin": PIN}
    assert "Until then the alert stays open" in tried(**sam, plan=" ")
    assert "Value" in tried(**sam, level="fine")
    assert "not of the person in this room" in tried(**sam, alert=str(uuid4()))
    done = post(tablet, "session-risk", session, at, **said, **sam)
    assert (done.status_code, unresolved_risk(session.patient_id)) == (200, [])
    event = SessionEvent.objects.get(session=session, type="risk-resolved")
    assert (event.document["by"], event.document["level"]) == ("Sam", "low")
    assert "A risk waits for a clinician" not in text(tablet, "room", session, at)
    again = post(tablet, "session-risk", session, at, **said, **sam)
    assert (again.status_code, "resolved already" in again.content.decode()) == (422, True)


def test_what_was_recorded_about_a_risk_elsewhere_reaches_the_room_by_the_watcher(
    keyset: Path, session: Any, clinic: SimpleNamespace, now: datetime
) -> None:
    from openkap.records.audit.acting import system
    from openkap.records.dosing.watching import watch
    from openkap.records.safety.services import resolve

    keep(clinic.sam, session, "symptom", now + minutes(60), symptom="suicidal-thoughts")
    (risk,) = unresolved_risk(session.patient_id)
    resolve(by=clinic.noor, alert_id=risk.id, level="low", plan="x", what_was_done="y", now=now + minutes(61))
    watch(system("watcher"), now + minutes(61))
    watch(system("watcher"), now + minutes(61))
    session.refresh_from_db()
    assert session.snapshot["risks"] == []
    assert SessionEvent.objects.filter(session=session, type="risk-resolved").count() == 1


# guards HZ-34
def test_drug_that_was_given_all_the_same_is_recorded_by_a_person_with_the_reason_and_watched(
    session: Any, tablet: Client, clinic: SimpleNamespace, now: datetime
) -> None:
    at = now + minutes(30)
    send(tablet, session, at, "stop", asked_by="patient")
    said = {"amount_mg": "28", "lot": "A12", "because": "It was in the nose when she said stop.", "at_time": "11:29"}
    sam = {"signer": str(clinic.sam.id), "pin": PIN}
    for wrong, words in (
        (said, "say who you are"),
        ({**said, **sam, "because": " "}, "Enter why it was given"),
        ({**said, **sam, "amount_mg": "one"}, "is not an amount"),
        ({**said, **sam, "amount_mg": "-5"}, "zero or more"),
        ({**said, **sam, "at_time": "25:00"}, "is not a time"),
    ):
        answer = post(tablet, "already-given", session, at, **wrong)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert SessionEvent.objects.filter(type="dose").count() == 1
    post(tablet, "already-given", session, at, **said, **sam)
    dose = SessionEvent.objects.filter(type="dose").order_by("number").last()
    assert dose is not None
    assert (dose.by_label, dose.happened_at) == ("Sam", now + minutes(29))
    assert DosingSession.objects.get().earliest_discharge_at == now + minutes(149)
    assert "It was in the nose when she said stop." in text(tablet, "session-entries", session, at)
