"""Sign-off of content by a site's medical director: a record of the site, never a field of the file."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from openkap.clinical.sources import Pin
from openkap.records.accounts.models import ContentSignOff, Role
from openkap.records.accounts.services import only
from openkap.records.audit.acting import Actor
from openkap.records.audit.services import service


def unsigned(site_id: UUID, pins: Iterable[Pin]) -> tuple[Pin, ...]:
    """Those of ``pins`` that the site's director has not signed in exactly this meaning, in the order given."""
    wanted = tuple(pins)
    signed = set(
        ContentSignOff.objects.filter(site_id=site_id, digest__in=[p.digest for p in wanted]).values_list(
            "kind", "content_id", "digest"
        )
    )
    return tuple(p for p in wanted if (p.kind, p.id, p.digest) not in signed)


def last_signed(site_id: UUID) -> dict[tuple[str, str], ContentSignOff]:
    """The newest sign-off of each thing at a site, by kind and id."""
    rows = ContentSignOff.objects.select_related("signed_by").filter(site_id=site_id).order_by("signed_at")
    return {(r.kind, r.content_id): r for r in rows}


@service
def sign_content(*, by: Actor, pins: Iterable[Pin], now: datetime) -> int:
    """Sign a bundle for the director's site; what was signed before stays as it is. Returns how many were new."""
    only(by, Role.DIRECTOR)
    new = unsigned(by.site, pins)
    ContentSignOff.objects.bulk_create(
        ContentSignOff(
            site_id=by.site,
            kind=p.kind,
            content_id=p.id,
            version=p.version,
            digest=p.digest,
            signed_by_id=by.id,
            signed_at=now,
        )
        for p in new
    )
    return len(new)
