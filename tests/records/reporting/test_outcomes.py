"""A programme's figures from the site's own rows: who is counted, from when, with which course and which scores."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cohorts import come, dose, plan, score, treat
from tests.long_courses import asked as watched

from openkap.clinical.outcomes.told import Programme
from openkap.clinical.values import Known, Unknown
from openkap.records.accounts.selectors import zone_of
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.reporting.cohort import referred
from openkap.records.reporting.outcomes import Asked, Report, programme_beside_studies, programme_outcomes
from openkap.records.reporting.treated import EVERY, treated

BETTER, SAME = ((-1, 20), (28, 6)), ((-1, 20), (28, 19))


def began(now: datetime, days_ago: int = 60) -> datetime:
    return now - timedelta(days=days_ago)


def report(clinic: SimpleNamespace, now: datetime, **asked: Any) -> Report:
    return programme_outcomes(by=clinic.dov, asked=Asked(**asked), now=now)


def told(clinic: SimpleNamespace, now: datetime, **asked: Any) -> Programme:
    found = report(clinic, now, **asked).programme
    assert found is not None
    return found


def test_the_figures_are_those_of_the_rows(clinic: SimpleNamespace, now: datetime) -> None:
    for _ in range(8):
        treat(clinic, began(now), BETTER)
    for _ in range(7):
        treat(clinic, began(now), SAME)
    come(clinic, began(now))
    come(clinic, began(now), eligible_for="ketamine-iv")
    found = told(clinic, now)
    flow = found.flow
    assert (flow.referred, flow.eligible, flow.started, flow.reached, flow.measured, flow.analysed) == (
        17, 16, 15, 15, 15, 15,
    )  # fmt: skip
    response = found.figure("response").share
    assert isinstance(response, Known)
    assert response.value.met == 8


def test_age_is_in_years_on_the_day_on_which_treatment_began(clinic: SimpleNamespace, now: datetime) -> None:
    treat(clinic, began(now), BETTER)
    come(clinic, began(now))
    cohort = referred(clinic.dov, began(now, 90).date(), now.date(), zone_of(clinic.here.id))
    ages = sorted((p.age for p in treated(cohort, EVERY, "phq-9")), key=lambda age: age is None)
    assert ages[0] == pytest.approx(46.6, abs=0.01), "born on 1 Jan 1980, first dose on 7 Aug 2026"
    assert ages[1:] == [None], "whoever has not begun has no such age"


def test_only_a_director_asks(clinic: SimpleNamespace, now: datetime) -> None:
    for nosy in (clinic.ingrid, clinic.sam, clinic.noor, clinic.admin):
        with pytest.raises(NotAllowedError):
            programme_outcomes(by=nosy, asked=Asked(), now=now)
        with pytest.raises(NotAllowedError):
            programme_beside_studies(by=nosy, asked=Asked(), now=now)


def test_nobody_of_another_site_is_counted(clinic: SimpleNamespace, now: datetime) -> None:
    treat(SimpleNamespace(**{**vars(clinic), "here": clinic.there}), began(now), BETTER)
    assert report(clinic, now).programme is None
    treat(clinic, began(now), BETTER)
    assert told(clinic, now).flow.referred == 1


def test_the_days_of_referral_choose_the_people_both_ends_included(clinic: SimpleNamespace, now: datetime) -> None:
    treat(clinic, began(now, 46), BETTER)  # referred sixty days ago, on 7 August
    day = (now - timedelta(days=60)).date()
    assert told(clinic, now, since=day, until=day).flow.referred == 1
    later, before = day + timedelta(days=1), day - timedelta(days=1)
    assert report(clinic, now, since=later).programme is None
    assert report(clinic, now, until=before).programme is None
    with pytest.raises(RefusedError, match="Turn them round"):
        report(clinic, now, since=day, until=before)


def test_a_day_is_the_sites_own(clinic: SimpleNamespace, now: datetime) -> None:
    """23:30 of 6 August in Greenwich is already 7 August in Madrid."""
    treat(clinic, datetime.fromisoformat("2026-08-20T23:30:00+00:00"), BETTER)
    assert told(clinic, now, since=date(2026, 8, 7), until=date(2026, 8, 7)).flow.referred == 1


def test_a_session_without_a_dose_starts_nothing(clinic: SimpleNamespace, now: datetime) -> None:
    person = come(clinic, began(now), eligible_for="ketamine-iv")
    made = plan(clinic, person, began(now), "ketamine-iv-6-in-3-weeks")
    dose(clinic, made, began(now), given=False)
    assert told(clinic, now).flow.started == 0
    dose(clinic, made, began(now, 50))
    dose(clinic, made, began(now, 47))
    score(person, "phq-9", began(now, 51), 20)
    score(person, "phq-9", began(now, 22), 5)
    assert (told(clinic, now).flow.started, told(clinic, now).flow.analysed) == (1, 1)


def test_a_course_without_doses_starts_with_the_first_visit_kept(clinic: SimpleNamespace, now: datetime) -> None:
    from openkap.records.scheduling.models import Visit

    person = come(clinic, began(now))
    made = plan(clinic, person, began(now), "psychotherapy-weekly-8")
    for days_ago, status in ((59, "noshow"), (52, "finished"), (45, "arrived"), (1, "planned")):
        at = began(now, days_ago)
        Visit.objects.create(patient=person, plan=made, kind="therapy", title="Therapy", planned_at=at, minutes=50,
                             planned_on=at.date(), why="weekly", status=status)  # fmt: skip
    score(person, "phq-9", began(now, 55), 20)  # before the first visit kept, and after the one that was missed
    score(person, "phq-9", began(now, 24), 8)
    found = told(clinic, now, courses="psychotherapy")
    assert (found.flow.started, found.flow.analysed) == (1, 1)
    with pytest.raises(RefusedError, match="no course with 'ketamine-iv'"):
        report(clinic, now, courses="ketamine-iv")


def test_a_product_counts_its_own_courses_and_decisions(clinic: SimpleNamespace, now: datetime) -> None:
    treat(clinic, began(now), BETTER)
    treat(clinic, began(now), BETTER, protocol="esketamine-nasal-eu")
    found = told(clinic, now, courses="esketamine-nasal")
    assert (found.flow.referred, found.flow.eligible, found.flow.started) == (2, 1, 1)
    assert told(clinic, now).flow.started == 2


def test_who_was_never_to_be_asked_did_not_go_unmeasured(clinic: SimpleNamespace, now: datetime) -> None:
    """A six-infusion course asks for PCL-5 before its first dose and never again; the one for trauma asks after it."""
    treat(clinic, began(now), BETTER)
    treat(clinic, began(now), ((-1, 50), (28, 30)), protocol="ketamine-iv-ptsd", instrument="pcl-5")
    assert {"phq-9", "pcl-5"} <= set(report(clinic, now).measures)
    assert told(clinic, now, measure="pcl-5").flow.started == 1
    with pytest.raises(RefusedError, match="No plan of this time asks for 'madrs'"):
        report(clinic, now, measure="madrs")


def test_what_follows_a_further_course_belongs_to_that_one(clinic: SimpleNamespace, now: datetime) -> None:
    person = treat(clinic, began(now, 120), ((-1, 20), (20, 18)))
    again = plan(clinic, person, began(now, 95), "ketamine-iv-6-in-3-weeks")
    dose(clinic, again, began(now, 95))
    score(person, "phq-9", began(now, 90), 3)  # thirty days after the first dose of all
    found = told(clinic, now)
    assert (found.flow.started, found.flow.analysed) == (1, 0), "its score came after the second course had begun"


def test_an_unknown_week_is_refused(clinic: SimpleNamespace, now: datetime) -> None:
    treat(clinic, began(now), BETTER)
    with pytest.raises(RefusedError, match="no time point 'week-5'"):
        report(clinic, now, point="week-5")


def test_days_without_alcohol_come_from_the_calendars_themselves(clinic: SimpleNamespace, now: datetime) -> None:
    from openkap.records.assessments.models import Answer, QuestionnaireResponse

    start = began(now, 200)
    for _ in range(10):
        person = treat(clinic, start, ((-1, 20), (90, 90)), protocol="ketamine-iv-alcohol",
                       instrument="timeline-followback")  # fmt: skip
        for form in QuestionnaireResponse.objects.filter(patient=person):
            dry = 6 if form.closed_at < start else 24
            for number in range(1, 31 if dry == 6 else 29):  # two days of the later calendar are not known
                Answer.objects.create(response=form, item=f"d{number}", value=0 if number <= dry else 3,
                                      answered_at=form.closed_at, recorded_at=form.closed_at)  # fmt: skip
    found = report(clinic, now, measure="timeline-followback", point="month-3").days
    assert found is not None
    assert not isinstance(found, Unknown)
    assert (found.people, found.before, found.then) == (10, pytest.approx(20), pytest.approx(100 * 24 / 28))
    assert (found.worst, found.best) == (pytest.approx(80), pytest.approx(100 * 26 / 30))


def test_each_study_is_met_at_its_own_week(clinic: SimpleNamespace, now: datetime) -> None:
    for _ in range(6):
        treat(clinic, began(now, 100), ((-1, 20), (28, 6), (50, 16)))
        treat(clinic, began(now, 100), ((-1, 20), (28, 19), (50, 6)))
    found = programme_beside_studies(by=clinic.dov, asked=Asked(courses="ketamine-iv"), now=now)
    pairs = {b.study.row.pin.id: b.pairs for b in found.studies if b.pairs}
    assert set(pairs) == {"mcinnes-2022", "oliver-2022"}, "of PHQ-9, infusions, outpatients, at a known day"
    for one in pairs.values():
        assert isinstance(one[0].ours, Known)
        assert one[0].ours.value.met == 6
    titles = {b.study.row.pin.id for b in found.studies}
    assert {"karma-dep-2", "esketamine-japan", "lii-2023"} <= titles, "what found nothing stands there too"


def test_more_people_and_years_cost_no_more_queries(clinic: SimpleNamespace, now: datetime) -> None:
    def cost() -> tuple[int, int]:
        with watched() as seen:
            programme_beside_studies(by=clinic.dov, asked=Asked(courses="ketamine-iv"), now=now)
        return len(seen.queries), seen.read

    treat(clinic, began(now), BETTER)
    few = cost()
    for _ in range(12):
        treat(clinic, began(now), BETTER)
    assert cost()[0] == few[0] <= 8
    some = cost()
    for years in range(12):
        treat(clinic, began(now, 1000 + 30 * years), BETTER)
    assert cost() == some, "who was referred before the time that is shown is not even read"
