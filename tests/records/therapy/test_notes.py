"""A signed note is sealed; addenda follow it; a psychotherapy note is its author's alone."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.therapy import notes, selectors
from openkap.records.therapy.homework_services import close_homework, set_homework
from openkap.records.therapy.models import NoteDraft, PsychotherapyNote
from openkap.records.therapy.services import NoteText, add_addendum, begin_note, save_note, sign_note, write_own_note

WRITTEN = NoteText(
    answers={
        "processes": ["acceptance", "values"],
        "work": "Stayed with the fear.",
        "committed-action": "Call her sister on Friday.",
        "willingness": 7,
    },
    minutes=55,
    risk_asked=True,
    risk_words="None now.",
)


@pytest.fixture
def draft(clinic: SimpleNamespace, ada: Any, now: datetime) -> NoteDraft:
    return begin_note(
        by=clinic.noor,
        patient_id=ada.id,
        phase="integration",
        modality_id="act",
        held_at=now - timedelta(hours=1),
        session_id=uuid4(),
        dose_given_at=now - timedelta(hours=27, minutes=30),
        now=now,
    )


@pytest.fixture
def signed(draft: NoteDraft, clinic: SimpleNamespace, now: datetime) -> Any:
    save_note(by=clinic.noor, draft_id=draft.id, text=WRITTEN, now=now)
    return sign_note(by=clinic.noor, draft_id=draft.id, now=now)


def test_a_note_keeps_hours_since_the_dose_and_reads_by_its_modality(signed: Any) -> None:
    assert signed.content["hours_since_dose"] == "26.5"
    assert signed.content["session"]
    assert [(line.label, line.words) for line in notes.lines_of(signed.content)] == [
        ("Processes worked on", "acceptance, values"),
        ("What was worked on", "Stayed with the fear."),
        ("Willingness today", "7 (0 to 10)"),
        ("Committed action", "Call her sister on Friday."),
    ]
    assert notes.verifies(signed)


# guards HZ-32
@pytest.mark.parametrize("part", ["answers", "session", "dose_given_at", "risk_words", "homework", "minutes"])
def test_the_seal_covers_note_and_data(signed: Any, part: str) -> None:
    signed.content = {**signed.content, part: "changed"}
    assert not notes.verifies(signed)


def test_only_addenda_follow_and_they_are_sealed_onto_it(signed: Any, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="signed and stays as it is"):
        save_note(by=clinic.noor, draft_id=signed.draft_id, text=WRITTEN, now=now)
    add_addendum(by=clinic.ingrid, note_id=signed.id, words="Spoke by phone.", now=now)
    kept = selectors.note_of(signed.patient_id, signed.id)
    assert kept
    assert notes.verifies(kept)
    addendum = kept.addenda.get()
    addendum.words = "Something else."
    kept._prefetched_objects_cache = {"addenda": [addendum]}
    assert not notes.verifies(kept)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NoteText(answers={**WRITTEN.answers, "work": ""}, risk_asked=True, risk_words="None."), "What was worked on"),
        (NoteText(answers=WRITTEN.answers), "Risk: say whether you asked"),
        (NoteText(answers=WRITTEN.answers, risk_asked=False), "why you did not ask"),
    ],
)
def test_an_unfinished_note_is_kept_but_not_signed(
    draft: NoteDraft, clinic: SimpleNamespace, now: datetime, text: NoteText, words: str
) -> None:
    save_note(by=clinic.noor, draft_id=draft.id, text=text, now=now)
    with pytest.raises(RefusedError, match=words):
        sign_note(by=clinic.noor, draft_id=draft.id, now=now)
    assert not selectors.notes_of(draft.patient_id)


def test_an_answer_of_the_wrong_shape_is_refused(draft: NoteDraft, clinic: SimpleNamespace, now: datetime) -> None:
    for answers in ({"willingness": 11}, {"processes": ["hypnosis"]}, {"no-such-line": "x"}):
        with pytest.raises(RefusedError):
            save_note(by=clinic.noor, draft_id=draft.id, text=NoteText(answers=answers), now=now)


def test_a_draft_is_its_authors(draft: NoteDraft, clinic: SimpleNamespace, now: datetime) -> None:
    assert selectors.drafts_of(clinic.ingrid, draft.patient_id) == []
    with pytest.raises(NotAllowedError, match="another author's"):
        save_note(by=clinic.ingrid, draft_id=draft.id, text=WRITTEN, now=now)
    with pytest.raises(NotAllowedError, match="Only a therapist or prescriber"):
        save_note(by=clinic.sam, draft_id=draft.id, text=WRITTEN, now=now)


def test_hours_are_never_negative(now: datetime) -> None:
    assert notes.hours_since_dose(now, now + timedelta(hours=1)) is None
    assert notes.hours_since_dose(now, None) is None
    assert notes.hours_since_dose(now, now) == Decimal("0.0")


class TestHomework:
    def test_is_set_with_a_date_and_closed_with_one(
        self, draft: NoteDraft, clinic: SimpleNamespace, effect: SimpleNamespace, now: datetime
    ) -> None:
        task = set_homework(
            by=clinic.noor,
            patient_id=draft.patient_id,
            modality_id="act",
            form="noticing",
            due_on=date(2026, 10, 13),
            draft_id=draft.id,
            now=now,
        )
        assert selectors.homework_due(clinic.noor, date(2026, 10, 12)) == []
        assert selectors.homework_due(clinic.noor, date(2026, 10, 13)) == [task]
        for status, day in (("done", None), ("not-done", now.date()), ("done", date(2026, 10, 1))):
            with pytest.raises(RefusedError):
                close_homework(by=clinic.noor, homework_id=task.id, status=status, completed_on=day, now=now)
        later = now + timedelta(days=5)
        close_homework(by=clinic.noor, homework_id=task.id, status="partly", completed_on=date(2026, 10, 9), now=later)
        assert selectors.homework_of(draft.patient_id)[0].completed_on == date(2026, 10, 9)

    def test_nothing_is_agreed_under_a_dose(
        self, clinic: SimpleNamespace, ada: Any, effect: SimpleNamespace, now: datetime
    ) -> None:
        effect.begin(now)
        with pytest.raises(RefusedError, match="would not be free"):
            set_homework(
                by=clinic.noor,
                patient_id=ada.id,
                modality_id="cbt",
                form="thought-record",
                due_on=date(2026, 10, 13),
                now=now,
            )

    def test_a_form_of_another_modality_is_refused(
        self, clinic: SimpleNamespace, ada: Any, effect: SimpleNamespace, now: datetime
    ) -> None:
        with pytest.raises(RefusedError, match="has no such homework"):
            set_homework(
                by=clinic.noor,
                patient_id=ada.id,
                modality_id="cbt",
                form="noticing",
                due_on=date(2026, 10, 13),
                now=now,
            )


class TestPsychotherapyNote:
    """HZ-41: a psychotherapy note read by somebody other than its author."""

    @pytest.fixture
    def own(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> PsychotherapyNote:
        return write_own_note(by=clinic.noor, patient_id=ada.id, body="My own doubt about the pace.", holds_risk=False,
                              now=now)  # fmt: skip

    def test_its_author_alone_reads_it(self, own: PsychotherapyNote, clinic: SimpleNamespace) -> None:
        assert [n.body for n in selectors.own_notes(clinic.noor, own.patient_id)] == ["My own doubt about the pace."]
        for other in (clinic.ingrid, clinic.dov, clinic.sam, clinic.admin, clinic.wei):
            assert not selectors.own_notes(other, own.patient_id)

    def test_it_is_not_readable_in_the_database(self, own: PsychotherapyNote) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM therapy_psychotherapynote")
            assert b"doubt" not in bytes(cursor.fetchone()[0])

    def test_only_a_therapist_keeps_one(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        with pytest.raises(NotAllowedError, match="Only a therapist"):
            write_own_note(by=clinic.ingrid, patient_id=ada.id, body="x", holds_risk=False, now=now)
        with pytest.raises(RefusedError, match="nothing to keep"):
            write_own_note(by=clinic.noor, patient_id=ada.id, body=" ", holds_risk=False, now=now)

    def test_it_is_never_the_only_home_of_a_fact_about_risk(
        self, clinic: SimpleNamespace, ada: Any, mail: Any, now: datetime
    ) -> None:
        from openkap.records.safety import risk

        with pytest.raises(RefusedError, match="Say whether"):
            write_own_note(by=clinic.noor, patient_id=ada.id, body="x", holds_risk=None, now=now)
        with pytest.raises(RefusedError, match="Record a triage"):
            write_own_note(by=clinic.noor, patient_id=ada.id, body="She spoke of it", holds_risk=True, now=now)
        risk.record_triage(by=clinic.noor, patient_id=ada.id, answers={"q1": True, "q2": False, "q6": False}, level="",
                           lower_reason="", narrative="", now=now)  # fmt: skip
        later = now + timedelta(hours=24)
        note = write_own_note(by=clinic.noor, patient_id=ada.id, body="She spoke of it", holds_risk=True, now=later)
        assert note.holds_risk is True
        with pytest.raises(RefusedError, match="Record a triage"):
            write_own_note(by=clinic.noor, patient_id=ada.id, body="Again", holds_risk=True,
                           now=later + timedelta(minutes=1))  # fmt: skip

    def test_it_is_marked_as_never_exported(self) -> None:
        assert PsychotherapyNote.exported is False
