"""Reading the cabinet: lots that may be used, and what is left of each."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet, Sum

from openkap.records.pharmacy.models import Lot


def usable_lots(site_id: UUID, product: str, on: date) -> QuerySet[Lot]:
    """Lots of a product that have not expired, the first to expire first, each with its ``balance_mg``."""
    fitting = Lot.objects.filter(site_id=site_id, product=product, expires_on__gte=on)
    return fitting.annotate(balance_mg=Sum("entries__amount_mg")).order_by("expires_on", "lot")


def balance_mg(lot: Lot) -> Decimal:
    """What is left of a lot."""
    return Decimal(lot.entries.aggregate(sum=Sum("amount_mg"))["sum"] or 0)
