"""A course changes without losing its history, and ends with somewhere to go."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.treatment import selectors
from openkap.records.treatment.courses import change_course, start_course
from openkap.records.treatment.endings import end_course, end_without_course, write_letter
from openkap.records.treatment.models import Course

LETTER = ("Dr Olsen\n1 Quay Street", "Referral of Ada Marsh", "Dear Dr Olsen, thank you for seeing her.")


def test_a_change_at_a_review_keeps_what_was(course: Course, clinic: SimpleNamespace, now: datetime) -> None:
    later = now + timedelta(days=30)
    change_course(
        by=clinic.ingrid,
        course_id=course.id,
        kind="both",
        because="Wants to talk too.",
        reviewed_on=later.date(),
        now=later,
    )
    kept = [(c.from_kind, c.to_kind, c.because) for c in course.changes.order_by("recorded_at")]
    assert kept == [("", "ketamine", "Two trials."), ("ketamine", "both", "Wants to talk too.")]
    found = selectors.active_course(course.patient_id)
    assert found
    assert found.kind == "both"


def test_only_a_prescriber_decides_on_ketamine(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    values: dict[str, Any] = {"patient_id": ada.id, "because": "Asked for it.", "started_on": now.date(), "now": now}
    for kind in ("ketamine", "both"):
        with pytest.raises(NotAllowedError, match="Only a prescriber"):
            start_course(by=clinic.noor, kind=kind, **values)
    assert start_course(by=clinic.noor, kind="psychotherapy", **values).kind == "psychotherapy"


def test_a_therapist_may_not_turn_therapy_into_ketamine(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    course = start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="Mild.", started_on=now.date(), now=now
    )
    with pytest.raises(NotAllowedError):
        change_course(
            by=clinic.noor, course_id=course.id, kind="both", because="More.", reviewed_on=now.date(), now=now
        )
    assert Course.objects.get().kind == "psychotherapy"


def test_a_person_has_one_course_at_a_time(course: Course, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="There is a course already"):
        start_course(
            by=clinic.ingrid,
            patient_id=course.patient_id,
            kind="both",
            because="Again.",
            started_on=now.date(),
            now=now,
        )


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "ketamine"}, "ketamine already"),
        ({"because": " "}, "Say in a sentence why"),
        ({"reviewed_on": date(2026, 1, 1)}, "before the start"),
        ({"kind": "surgery"}, "psychotherapy, ketamine, or both"),
    ],
)
def test_a_change_without_sense_is_refused_and_nothing_is_written(
    course: Course, clinic: SimpleNamespace, now: datetime, values: dict[str, Any], words: str
) -> None:
    given = {"kind": "both", "because": "Why.", "reviewed_on": now.date(), **values}
    with pytest.raises(RefusedError, match=words):
        change_course(by=clinic.ingrid, course_id=course.id, now=now, **given)
    assert course.changes.count() == 1
    assert Course.objects.get().kind == "ketamine"


class TestEnding:
    def test_unsuitable_with_nothing_instead_is_refused(
        self, course: Course, clinic: SimpleNamespace, now: datetime
    ) -> None:
        for outcome in ("unsuitable", "declined"):
            with pytest.raises(RefusedError, match="Nobody is sent away with nothing"):
                end_course(
                    by=clinic.ingrid,
                    course_id=course.id,
                    outcome=outcome,
                    because="Aneurysm.",
                    decided_on=now.date(),
                    now=now,
                )
        assert selectors.active_course(course.patient_id) == course

    def test_therapy_here_begins_in_the_same_moment(
        self, course: Course, clinic: SimpleNamespace, now: datetime
    ) -> None:
        end_course(
            by=clinic.ingrid,
            course_id=course.id,
            outcome="unsuitable",
            because="An aneurysm was found.",
            decided_on=now.date(),
            alternative="therapy-here",
            now=now,
        )
        next_course = selectors.active_course(course.patient_id)
        assert next_course
        assert (next_course.kind, next_course.id != course.id) == ("psychotherapy", True)
        assert [c.status for c in selectors.courses(course.patient_id)].count("finished") == 1

    def test_a_referral_needs_its_letter_and_keeps_it(
        self, course: Course, clinic: SimpleNamespace, now: datetime
    ) -> None:
        values: dict[str, Any] = {
            "by": clinic.ingrid,
            "course_id": course.id,
            "outcome": "declined",
            "because": "Prefers another way.",
            "decided_on": now.date(),
            "alternative": "referral",
            "now": now,
        }
        with pytest.raises(RefusedError, match="needs its letter"):
            end_course(**values)
        with pytest.raises(RefusedError, match="no recipient"):
            end_course(**values, letter=(" ", "Referral", "Text."))
        assert selectors.active_course(course.patient_id) == course
        ending = end_course(**values, letter=LETTER)
        (letter,) = selectors.letters(course.patient_id)
        assert (letter.ending_id, letter.subject, len(letter.digest)) == (ending.id, LETTER[1], 64)

    def test_no_course_begins_but_something_is_offered(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        values: dict[str, Any] = {
            "by": clinic.noor,
            "patient_id": ada.id,
            "because": "Mild, first episode.",
            "decided_on": now.date(),
            "now": now,
        }
        with pytest.raises(RefusedError, match="Nobody is sent away"):
            end_without_course(**values, outcome="unsuitable", alternative="")
        with pytest.raises(RefusedError, match="No course has begun"):
            end_without_course(**values, outcome="completed", alternative="therapy-here")
        end_without_course(**values, outcome="unsuitable", alternative="therapy-here")
        course = selectors.active_course(ada.id)
        assert course
        assert course.kind == "psychotherapy"


def test_another_sites_course_does_not_exist(course: Course, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="no such course"):
        change_course(by=clinic.wei, course_id=course.id, kind="both", because="x", reviewed_on=now.date(), now=now)
    with pytest.raises(RefusedError, match="no such person"):
        write_letter(by=clinic.wei, patient_id=course.patient_id, to="x", subject="y", body="z", now=now)
