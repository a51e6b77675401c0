"""The drug ledger: lots received, amounts given and wasted. Lines are added, never changed."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from openkap.records.accounts.selectors import zone_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service
from openkap.records.pharmacy.models import EntryKind, LedgerEntry, Lot
from openkap.records.pharmacy.selectors import balance_mg

OUT = (EntryKind.WASTED.value, EntryKind.RETURNED.value)


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
    if count < 1 or strength_mg <= 0 or not lot.strip() or not unit.strip():
        raise RefusedError("The lot, its strength and how many units came are all needed. Fill them in.")
    if expires_on < now.astimezone(zone_of(by.site)).date():
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
    if (found.strength_mg, found.expires_on) != (strength_mg, expires_on):
        kept = f"{found.strength_mg.normalize():f} mg a {found.unit}, expires {found.expires_on:%-d %b %Y}"
        raise RefusedError(f"Lot {found.lot} is here already as {kept}. Read the package again.")
    _enter(by, found, EntryKind.RECEIVED, strength_mg * count, now, now)
    return found


@service
def record_of_session(
    *, by: Actor, site_id: UUID, product: str, lot: str, kind: EntryKind, amount_mg: Decimal, source: str,
    at: datetime, now: datetime, because: str = "", witness: str = "",
) -> LedgerEntry | None:  # fmt: skip
    """Book what a session gave, corrected or wasted; ``amount_mg`` left the lot, and a negative one went back to it.

    A lot that the ledger does not know gives None: what was recorded in the session stands all the same.
    """
    found = Lot.objects.filter(site_id=site_id, product=product, lot=lot).first()
    if found is None:
        return None
    standing = LedgerEntry.objects.filter(lot=found, kind=kind, source=source).first()
    return standing or _enter(by, found, kind, -amount_mg, at, now, source, witness, because)


@service
def take_out(
    *, by: Actor, lot_id: UUID, kind: str, amount_mg: Decimal, witness: Actor | None, because: str, now: datetime
) -> LedgerEntry:
    """Book what left the cabinet outside a session, wasted or returned, before the eyes of a second person."""
    require_role(by, "nurse", "prescriber", doing="take a drug out of stock")
    if witness is None or witness.id == by.id or not witness.has("nurse", "prescriber", "director", "therapist"):
        raise RefusedError("It needs a second member of staff who saw it. Ask a colleague to sign in beside you.")
    lot = Lot.objects.select_for_update().filter(id=lot_id, site_id=by.site).first()
    if lot is None or kind not in OUT or amount_mg <= 0 or not because.strip():
        raise RefusedError("The lot, the amount in milligrams and the reason are all needed. Fill them in.")
    left = balance_mg(lot)
    if amount_mg > left:
        words = (
            f"The ledger says that {left.normalize():f} mg of this lot are left. Count again; correct what a session"
        )
        raise RefusedError(f"{words} booked wrongly in the session itself.")
    return _enter(by, lot, EntryKind(kind), -amount_mg, now, now, "", witness.label, because)


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
