"""One person's trajectory: their scores, groups that predict nothing, and plain words to take home."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import textstat
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cohorts import score, treat

from openkap.interfaces.components.plain_scores import plain_words
from openkap.interfaces.components.trajectory import Trajectory, trajectory_of

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]
SCORES = ((-1, 20), (7, 15), (14, 9), (28, 8))
CAUSE = re.compile(
    r"\b(because|thanks to|worked|works|helped|effect|proved?|cure|will (get|feel|be)|should)\b", re.IGNORECASE
)


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace("\u00a0", " ")


def in_care(clinic: SimpleNamespace, person: Any) -> Any:
    from openkap.records.patients.models import CareTeamMember

    for member in (clinic.ingrid, clinic.noor):
        CareTeamMember.objects.create(patient=person, person_id=member.id, valid_from=date(2026, 1, 1))
    return person


@pytest.fixture
def responder(clinic: SimpleNamespace, now: datetime) -> Any:
    return in_care(clinic, treat(clinic, now - timedelta(days=60), SCORES))


def found(person: Any, now: datetime, measure: str = "") -> Trajectory:
    told = trajectory_of(person, measure, now)
    assert told is not None
    return told


def test_groups_stand_at_their_own_day_and_are_no_forecast(
    clinic: SimpleNamespace, browse: Browse, responder: Any
) -> None:
    page = browse(clinic.noor).get(reverse("trajectory", args=[responder.id]))
    words = text(page)
    assert "Shape so far: responded early" in words
    assert "This is no forecast for this person." in words
    assert "A. 178 US clinics 178 US clinics: ketamine IV 4-8, 537 people 21 53.6 % had a fall of 50 % or more" in words
    assert "8.4 % were worse than at their start Nobody to compare with 20" in words
    assert "predict" not in words.replace("predicts nothing", "")


def test_nothing_simulated_stands_beside_a_person(responder: Any, now: datetime) -> None:
    """Every group is a row of the library, with a reference that somebody can look up."""
    for group in found(responder, now).groups:
        assert group.study.row.pin.kind == "benchmarks"
        assert all(b.ref for b in group.study.row.basis)


def test_another_product_another_library(clinic: SimpleNamespace, now: datetime) -> None:
    nasal = treat(clinic, now - timedelta(days=60), SCORES, protocol="esketamine-nasal-eu")
    assert [g.study.row.pin.id for g in found(nasal, now).groups] == ["transform-pooled-phq-9", "escape-trd-phq-9"]


def test_without_a_score_before_treatment_nothing_is_laid_beside(clinic: SimpleNamespace, now: datetime) -> None:
    late = treat(clinic, now - timedelta(days=60), ((7, 15), (28, 8)))
    told = found(late, now)
    assert told.groups == ()
    assert "We have no score from before treatment." in " ".join(plain_words(told).scores)


def test_a_person_without_forms_has_no_trajectory_and_no_paper(
    clinic: SimpleNamespace, browse: Browse, ada: Any
) -> None:
    assert "No scores yet" in text(browse(clinic.noor).get(reverse("trajectory", args=[ada.id])))
    no_paper = browse(clinic.noor).get(reverse("trajectory-plain", args=[ada.id]), follow=True)
    assert "No scores yet" in text(no_paper), "asking for the paper leads to the page that says so"


def test_another_measure_can_be_asked_for_and_an_unknown_one_is_the_first(
    clinic: SimpleNamespace, browse: Browse, responder: Any, now: datetime
) -> None:
    score(responder, "gad-7", now - timedelta(days=50), 11)
    assert found(responder, now, "gad-7").measure.pin.id == "gad-7"
    assert found(responder, now, "nothing").measure.pin.id == "phq-9"
    assert "?measure=gad-7" in browse(clinic.noor).get(reverse("trajectory", args=[responder.id])).content.decode()


@pytest.mark.parametrize("name", ["trajectory", "trajectory-paper", "trajectory-plain"])
def test_it_costs_at_most_fifteen_queries(clinic: SimpleNamespace, browse: Browse, responder: Any, name: str) -> None:
    client = browse(clinic.noor)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(name, args=[responder.id]))
    assert answer.status_code == 200
    assert len([q for q in asked.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 15
    if name != "trajectory":
        assert answer.content.startswith(b"%PDF-")


COURSES = {
    "halved": SCORES,
    "worse": ((-1, 14), (28, 21)),
    "the same": ((-1, 14), (28, 14)),
    "by chance": ((-1, 14), (28, 16)),
    "not asked since": ((-1, 14),),
}


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_plain_words_are_plain_and_name_no_cause(
    clinic: SimpleNamespace, now: datetime, course: tuple[tuple[float, int], ...]
) -> None:
    told = plain_words(found(treat(clinic, now - timedelta(days=60), course), now))
    said = " ".join((*told.scores, *told.limits, *told.others))
    assert textstat.flesch_kincaid_grade(said) <= 6
    assert not CAUSE.search(said)
    assert not re.search(r"dissociat|adverse|complian|respond|remission|relapse|fail", said, re.IGNORECASE)
    assert "It does not say why it changed." in said


@pytest.mark.parametrize(
    ("course", "said"),
    [
        ("halved", "It went down by 12. A change of 6 or more is most likely not chance. It is now half of the first"),
        ("worse", "It went up by 7. A change of 6 or more is most likely not chance. Please talk with us about it."),
        ("the same", "It is the same as before."),
        ("by chance", "It went up by 2. A change of less than 6 can be chance."),
        ("not asked since", "We have no score since treatment began."),
    ],
)
def test_what_the_scores_did(clinic: SimpleNamespace, now: datetime, course: str, said: str) -> None:
    told = plain_words(found(treat(clinic, now - timedelta(days=60), COURSES[course]), now))
    assert said in " ".join(told.scores)


def test_a_measure_that_rises_when_things_get_better(clinic: SimpleNamespace, now: datetime) -> None:
    person = treat(clinic, now - timedelta(days=60), ((-1, 20), (42, 60)), protocol="ketamine-iv-alcohol",
                   instrument="timeline-followback")  # fmt: skip
    told = " ".join(plain_words(found(person, now)).scores)
    assert "A high score is better." in told
    assert "It went up by 40." in told
    assert "talk with us" not in told


def test_a_group_with_a_comparison_says_both(clinic: SimpleNamespace, now: datetime) -> None:
    nasal = treat(clinic, now - timedelta(days=60), SCORES, protocol="esketamine-nasal-eu")
    others = " ".join(plain_words(found(nasal, now)).others)
    assert "about 49 of 100 people had half of their first score, or less, after 8 weeks." in others
    assert "In a group with another treatment it was about 33 of 100 people." in others


def test_the_mark_of_a_response_is_half_of_this_persons_start(responder: Any, now: datetime) -> None:
    marks = found(responder, now).groups[0].landmarks
    assert marks[0].level == Decimal(10)
