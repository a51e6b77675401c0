"""The care team: who joins, who may change it, and that an ended membership closes the door at once."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients import door
from openkap.records.patients.door import ReasonNeededError, patient_for
from openkap.records.patients.models import CareTeamMember
from openkap.records.patients.team import care_team, end_care_team_membership, join_care_team, who_may_join

pytestmark = pytest.mark.django_db


def names(patient: Any, now: datetime) -> list[str]:
    return [member.person.name for member in care_team(patient, now)]


def test_an_ended_membership_closes_the_door_at_once_and_can_begin_again(
    clinic: SimpleNamespace, ada: Any, now: datetime
) -> None:
    patient_for(clinic.sam, ada.id, "course", now)
    end_care_team_membership(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.sam.id, now=now)
    with pytest.raises(ReasonNeededError):
        patient_for(clinic.sam, ada.id, "course", now)
    assert "Sam" not in names(ada, now)
    assert CareTeamMember.objects.get(person_id=clinic.sam.id).ended_at == now, "who was of the team stays known"
    join_care_team(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.sam.id, now=now + timedelta(hours=1))
    assert join_care_team(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.sam.id, now=now + timedelta(hours=2))
    assert patient_for(clinic.sam, ada.id, "course", now + timedelta(hours=2)) == ada
    assert names(ada, now + timedelta(hours=2)).count("Sam") == 1


def test_only_a_clinician_of_the_site_joins(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    end_care_team_membership(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.noor.id, now=now)
    assert [p.name for p in who_may_join(ada, now)] == ["Noor"], "no administrator, nobody of another site"
    for stranger in (clinic.admin, clinic.wei):
        with pytest.raises(RefusedError, match="of this site joins"):
            join_care_team(by=clinic.ingrid, patient_id=ada.id, person_id=stranger.id, now=now)


def test_a_reason_opens_the_record_but_not_the_team(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    end_care_team_membership(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.sam.id, now=now)
    door.give_reason(by=clinic.sam, patient_id=ada.id, reason="Called by her family", now=now)
    door.give_reason(by=clinic.admin, patient_id=ada.id, reason="Merging two referrals", now=now)
    for outsider in (clinic.sam, clinic.admin):
        with pytest.raises(NotAllowedError):
            join_care_team(by=outsider, patient_id=ada.id, person_id=clinic.sam.id, now=now)


def test_somebody_remains(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    for person in (clinic.sam, clinic.noor, clinic.dov):
        end_care_team_membership(by=clinic.ingrid, patient_id=ada.id, person_id=person.id, now=now)
    with pytest.raises(RefusedError, match="Nobody would be left"):
        end_care_team_membership(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.ingrid.id, now=now)
    with pytest.raises(RefusedError, match="not of this care team"):
        end_care_team_membership(by=clinic.ingrid, patient_id=ada.id, person_id=clinic.sam.id, now=now)
