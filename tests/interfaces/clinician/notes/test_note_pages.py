"""Notes on screen: written by modality, sealed when signed; a psychotherapy note shows to its author alone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.gateways import clock
from openkap.records.therapy.models import Homework, NoteDraft, PsychotherapyNote, TherapyNote

Browse = Callable[[Any], Any]
WRITTEN = {
    "line-processes": ["acceptance", "values"],
    "line-work": "Stayed with the fear.",
    "line-committed-action": "Call her sister on Friday.",
    "line-willingness": "7",
    "minutes": "55",
    "risk_asked": "yes",
    "risk_words": "None now.",
}
BEGUN = {"phase": "integration", "modality_id": "act", "held_at": "2026-10-07T10:00"}


def address(patient: Any, rest: str = "") -> str:
    return f"/patients/{patient.id}/notes/{rest}"


@pytest.fixture
def noor(clinic: SimpleNamespace, browse: Browse, effect: SimpleNamespace, now: datetime) -> Any:
    """Noor at her desk, the day after Ada's dose."""
    effect.begin(now)
    effect.end(now + timedelta(hours=3))
    with clock.frozen(now + timedelta(days=1)):
        yield browse(clinic.noor)


@pytest.fixture
def draft(noor: Any, ada: Any) -> NoteDraft:
    noor.post(address(ada, "new/"), BEGUN)
    return NoteDraft.objects.get()


def test_a_note_links_the_dose_before_it(draft: NoteDraft, noor: Any, ada: Any) -> None:
    page = noor.get(address(ada, f"draft/{draft.id}/")).content.decode()
    assert "<strong>23.0 h</strong>" in page
    assert "Willingness today" in page
    assert "Not while a dose is at work" in page


def test_a_draft_is_saved_unfinished_and_signed_when_complete(draft: NoteDraft, noor: Any, ada: Any) -> None:
    here = address(ada, f"draft/{draft.id}/")
    assert noor.post(here, {"line-work": "Stayed with the fear.", "save": "1"}).status_code == 302
    assert "Stayed with the fear." in noor.get(here).content.decode()
    refused = noor.post(here, {"line-work": "Stayed with the fear.", "sign": "1"})
    assert refused.status_code == 422
    assert "Risk: say whether you asked" in refused.content.decode()
    assert not TherapyNote.objects.exists()
    assert noor.post(here, {**WRITTEN, "sign": "1"}).headers["Location"] == address(ada)
    note = TherapyNote.objects.get()
    page = noor.get(address(ada, f"{note.id}/")).content.decode()
    assert "Sealed" in page
    assert "7 (0 to 10)" in page
    assert noor.get(here).status_code == 404, "a signed note is not written again"


def test_colleagues_read_a_signed_note_and_add_to_it_but_see_no_draft(
    draft: NoteDraft, noor: Any, ada: Any, clinic: SimpleNamespace, browse: Browse
) -> None:
    ingrid = browse(clinic.ingrid)
    assert ingrid.get(address(ada, f"draft/{draft.id}/")).status_code == 404
    noor.post(address(ada, f"draft/{draft.id}/"), {**WRITTEN, "sign": "1"})
    here = address(ada, f"{TherapyNote.objects.get().id}/")
    assert ingrid.post(here, {"words": "Spoke by phone."}).status_code == 302
    page = browse(clinic.sam).get(here).content.decode()
    assert "Spoke by phone." in page
    assert "Sign the addendum" not in page, "a nurse reads"


def test_a_note_that_does_not_verify_says_so(draft: NoteDraft, noor: Any, ada: Any, monkeypatch: Any) -> None:
    from openkap.records.therapy import notes

    noor.post(address(ada, f"draft/{draft.id}/"), {**WRITTEN, "sign": "1"})
    monkeypatch.setattr(notes, "verifies", lambda note: False)
    assert (
        "What stands here is not what was signed."
        in noor.get(address(ada, f"{TherapyNote.objects.get().id}/")).content.decode()
    )


def test_homework_has_a_date_and_an_end(noor: Any, ada: Any) -> None:
    assert noor.post(address(ada, "homework/"), {"what": "act/noticing"}).status_code == 422
    assert noor.post(address(ada, "homework/"), {"what": "act/noticing", "due_on": "2026-10-13"}).status_code == 302
    task = Homework.objects.get()
    assert "Tue 13 Oct 2026" in noor.get(address(ada)).content.decode()
    here = address(ada, f"homework/{task.id}/")
    assert noor.post(here, {"status": "done"}).status_code == 422
    assert noor.post(here, {"status": "done", "completed_on": "2026-10-07"}).status_code == 302
    task.refresh_from_db()
    assert task.status == "done"


# guards HZ-20
def test_no_homework_is_agreed_under_a_dose(noor: Any, ada: Any, effect: SimpleNamespace, now: datetime) -> None:
    effect.begin(now + timedelta(days=1))
    page = noor.post(address(ada, "homework/"), {"what": "act/noticing", "due_on": "2026-10-13"})
    assert page.status_code == 422
    assert "would not be free" in page.content.decode()


class TestOwnNotes:
    """Hazard: a psychotherapy note read by somebody other than its author."""

    @pytest.fixture
    def kept(self, noor: Any, ada: Any) -> PsychotherapyNote:
        noor.post(address(ada, "own/"), {"body": "My own doubt about the pace.", "holds_risk": "no"})
        return PsychotherapyNote.objects.get()

    def test_the_page_says_so_and_shows_it_to_its_author(self, kept: Any, noor: Any, ada: Any) -> None:
        answer = noor.get(address(ada, "own/"))
        assert "<h1>Only you can read this</h1>" in answer.content.decode()
        assert "My own doubt" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]

    def test_nobody_else_sees_it_anywhere(
        self, kept: Any, noor: Any, ada: Any, clinic: SimpleNamespace, browse: Browse
    ) -> None:
        for role in ("ingrid", "dov", "sam", "admin"):
            browser = browse(getattr(clinic, role))
            assert browser.get(address(ada, "own/")).status_code == 403
            assert "doubt" not in browser.get(address(ada)).content.decode()
        assert "doubt" not in noor.get(address(ada)).content.decode(), "it stands on its own page alone"


def test_another_sites_staff_find_no_such_person(ada: Any, clinic: SimpleNamespace, browse: Browse) -> None:
    for rest in ("", "new/"):
        assert browse(clinic.wei).get(address(ada, rest)).status_code == 404
