"""What a site's director made stricter than the content proposes: never looser, with a reason, for their site alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from openkap.clinical.dosing import tightening as dosing
from openkap.clinical.dosing.product import Product
from openkap.clinical.monitoring import tightening as monitoring
from openkap.clinical.tightening import Limit
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.records.accounts.models import Role, SiteLimit
from openkap.records.accounts.services import only
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.audit.services import service

TIGHTENABLE: dict[str, Callable[[Any], tuple[Limit, ...]]] = {
    "monitoring": monitoring.tightenable,
    "products": dosing.tightenable,
}


@dataclass(frozen=True, slots=True)
class LimitHere:
    """One number of the content with what the site last decided about it, if it ever did."""

    limit: Limit
    decided: SiteLimit | None

    @property
    def tightened(self) -> bool:
        """Whether the site's number counts, not the content's."""
        return self.value != self.limit.default

    @property
    def value(self) -> Decimal:
        """The number that counts here."""
        return self.limit.here(self.decided.value if self.decided else None)


def limits_here(site_id: UUID, entry: Entry) -> tuple[LimitHere, ...]:
    """Every number of a product or a monitoring plan that the site may tighten, as it stands there."""
    rows = _newest(site_id, entry.pin.kind, entry.pin.id)
    return tuple(LimitHere(limit, rows.get(limit.path)) for limit in TIGHTENABLE[entry.pin.kind](entry.value))


def in_force(site_id: UUID, kind: str, id_: str) -> dict[str, Decimal]:
    """The site's own numbers for one file of content, by their path."""
    return {path: row.value for path, row in _newest(site_id, kind, id_).items() if row.value is not None}


def product_here(site_id: UUID, product: Product) -> Product:
    """The product with the site's stricter numbers."""
    site = in_force(site_id, "products", product.pin.id)
    return dosing.tightened(product, site) if site else product


@service
def set_limit(
    *, by: Actor, kind: str, id_: str, path: str, value: Decimal | None, reason: str, now: datetime
) -> SiteLimit:
    """Tighten one number for the director's site from now on; None takes the content's own number again.

    Raises RefusedError, in words, for a number that would loosen, for one that the content does not have, and without
    a reason. What has begun keeps the numbers it began with.
    """
    only(by, Role.DIRECTOR)
    entry = catalogue.entry(kind, id_)
    limit = next((x for x in TIGHTENABLE[kind](entry.value) if x.path == path), None)
    if limit is None:
        raise RefusedError("The content has no such number any more. Open the page again.")
    if value is not None and (refusal := limit.refusal(value)):
        raise RefusedError(refusal)
    if not reason.strip():
        raise RefusedError("Say in a sentence why.")
    if value is None and in_force(by.site, kind, id_).get(path) is None:
        raise RefusedError("The content's own number counts already. Nothing was changed.")
    return SiteLimit.objects.create(
        site_id=by.site,
        kind=kind,
        content_id=id_,
        version=entry.pin.version,
        path=path,
        value=value,
        default=limit.default,
        reason=reason.strip(),
        decided_by_id=by.id,
        decided_at=now,
    )


def as_kept(site: Mapping[str, Decimal]) -> dict[str, str]:
    """The numbers as a session or an order keeps them."""
    return {path: f"{value.normalize():f}" for path, value in sorted(site.items())}


def _newest(site_id: UUID, kind: str, id_: str) -> dict[str, SiteLimit]:
    rows = SiteLimit.objects.select_related("decided_by").filter(site_id=site_id, kind=kind, content_id=id_)
    return {row.path: row for row in rows.order_by("decided_at", "id")}
