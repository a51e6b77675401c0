"""The switch for doses at home: off until a director and another prescriber both signed, and either closes it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from openkap.clinical.dosing.product import Product
from openkap.clinical.protocols.definition import Protocol
from openkap.clinical.protocols.home import SIGNERS, SwitchSignature, closed_because, site_switch
from openkap.content import catalogue
from openkap.records.accounts.models import Site
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.treatment.models import HomeSwitchSignature
from openkap.records.treatment.sealing import pin_document, pin_of

SHORTEST_WORDS = 20


def signatures(site_id: UUID) -> list[HomeSwitchSignature]:
    """Every signature and withdrawal of the site, newest first."""
    return list(HomeSwitchSignature.objects.filter(site_id=site_id).order_by("-signed_at", "-withdrawn"))


def home_protocols() -> list[Protocol]:
    """The protocols in force that have doses at home."""
    return [e.value for e in catalogue.entries("protocols") if e.value.home is not None]


def home_closed(protocol: Protocol, site: Site, day: date, rows: list[HomeSwitchSignature] | None = None) -> list[str]:
    """Why nothing of this protocol is given at home at this site on that day; empty when law and site are open."""
    product: Product = catalogue.entry("products", protocol.product).value
    known = [_said(row) for row in (signatures(site.id) if rows is None else rows)]
    switch = site_switch([s for s in known if s.protocol.id == protocol.pin.id], protocol.pin, site.jurisdiction)
    return list(closed_because(protocol.home, product.ingredient, switch, site.jurisdiction, day))


def _said(row: HomeSwitchSignature) -> SwitchSignature:
    return SwitchSignature(
        pin_of(row.protocol), row.jurisdiction, row.place, row.role, row.signed_by_label, str(row.signed_by_id),
        row.valid_until, row.signed_at, row.withdrawn,
    )  # fmt: skip


@service
def sign_switch(
    *, by: Actor, protocol_id: str, role: str, place: str, law: str, valid_until: date, now: datetime
) -> HomeSwitchSignature:
    """Sign that doses at home by this protocol are lawful and wanted here until a day. Two people, two roles."""
    _may(by, role)
    site, protocol = Site.objects.get(id=by.site), _home_protocol(protocol_id)
    today = now.astimezone(ZoneInfo(site.zone)).date()
    place, law = " ".join(place.split()), " ".join(law.split())
    window = next(
        (w for w in (protocol.home.legal if protocol.home else ()) if w.jurisdiction == site.jurisdiction), None
    )
    if window is None:
        raise RefusedError("No rule is on file that allows doses at home here, so there is nothing to switch on.")
    if not today <= valid_until <= window.until:
        raise RefusedError(f"Choose a day from today to {window.until:%-d %B %Y}, when the legal window ends.")
    if not place:
        raise RefusedError("Name the state or country whose own law was looked at.")
    if len(law) < SHORTEST_WORDS:
        raise RefusedError("Say what was looked at, and who looked: the law of the place, the licence, the insurer.")
    return _kept(by, site, protocol, role, place, law, valid_until, now, withdrawn=False)


@service
def close_switch(*, by: Actor, protocol_id: str, role: str, because: str, now: datetime) -> HomeSwitchSignature:
    """Take a signature back. One is enough: from this instant nothing is released for home."""
    _may(by, role)
    if not because.strip():
        raise RefusedError("Say in a sentence why.")
    site, protocol = Site.objects.get(id=by.site), _home_protocol(protocol_id)
    today = now.astimezone(ZoneInfo(site.zone)).date()
    return _kept(by, site, protocol, role, "", because.strip(), today, now, withdrawn=True)


def _may(by: Actor, role: str) -> None:
    if role not in SIGNERS:
        raise RefusedError("A director and a prescriber sign this. Choose one of the two.")
    require_role(by, role, doing="decide on doses at home")


def _home_protocol(protocol_id: str) -> Protocol:
    protocol = next((p for p in home_protocols() if p.pin.id == protocol_id), None)
    if protocol is None:
        raise RefusedError("There is no such protocol for home. Choose one from the page.")
    return protocol


def _kept(
    by: Actor, site: Site, protocol: Protocol, role: str, place: str, law: str, until: date, now: datetime, *,
    withdrawn: bool,
) -> HomeSwitchSignature:  # fmt: skip
    return HomeSwitchSignature.objects.create(
        site=site, protocol=pin_document(protocol.pin), jurisdiction=site.jurisdiction, place=place, law=law,
        valid_until=until, role=role, withdrawn=withdrawn, signed_at=now, signed_by_id=by.id,
        signed_by_label=by.label[:120],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """One protocol for home at a site: why it is closed today, or until when it is open."""

    protocol: Protocol
    closed: tuple[str, ...]


def switch_lines(site_id: UUID, now: datetime) -> list[SwitchLine]:
    """Every protocol for home, and why it is closed today at this site."""
    site, rows = Site.objects.get(id=site_id), signatures(site_id)
    today = now.astimezone(ZoneInfo(site.zone)).date()
    return [SwitchLine(p, tuple(home_closed(p, site, today, rows))) for p in home_protocols()]
