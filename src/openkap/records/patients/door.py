"""The door to a person: who may open a record, and what they say when they are not of the care team.

The care team and the staff and devices of today's rooms pass. A colleague of the same site gives a reason first, which
is kept and reviewed. Another site's person and no person at all answer alike.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.http import Http404
from django.utils import timezone

from openkap.gateways import clock
from openkap.records.accounts.selectors import zone_of
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.opening import record_read
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.patients.models import AccessReason, AccessReview, CareTeamMember, Patient, RoomAccess

REASON_LASTS = timedelta(hours=12)  # a shift; site policy of the medical director
STAFF = ("prescriber", "nurse", "therapist", "director", "administrator")


class ReasonNeededError(Exception):
    """The record exists here, and the actor is not of its care team: ask for the reason, then try again."""

    def __init__(self, patient_id: UUID) -> None:
        self.patient_id = patient_id
        super().__init__("You are not in this person's care team. Say why you open the record.")


def patient_for(actor: Actor, patient_id: UUID, purpose: str, now: datetime | None = None) -> Patient:
    """The person, when the actor may see them. Every opening is recorded with its purpose.

    Raises Http404 for another site's person or nobody, :class:`ReasonNeededError` when a reason has to be given first.
    """
    patient = refuse_strangers(actor, patient_id, now)
    record_read(actor, patient.id, purpose)
    return patient


def refuse_strangers(actor: Actor, patient_id: UUID, now: datetime | None = None) -> Patient:
    """The same door for what belongs to a page that was opened, and recorded, before: nothing is written."""
    patient = _with_access(actor, patient_id, now or clock.now())
    if not _may_open(actor, patient):
        raise ReasonNeededError(patient.id)
    return patient


def _with_access(actor: Actor, patient_id: UUID, now: datetime) -> Patient:
    """One query: the person at the actor's site, with whether the team, a room or a reason lets the actor in."""
    if actor.site_id is None:
        raise Http404("There is no such person here.")
    today = timezone.localdate(now, zone_of(actor.site_id))
    own = {"patient": OuterRef("pk")}
    team = members_on(today).filter(**own, person_id=actor.id)
    rooms = RoomAccess.objects.filter(**own, holder_id=actor.id, valid_on=today)
    reasons = AccessReason.objects.filter(**own, person_id=actor.id, given_at__lte=now, expires_at__gt=now)
    others = Patient.objects.filter(site=OuterRef("site")).exclude(id=OuterRef("id"))
    alike = Q(given_name__iexact=OuterRef("given_name"), family_name__istartswith=Substr(OuterRef("family_name"), 1, 1))
    namesakes = others.filter(Q(family_name__iexact=OuterRef("family_name")) | alike)
    found = Patient.objects.select_related("site").filter(id=patient_id, site_id=actor.site_id)
    patient = found.annotate(
        in_team=Exists(team),
        in_room=Exists(rooms),
        has_reason=Exists(reasons),
        has_namesake=Exists(namesakes),
    ).first()
    if patient is None or (actor.kind is ActorKind.PATIENT and actor.id != patient.id):
        raise Http404("There is no such person here.")
    return patient


def _may_open(actor: Actor, patient: Patient) -> bool:
    if actor.kind in {ActorKind.SYSTEM, ActorKind.PATIENT}:
        return True
    access = vars(patient)
    return bool(access["in_team"] or access["in_room"] or (access["has_reason"] and actor.kind is ActorKind.PERSON))


def members_on(today: date) -> QuerySet[CareTeamMember]:
    """Everybody who is of a care team on that day of the site. An ended membership counts no more from that instant."""
    begun = CareTeamMember.objects.filter(valid_from__lte=today, ended_at__isnull=True)
    return begun.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))


def exists_here(actor: Actor, patient_id: UUID) -> None:
    """Http404 unless the person is of the actor's site; nothing of the record is read."""
    if not Patient.objects.filter(id=patient_id, site_id=actor.site).exists():
        raise Http404("There is no such person here.")


def reason_at(actor: Actor, reason_id: UUID) -> AccessReason:
    """A reason of the actor's site that waits for its review."""
    found = AccessReason.objects.select_related("patient", "person").filter(
        id=reason_id, patient__site_id=actor.site, review__isnull=True
    )
    reason = found.first()
    if reason is None:
        raise Http404("There is no such reason here, or it was reviewed.")
    return reason


@service
def give_reason(*, by: Actor, patient_id: UUID, reason: str, now: datetime) -> AccessReason:
    """Say why one opens the record of somebody whom one does not care for; it opens for twelve hours."""
    require_role(by, *STAFF, doing="open a record with a reason")
    words = " ".join(reason.split())
    if len(words) < 8:
        raise RefusedError("The reason is too short to be reviewed. Say in a few words why you need this record.")
    if len(words) > 400:
        raise RefusedError("The reason is longer than 400 characters. Shorten it.")
    if not Patient.objects.filter(id=patient_id, site_id=by.site).exists():
        raise Http404("There is no such person here.")
    return AccessReason.objects.create(
        patient_id=patient_id, person_id=by.id, reason=words, given_at=now, expires_at=now + REASON_LASTS
    )


@service
def review_reason(*, by: Actor, reason_id: UUID, accepted: bool, note: str, now: datetime) -> AccessReview:
    """A director's look at a reason that a colleague gave."""
    require_role(by, "director", doing="review why records were opened")
    reason = AccessReason.objects.filter(id=reason_id, patient__site_id=by.site, review__isnull=True).first()
    if reason is None:
        raise RefusedError("This reason was reviewed already, or is not of your site. Look at the list again.")
    if reason.person_id == by.id:
        raise RefusedError("This is your own reason. Another director reviews it.")
    if not accepted and not note.strip():
        raise RefusedError("Say what was wrong with it, and what follows.")
    return AccessReview.objects.create(
        reason=reason, reviewed_by_id=by.id, reviewed_at=now, accepted=accepted, note=note.strip()[:400]
    )


@service
def admit_to_room(*, by: Actor, patient_id: UUID, holder_id: UUID, now: datetime) -> None:  # noqa: ARG001
    """A higher room writes down who, or which device, is with the person today."""
    patient = Patient.objects.select_related("site").get(id=patient_id)
    today = timezone.localdate(now, zone_of(patient.site_id))
    RoomAccess.objects.get_or_create(
        patient=patient, holder_id=holder_id, valid_on=today, defaults={"recorded_at": now}
    )
