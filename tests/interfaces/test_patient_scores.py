"""The person's own scores behind their link: the words of the paper, sums alone, paused while a dose works."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import textstat
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cohorts import come, score, treat, unanswered

from openkap.clinical.instruments.definition import Instrument, Rater
from openkap.content import catalogue
from openkap.gateways import clock
from openkap.interfaces.components.plain_scores import plain_words
from openkap.interfaces.components.trajectory import trajectory_of
from openkap.records.assessments import links
from openkap.records.patients.services import begin_effect

pytestmark = pytest.mark.django_db
BORN = {"day": "1", "month": "1", "year": "1980"}
SCORES = ((-1, 20), (7, 15), (28, 8))
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Any:
    with clock.frozen(now):
        yield


@pytest.fixture
def mia(clinic: SimpleNamespace, now: datetime) -> Any:
    return treat(clinic, now - timedelta(days=60), SCORES)


def opened(clinic: SimpleNamespace, person: Any, now: datetime) -> Client:
    browser = Client()
    sent = links.share_plan(by=clinic.noor, patient=person, good_for=WEEK, with_code=False, now=now)
    assert browser.post(f"/q/{sent.token}", BORN).status_code == 302
    return browser


def words(answer: Any) -> str:
    """What the page says of its own: without its head, its bar and the help that stands on every page."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0].partition('<p class="ph-need"')[0]
    plain = re.sub(r"<svg.*?</svg>", " ", main, flags=re.DOTALL).replace("&#x27;", "'")
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split()).partition(">")[2].strip().replace("\u00a0", " ")


def test_it_says_what_the_paper_says_beside_a_picture_and_its_table(
    clinic: SimpleNamespace, mia: Any, now: datetime
) -> None:
    unanswered(mia, "phq-9", now - timedelta(days=20))
    browser = opened(clinic, mia, now)
    assert 'href="/mine/scores/"' in browser.get("/mine/").content.decode()
    answer = browser.get("/mine/scores/")
    page, said = answer.content.decode(), words(answer)
    found = trajectory_of(mia, "phq-9", now)
    assert found is not None
    told = plain_words(found)
    assert told.others, "a group of others stands on the paper"
    for sentence in (*told.scores, *told.limits, *told.others):
        assert sentence.replace("\u00a0", " ") in said
    assert "From 1 form that we sent we have no score. That is all right." in said
    assert re.search(r"\d 20 .*\d 15 .*\d 8 .*no score", said), "every score, and the one that is missing"
    assert page.count('<svg class="traj"') == 1
    assert page.count('class="c-missing"') == 1
    assert "<title>Your scores \u2013 your clinic</title>" in page
    assert 'href="/help/"' in page
    assert "data-help" in page, "help stands in the page already"
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_no_single_answer_is_read_or_shown(clinic: SimpleNamespace, mia: Any, now: datetime) -> None:
    browser = opened(clinic, mia, now)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get("/mine/scores/")
    queries = [q["sql"] for q in asked.captured_queries]
    assert not [sql for sql in queries if "assessments_answer" in sql]
    assert len([sql for sql in queries if not sql.startswith(("SAVEPOINT", "RELEASE"))]) <= 15
    items = catalogue.entry("instruments", "phq-9").value.items
    assert not [i.id for i in items if i.text["en"] in answer.content.decode()]


def test_it_is_plain_names_no_cause_and_looks_nowhere_ahead(clinic: SimpleNamespace, mia: Any, now: datetime) -> None:
    said = words(opened(clinic, mia, now).get("/mine/scores/"))
    prose = re.sub(r"Day Score.*?(?=What)", " ", said)
    assert textstat.flesch_kincaid_grade(prose) <= 7
    assert not re.search(r"suicid|hurt|dead|kill|harm", said, re.IGNORECASE), "the help on the page says it"
    ahead = r"predict|forecast|expect|simulat|probab|because|thanks to|respond|remission|relapse|severe|moderate"
    assert not re.search(ahead, said, re.IGNORECASE)
    assert "It does not say what comes next." in said


def test_what_a_clinician_rated_is_not_here_and_another_form_is_a_tap_away(
    clinic: SimpleNamespace, mia: Any, now: datetime
) -> None:
    score(mia, "madrs", now - timedelta(days=50), 31)
    score(mia, "gad-7", now - timedelta(days=50), 11)
    page = opened(clinic, mia, now).get("/mine/scores/").content.decode()
    assert "MADRS" not in page
    assert "<summary>GAD-7</summary>" in page
    assert page.count('<svg class="traj"') == 2


def test_before_treatment_it_says_so_and_without_a_score_it_says_what_would_stand_here(
    clinic: SimpleNamespace, now: datetime
) -> None:
    nobody, early = come(clinic, now - WEEK), come(clinic, now - WEEK)
    score(early, "phq-9", now - timedelta(days=3), 17)
    assert "There is no score yet." in words(opened(clinic, nobody, now).get("/mine/scores/"))
    said = words(opened(clinic, early, now).get("/mine/scores/"))
    assert "Your last score was 17, on" in said
    assert "Treatment has not begun yet." in said
    assert "no score from before" not in said
    assert "It may be the treatment" not in said


def test_it_pauses_while_a_dose_works(clinic: SimpleNamespace, mia: Any, now: datetime) -> None:
    browser = opened(clinic, mia, now)
    begin_effect(by=clinic.sam, patient_id=mia.id, now=now)
    answer = browser.get("/mine/scores/", follow=True)
    assert answer.status_code == 409
    assert "PHQ-9" not in answer.content.decode()


def test_nothing_else_opens_it(clinic: SimpleNamespace, mia: Any, now: datetime, covered: object) -> None:
    browser = opened(clinic, mia, now)
    assert Client().get("/mine/scores/").status_code == 404
    forms = links.assign(by=clinic.noor, patient=mia, instruments=("gad-7",), good_for=WEEK, with_code=False, now=now)
    other = Client()
    other.post(f"/q/{forms.token}", BORN)
    assert other.get("/mine/scores/").status_code == 404, "a link of forms shows no score"
    with clock.frozen(now + WEEK):
        assert browser.get("/mine/scores/").status_code == 404
    assert browser.get("/mine/scores/").status_code == 200


def test_days_are_those_of_the_clinic(clinic: SimpleNamespace, now: datetime) -> None:
    """Two in the morning of the ninth in Auckland is still the eighth in Greenwich."""
    site = clinic.here
    site.zone = "Pacific/Auckland"
    site.save()
    late = come(clinic, now - WEEK)
    score(late, "phq-9", datetime(2026, 1, 8, 13, tzinfo=now.tzinfo), 12)
    assert "on 9 Jan 2026." in words(opened(clinic, late, now).get("/mine/scores/"))


def test_no_form_of_danger_gives_a_score_that_is_charted() -> None:
    """A sum of answers on suicide has no place on this page: no such form of the person's own is charted."""
    every: list[Instrument] = [e.value for e in catalogue.entries("instruments")]
    charted = [i for i in every if i.rater is Rater.PATIENT and i.direction is not None]
    assert len(charted) > 10
    assert not [i.pin.id for i in charted if re.search("suicid", f"{i.title} {i.name}", re.IGNORECASE)]
