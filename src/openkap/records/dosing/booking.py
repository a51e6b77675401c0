"""The drug ledger as a view of the session: what left the cabinet for it, as it is told now, and what was wasted."""

from datetime import datetime
from decimal import Decimal

from openkap.clinical.monitoring.administrations import Administration
from openkap.clinical.monitoring.events import Event
from openkap.clinical.monitoring.state import SessionState
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing.models import DosingSession
from openkap.records.pharmacy import services as pharmacy
from openkap.records.pharmacy.models import EntryKind

WASTED = "wasted"


def refuse_unseen_waste(event: Event) -> None:
    """Waste is kept only with a second person who signed in for it."""
    if event.type == WASTED and not event.text("witness"):
        raise RefusedError("Waste needs a second person who saw it. Ask a colleague to sign in beside you.")


def book(
    by: Actor, session: DosingSession, before: SessionState, after: SessionState, event: Event, now: datetime
) -> None:
    """Book what this event changed: a new administration, another amount or lot of an earlier one, or waste."""
    was, is_ = ({a.event_id: a for a in state.given.all} for state in (before, after))
    for id_ in {**was, **is_}:
        if id_ == event.id:
            _enter(by, session, EntryKind.GIVEN, is_[id_].lot, is_[id_].amount_mg, event, id_, now)
            continue
        because = event.text("because") or f"The session says it otherwise now ({event.type})."
        source = f"{id_}/{event.id}"
        for lot, amount in _moved(was.get(id_), is_.get(id_)).items():
            _enter(by, session, EntryKind.ADJUSTED, lot, amount, event, source, now, because=because)
    if event.type == WASTED:
        _enter(by, session, EntryKind.WASTED, event.text("lot"), event.number("amount_mg"), event, event.id, now,
               because=event.text("because"), witness=event.text("witness"))  # fmt: skip


def _moved(was: Administration | None, is_: Administration | None) -> dict[str, Decimal]:
    """How much more left each lot than was booked; negative: it goes back. An amount nobody knows was not booked."""
    found: dict[str, Decimal] = {}
    for told, sign in ((was, -1), (is_, 1)):
        if told is not None and told.amount_mg is not None:
            found[told.lot] = found.get(told.lot, Decimal(0)) + sign * told.amount_mg
    return {lot: amount for lot, amount in found.items() if amount}


def _enter(
    by: Actor, session: DosingSession, kind: EntryKind, lot: str, amount_mg: Decimal | None, event: Event, source: str,
    now: datetime, because: str = "", witness: str = "",
) -> None:  # fmt: skip
    if amount_mg is not None:
        pharmacy.record_of_session(
            by=by, site_id=session.site_id, product=session.product["id"], lot=lot, kind=kind, amount_mg=amount_mg,
            source=source, at=event.at, now=now, because=because, witness=witness,
        )  # fmt: skip
