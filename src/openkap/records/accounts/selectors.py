"""Who somebody is at this moment."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from openkap.records.accounts.models import Membership
from openkap.records.audit.acting import Actor, ActorKind


def actor_of(person_id: UUID, today: date) -> Actor | None:
    """The person as an actor at their site, with every role that is in force today; None when there is none."""
    rows = list(
        Membership.objects.select_related("person")
        .filter(person_id=person_id, person__is_active=True, valid_from__lte=today)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .filter(Q(credential_expires_on__isnull=True) | Q(credential_expires_on__gte=today))
    )
    if not rows:
        return None
    site_id = rows[0].site_id
    roles = frozenset(r.role for r in rows if r.site_id == site_id)
    return Actor(ActorKind.PERSON, person_id, site_id, roles, rows[0].person.name)
