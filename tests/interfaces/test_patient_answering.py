"""The patient's pages: one page for every bad link, nothing kept by browsers, no earlier answer ever shown."""

import json
import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from openkap.gateways import clock
from openkap.records.assessments import links, selectors
from openkap.records.assessments.models import Answer
from openkap.records.patients.models import PatientFact
from openkap.records.safety import selectors as safety

pytestmark = pytest.mark.usefixtures("mail")
BORN = {"day": "2", "month": "5", "year": "1984"}
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Any:
    with clock.frozen(now):
        yield


@pytest.fixture
def sent(ada: Any, clinic: SimpleNamespace, covered: object, now: datetime) -> links.Sent:
    return links.assign(
        by=clinic.noor, patient=ada, instruments=("phq-9", "gad-7"), good_for=WEEK, with_code=True, now=now
    )


@pytest.fixture
def opened(client: Client, sent: links.Sent) -> Client:
    answer = client.post(f"/q/{sent.token}", BORN)
    assert (answer.status_code, answer["Location"]) == (302, "/answer/")
    return client


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found
    return found[1]


def post(client: Client, item: str, value: int | None) -> Any:
    page = client.get("/answer/")
    data = {name: hidden(page, name) for name in ("proof", "response", "nonce", "at")} | {"item": item}
    return client.post("/answer/", data | ({item: str(value)} if value is not None else {}))


def save(client: Client, *taps: dict[str, Any], proof: str | None = None) -> Any:
    page = client.get("/answer/")
    body = {"response": hidden(page, "response"), "answers": list(taps)}
    given = hidden(page, "proof") if proof is None else proof
    return client.post("/answer/save", json.dumps(body), content_type="application/json", headers={"X-Proof": given})


def tap(item: str, value: Any, now: datetime) -> dict[str, Any]:
    return {"id": str(uuid4()), "item": item, "value": value, "at": now.timestamp() * 1000}


def test_wrong_old_revoked_locked_and_foreign_links_are_one_page(
    client: Client, sent: links.Sent, clinic: SimpleNamespace, now: datetime
) -> None:
    unknown = client.get("/q/no-such-link")
    pages = {unknown.content}
    with clock.frozen(now + WEEK):
        pages.add(client.get(f"/q/{sent.token}").content)
    for _ in range(5):
        client.post(f"/q/{sent.token}", {"day": "1", "month": "1", "year": "1990"})
    pages.add(client.get(f"/q/{sent.token}").content)
    pages.add(client.post(f"/q/{sent.token}", BORN).content)
    pages.add(client.get("/answer/").content)
    assert len(pages) == 1
    assert unknown.status_code == 404
    assert b"112" in unknown.content, "help stands on it"


@pytest.mark.parametrize("address", ["/q/no-such-link", "/answer/", "/help/"])
def test_nothing_is_kept_and_no_other_site_learns_the_address(client: Client, clinic: object, address: str) -> None:
    answer = client.get(address)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_address_and_title_say_nothing_and_help_is_on_every_page(opened: Client, sent: links.Sent) -> None:
    page = opened.get("/answer/").content.decode()
    assert sent.token not in page
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert title[1] == "Question 1 of 10 \u2013 your clinic"
    assert 'href="/help/"' in page
    assert "tel:024" in page, "a site in Spain shows Spain's numbers, in the page already"


def test_without_script_each_answer_is_saved_and_the_next_question_follows(opened: Client) -> None:
    answer = post(opened, "q1", 2)
    assert (answer.status_code, answer["Location"]) == (302, "/answer/?at=2")
    assert Answer.objects.get().value == 2


def test_item_9_without_script_shows_help_and_who_answers_by_when(opened: Client, ada: Any) -> None:
    page = opened.get("/answer/?at=9")
    data = {name: hidden(page, name) for name in ("proof", "response", "nonce", "at")} | {"item": "q9", "q9": "1"}
    shown = opened.post("/answer/", data).content.decode()
    assert "Sam, who is on duty, can see this answer and will contact you before 11:30." in shown
    assert re.search(r'<section class="help" role="alert"[^>]*data-help>', shown), "it is open"
    assert len(safety.unresolved_risk(ada.id)) == 1
    opened.post("/answer/", data)
    assert Answer.objects.count() == 1, "sending the page twice is one tap"


def test_resuming_never_shows_an_earlier_answer(opened: Client, sent: links.Sent, now: datetime) -> None:
    save(opened, tap("q1", 3, now), tap("q2", 1, now))
    for page in (opened.get("/answer/"), opened.get("/answer/?at=1")):
        assert not re.search(rb"<input[^>]*\bchecked\b", page.content)
    assert b"Question 3 of 10" in opened.get("/answer/").content
    again = Client()
    again.post(f"/q/{sent.token}", {"code": sent.code})
    assert b"Question 3 of 10" in again.get("/answer/").content


def test_a_tap_is_saved_with_the_clinics_promise(opened: Client, ada: Any, now: datetime) -> None:
    assert save(opened, tap("q9", 0, now)).json() == {"saved": True, "told": "The clinic can see this answer."}
    assert "before 11:30" in save(opened, tap("q9", 2, now)).json()["told"]


def test_outside_cover_no_time_is_promised(opened: Client, now: datetime) -> None:
    with clock.frozen(now + timedelta(hours=9)):
        assert save(opened, tap("q9", 1, now)).json()["told"] == "Nobody at the clinic reads your answers right now."
        assert b"Nobody at the clinic reads your answers right now." in opened.get("/answer/").content


