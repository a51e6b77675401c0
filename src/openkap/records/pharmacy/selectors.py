"""Reading the cabinet: lots that may be used, and what is left of each."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet, Sum

from openkap.records.audit.acting import Actor
from openkap.records.pharmacy.models import LedgerEntry, Lot


def usable_lots(site_id: UUID, product: str, on: date) -> QuerySet[Lot]:
    """Lots of a product that have not expired, the first to expire first, each with its ``balance_mg``."""
    fitting = Lot.objects.filter(site_id=site_id, product=product, expires_on__gte=on)
    return fitting.annotate(balance_mg=Sum("entries__amount_mg")).order_by("expires_on", "lot")


def balance_mg(lot: Lot) -> Decimal:
    """What is left of a lot."""
    return Decimal(lot.entries.aggregate(sum=Sum("amount_mg"))["sum"] or 0)


def lots_here(actor: Actor) -> QuerySet[Lot]:
    """Every lot that the actor's site ever received, each with its ``balance_mg``, the newest expiry first."""
    return (
        Lot.objects.filter(site_id=actor.site)
        .annotate(balance_mg=Sum("entries__amount_mg"))
        .order_by("product", "-expires_on", "lot")
    )


def lot_here(actor: Actor, lot_id: UUID) -> Lot | None:
    """One lot of the actor's site, with its ``balance_mg``."""
    return lots_here(actor).filter(id=lot_id).first()


def lines_of(lot: Lot) -> QuerySet[LedgerEntry]:
    """Every line of a lot, the newest first."""
    return lot.entries.order_by("-recorded_at", "-happened_at")
