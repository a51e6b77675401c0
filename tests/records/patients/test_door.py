"""Who may open a record, and what is kept of it."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404

from openkap.records.audit.acting import Actor, ActorKind, system
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.audit.selectors import openings
from openkap.records.patients import door
from openkap.records.patients.door import ReasonNeededError, patient_for
from openkap.records.patients.models import AccessReason, CareTeamMember
from openkap.records.patients.selectors import people, reasons_to_review

pytestmark = pytest.mark.django_db


# guards HZ-40
def test_the_care_team_passes_and_every_opening_is_recorded(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    assert patient_for(clinic.ingrid, ada.id, "course", now) == ada
    (line,) = openings(ada.id)
    assert (line.verb, line.purpose, line.actor_id) == ("read", "course", clinic.ingrid.id.hex)


# guards HZ-40
def test_another_sites_person_and_nobody_answer_alike(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    said = set()
    for actor, patient_id in ((clinic.wei, ada.id), (clinic.ingrid, uuid4())):
        with pytest.raises(Http404) as refused:
            patient_for(actor, patient_id, "course", now)
        said.add(str(refused.value))
    assert len(said) == 1
    assert openings(ada.id) == []


# guards HZ-40
def test_a_colleague_gives_a_reason_that_opens_for_a_shift_and_is_reviewed(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    with pytest.raises(ReasonNeededError):
        patient_for(clinic.admin, ada.id, "facts", now)
    door.give_reason(by=clinic.admin, patient_id=ada.id, reason="Merging two referrals of hers", now=now)
    assert patient_for(clinic.admin, ada.id, "facts", now + timedelta(hours=11, minutes=59)) == ada
    with pytest.raises(ReasonNeededError):
        patient_for(clinic.admin, ada.id, "facts", now + timedelta(hours=12))
    (reason,) = reasons_to_review(clinic.dov)
    door.review_reason(by=clinic.dov, reason_id=reason.id, accepted=True, note="", now=now)
    assert reasons_to_review(clinic.dov) == []
    with pytest.raises(RefusedError, match="reviewed already"):
        door.review_reason(by=clinic.dov, reason_id=reason.id, accepted=True, note="", now=now)


def test_a_reason_must_say_something_and_stays_within_the_site(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    for words, message in (("because", "too short"), ("x" * 401, "400")):
        with pytest.raises(RefusedError, match=message):
            door.give_reason(by=clinic.admin, patient_id=ada.id, reason=words, now=now)
    with pytest.raises(Http404):
        door.give_reason(by=clinic.wei, patient_id=ada.id, reason="I am only curious", now=now)
    assert not AccessReason.objects.exists()


def test_nobody_reviews_their_own_reason_and_a_refusal_says_why(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    CareTeamMember.objects.filter(person_id=clinic.dov.id).update(valid_until=now.date() - timedelta(days=1))
    own = door.give_reason(by=clinic.dov, patient_id=ada.id, reason="A complaint from her family", now=now)
    with pytest.raises(RefusedError, match="your own"):
        door.review_reason(by=clinic.dov, reason_id=own.id, accepted=True, note="", now=now)
    theirs = door.give_reason(by=clinic.admin, patient_id=ada.id, reason="Just having a look", now=now)
    with pytest.raises(RefusedError, match="what was wrong"):
        door.review_reason(by=clinic.dov, reason_id=theirs.id, accepted=False, note=" ", now=now)
    with pytest.raises(NotAllowedError):
        door.review_reason(by=clinic.sam, reason_id=theirs.id, accepted=True, note="", now=now)


def test_membership_of_the_team_has_an_end(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    CareTeamMember.objects.filter(person_id=clinic.sam.id).update(valid_until=now.date() - timedelta(days=1))
    with pytest.raises(ReasonNeededError):
        patient_for(clinic.sam, ada.id, "course", now)


def test_who_is_with_the_person_today_passes_today_only(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    device = Actor(ActorKind.DEVICE, uuid4(), clinic.here.id, frozenset({"room"}), "Room 2")
    with pytest.raises(ReasonNeededError):
        patient_for(device, ada.id, "room", now)
    door.admit_to_room(by=clinic.sam, patient_id=ada.id, holder_id=device.id, now=now)
    door.admit_to_room(by=clinic.sam, patient_id=ada.id, holder_id=device.id, now=now)
    assert patient_for(device, ada.id, "room", now) == ada
    with pytest.raises(ReasonNeededError):
        patient_for(device, ada.id, "room", now + timedelta(days=1))


def test_a_patient_sees_themselves_alone_and_the_machine_passes(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    herself = Actor(ActorKind.PATIENT, ada.id, ada.site_id, label=ada.name)
    assert patient_for(herself, ada.id, "answers", now) == ada
    with pytest.raises(Http404):
        patient_for(Actor(ActorKind.PATIENT, uuid4(), ada.site_id), ada.id, "answers", now)
    assert patient_for(system("watcher", ada.site_id), ada.id, "watch", now) == ada


@pytest.mark.parametrize(("words", "found"), [("mar", 1), ("ada marsh", 1), ("1984-05-02", 1), ("Beatty", 0), ("", 1)])
def test_people_are_found_by_name_and_birth_date(
    clinic: SimpleNamespace, ada: Any, words: str, found: int, now: datetime
) -> None:
    assert len(people(clinic.ingrid, words, 1, now).people) == found
    assert people(clinic.wei, words, 1, now).people == ()