@pytest.mark.parametrize(
    "wrong", [{"value": 9}, {"value": "1"}, {"value": True}, {"item": "q99"}, {"id": "x"}, {"at": None}, {"at": 1e30}]
)
def test_what_our_page_never_sends_is_refused_whole(opened: Client, now: datetime, wrong: dict[str, Any]) -> None:
    answer = save(opened, tap("q1", 1, now), tap("q2", 1, now) | wrong)
    assert (answer.status_code, answer.json()["saved"]) == (422, False)
    assert Answer.objects.count() == 0


def test_a_strange_page_cannot_write(opened: Client, now: datetime) -> None:
    assert save(opened, tap("q9", 3, now), proof="f" * 64).status_code == 404
    page = opened.get("/answer/")
    response = hidden(page, "response")
    opened.post("/answer/", {"response": response, "item": "q9", "q9": "3", "nonce": str(uuid4()), "proof": ""})
    opened.post("/answer/finish", {"proof": "x"})
    assert Answer.objects.count() == 0


def test_another_persons_form_cannot_be_answered(
    opened: Client, clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    other = links.assign(by=clinic.noor, patient=ada, instruments=("phq-9",), good_for=WEEK, with_code=False, now=now)
    foreign = other.assignment.responses.get()
    proof = hidden(opened.get("/answer/"), "proof")
    body = {"response": str(foreign.id), "answers": [tap("q1", 1, now)]}
    answer = opened.post("/answer/save", json.dumps(body), content_type="application/json", headers={"X-Proof": proof})
    assert answer.status_code == 404
    assert Answer.objects.count() == 0


def test_under_effect_the_link_pauses_and_help_does_not(opened: Client, ada: Any, now: datetime) -> None:
    page = opened.get("/answer/")
    PatientFact.objects.create(
        patient=ada, code="under-effect", value=True, effective_at=now, recorded_at=now, source="test"
    )
    assert b"This form waits" in opened.get("/answer/").content
    body = {"response": hidden(page, "response"), "answers": [tap("q1", 1, now)]}
    answer = opened.post(
        "/answer/save", json.dumps(body), content_type="application/json", headers={"X-Proof": hidden(page, "proof")}
    )
    assert (answer.status_code, answer.json()["why"]) == (409, "paused")
    assert opened.get("/help/").status_code == 200


def test_a_blank_form_is_shown_as_such_and_the_next_form_follows(opened: Client, ada: Any, now: datetime) -> None:
    for n in range(1, 9):
        save(opened, tap(f"q{n}", 0, now))
    review = opened.get("/answer/?at=11").content.decode()
    assert "1 question without an answer" in review
    finished = opened.post("/answer/finish", {"proof": hidden(opened.get("/answer/"), "proof")})
    assert finished["Location"] == "/answer/"
    assert b"Feeling nervous, anxious or on edge" in opened.get("/answer/").content
    assert [s.score for s in selectors.scores(ada.id)] == [None]
    for n in range(1, 8):
        save(opened, tap(f"q{n}", 1, now))
    done = opened.post("/answer/finish", {"proof": hidden(opened.get("/answer/?at=8"), "proof")})
    assert b"Thank you. You are done." in done.content
    assert opened.get("/answer/").status_code == 404, "the link is used up"


def test_opening_a_link_signs_staff_out_of_that_browser(
    client: Client, sent: links.Sent, clinic: SimpleNamespace
) -> None:
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model()._default_manager.get(id=clinic.noor.id))
    client.post(f"/q/{sent.token}", BORN)
    assert "_auth_user_id" not in client.session


def test_the_pcl_5_says_first_how_to_answer(
    client: Client, clinic: SimpleNamespace, ada: Any, covered: object, now: datetime
) -> None:
    made = links.assign(by=clinic.noor, patient=ada, instruments=("pcl-5",), good_for=WEEK, with_code=False, now=now)
    client.post(f"/q/{made.token}", BORN)
    page = client.get("/answer/").content.decode()
    assert page.count("Below is a list of problems") == 1
    assert "Question 1 of 20" in page


def test_a_number_is_typed_within_its_range_and_nothing_else_counts(
    client: Client, ada: Any, clinic: SimpleNamespace, covered: object, now: datetime
) -> None:
    sent = links.assign(
        by=clinic.noor, patient=ada, instruments=("timeline-followback",), good_for=WEEK, with_code=False, now=now
    )
    client.post(f"/q/{sent.token}", BORN)
    page = client.get("/answer/").content.decode()
    assert 'type="number" inputmode="numeric" step="1" min="0" max="60" name="d1"' in page
    assert 'type="radio"' not in page
    post(client, "d1", 3)
    for wrong in (61, -1):
        post(client, "d2", wrong)
    assert list(Answer.objects.values_list("item", "value")) == [("d1", 3)]


def test_help_for_a_stranger_shows_the_clinics_countries_first(client: Client, clinic: SimpleNamespace) -> None:
    """Where nobody has said who they are, the numbers of the countries that the sites lie in come first."""
    from openkap.interfaces.patient.answering import crisis

    sites = type(clinic.there).objects
    sites.update(zone="America/Chicago", jurisdiction="us")
    shown = crisis.panel(None, heading=crisis.AT_ANY_TIME)
    assert [call["name"] for call in shown["calls"]][:1] == ["Call 988"]
    assert shown["elsewhere"] == []
    sites.filter(id=clinic.there.id).update(zone="Europe/Paris", jurisdiction="eu")
    shown = crisis.panel(None, heading=crisis.AT_ANY_TIME)
    first, behind = ({call["name"].split(":")[0] for call in shown[part]} for part in ("calls", "elsewhere"))
    assert first == {"United States", "France"}
    assert "Germany" in behind
    assert not first & behind
    page = client.get("/help/").content.decode()
    assert page.index("France: ") < page.index("Other countries") < page.index("Germany: ")
