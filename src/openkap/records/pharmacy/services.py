"""The drug ledger: lots received, amounts given and wasted. Lines are added, never changed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.pharmacy.models import EntryKind, LedgerEntry, Lot


@service
def receive_lot(
    *,
    by: Actor,
    product: str,
    lot: str,
    expires_on: date,
    strength_mg: Decimal,
    unit: str,
    count: int,
    now: datetime,
    ndc: str = "",
) -> Lot:
    """Take ``count`` units of a lot into the cabinet. A lot that is known already grows."""
    require_role(by, "nurse", "prescriber", "director", doing="receive a lot")
    if count < 1 or strength_mg <= 0 or not lot.strip():
        raise RefusedError("The lot, its strength and how many units came are all needed. Fill them in.")
    if expires_on < now.date():
        raise RefusedError(f"The lot expired on {expires_on:%-d %b %Y}. It cannot be taken into stock; return it.")
    found, _ = Lot.objects.get_or_create(
        site_id=by.site,
        product=product,
        lot=lot.strip(),
        defaults={
            "ndc": ndc.strip(),
            "expires_on": expires_on,
            "strength_mg": strength_mg,
            "unit": unit,
            "received_at": now,
            "received_by_id": by.id,
        },
    )
    _enter(by, found, EntryKind.RECEIVED, strength_mg * count, now, now)
    return found


@service
def record_given(
    *, by: Actor, site_id: UUID, product: str, lot: str, amount_mg: Decimal, source: str, at: datetime, now: datetime
) -> LedgerEntry | None:
    """Book what a session gave. A lot that the ledger does not know gives None: the dose stands all the same."""
    found = Lot.objects.filter(site_id=site_id, product=product, lot=lot).first()
    if found is None:
        return None
    standing = LedgerEntry.objects.filter(lot=found, kind=EntryKind.GIVEN, source=source).first()
    return standing or _enter(by, found, EntryKind.GIVEN, -amount_mg, at, now, source=source)


@service
def record_waste(
    *, by: Actor, lot_id: UUID, amount_mg: Decimal, witness: Actor, because: str, now: datetime, source: str = ""
) -> LedgerEntry:
    """Book what was thrown away, before the eyes of a second person."""
    require_role(by, "nurse", "prescriber", doing="waste a drug")
    if witness.id == by.id or not witness.has("nurse", "prescriber", "director", "therapist"):
        raise RefusedError("Waste needs a second member of staff who saw it. Ask a colleague to confirm.")
    lot = Lot.objects.filter(id=lot_id, site_id=by.site).first()
    if lot is None or amount_mg <= 0:
        raise RefusedError("Name the lot and the amount in milligrams.")
    return _enter(by, lot, EntryKind.WASTED, -amount_mg, now, now, source, witness.label, because)


def _enter(
    by: Actor,
    lot: Lot,
    kind: EntryKind,
    amount_mg: Decimal,
    at: datetime,
    now: datetime,
    source: str = "",
    witness: str = "",
    because: str = "",
) -> LedgerEntry:
    return LedgerEntry.objects.create(
        lot=lot,
        kind=kind,
        amount_mg=amount_mg,
        source=source,
        witness_label=witness,
        because=because.strip()[:200],
        happened_at=at,
        recorded_at=now,
        by_id=by.id,
        by_label=by.label,
    )
