"""The care team of a person: who is of it, who may join, and how a membership ends."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from openkap.records.accounts.models import Person
from openkap.records.accounts.selectors import people_in_role, zone_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import NotAllowedError, RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.door import members_on, patient_for
from openkap.records.patients.models import CareTeamMember, Patient

CARERS = ("prescriber", "nurse", "therapist", "director")


def care_team(patient: Patient, now: datetime) -> list[CareTeamMember]:
    """Who is of the care team now, the longest first."""
    members = members_on(_today(patient, now)).filter(patient=patient).select_related("person")
    return list(members.order_by("valid_from", "person__name"))


def without_team(actor: Actor, now: datetime) -> list[Patient]:
    """Living people of the actor's site whom nobody cares for: a new referral, or a team that went away."""
    team = members_on(timezone.localdate(now, zone_of(actor.site))).filter(patient=OuterRef("pk"))
    alone = Patient.objects.filter(~Exists(team), site_id=actor.site, deceased_at__isnull=True)
    return list(alone.order_by("family_name", "given_name")[:50])


def who_may_join(patient: Patient, now: datetime) -> list[Person]:
    """Clinicians of the person's site who are not of the team yet, by name."""
    there = {member.person_id for member in care_team(patient, now)}
    return [p for p in people_in_role(patient.site_id, CARERS, now) if p.id not in there]


def may_change(actor: Actor, patient: Patient, now: datetime) -> bool:
    """Whether the actor may change this team: of it, or a director. A reason opens the record, not the team."""
    if actor.has("director"):
        return True
    return actor.has(*CARERS) and any(member.person_id == actor.id for member in care_team(patient, now))


@service
def join_care_team(*, by: Actor, patient_id: UUID, person_id: UUID, now: datetime) -> CareTeamMember:
    """Add a clinician of the site to the care team from today; somebody who is of it stays as they are."""
    patient = _changeable(by, patient_id, now)
    if member := next((m for m in care_team(patient, now) if m.person_id == person_id), None):
        return member
    if all(colleague.id != person_id for colleague in who_may_join(patient, now)):
        raise RefusedError(
            "Only a prescriber, nurse, therapist or director of this site joins a care team. Choose one of them."
        )
    return CareTeamMember.objects.create(patient=patient, person_id=person_id, valid_from=_today(patient, now))


@service
def end_care_team_membership(*, by: Actor, patient_id: UUID, person_id: UUID, now: datetime) -> CareTeamMember:
    """End a membership at this instant: the record no longer opens to them as one of the team. Somebody must remain."""
    patient = _changeable(by, patient_id, now)
    team = care_team(patient, now)
    member = next((m for m in team if m.person_id == person_id), None)
    if member is None:
        raise RefusedError("They are not of this care team. Look at the list again.")
    if len({m.person_id for m in team}) == 1:
        raise RefusedError("Nobody would be left in this care team. Add a colleague first, then end this membership.")
    for one in (m for m in team if m.person_id == person_id):
        one.ended_at = now
        one.save(update_fields=["ended_at"])
    return member


def _changeable(by: Actor, patient_id: UUID, now: datetime) -> Patient:
    require_role(by, *CARERS, doing="change a care team")
    patient = patient_for(by, patient_id, "care team", now)
    if not may_change(by, patient, now):
        raise NotAllowedError("You are not of this care team. Ask somebody who is, or a director, to add you.")
    return patient


def _today(patient: Patient, now: datetime) -> date:
    return timezone.localdate(now, zone_of(patient.site_id))
