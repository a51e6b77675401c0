"""Tables of this app."""

from django.db import models
from django.db.models import Q

from openkap.records.audit.models import AppendOnly


class Lot(AppendOnly):
    """One lot of a product as it was received at a site."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="lots")
    product = models.CharField(max_length=60, help_text="content id, e.g. esketamine-nasal")
    ndc = models.CharField(max_length=20, blank=True)
    lot = models.CharField(max_length=40)
    expires_on = models.DateField()
    strength_mg = models.DecimalField(
        max_digits=8, decimal_places=2, help_text="milligrams in one unit: device or vial"
    )
    unit = models.CharField(max_length=20, help_text="device, vial")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "product", "lot"], name="one_row_a_lot"),
            models.CheckConstraint(condition=Q(strength_mg__gt=0), name="lot_has_a_strength"),
        ]


class EntryKind(models.TextChoices):
    """What happened to an amount of a lot."""

    RECEIVED = "received"
    GIVEN = "given"
    WASTED = "wasted"
    RETURNED = "returned"
    ADJUSTED = "adjusted"


class LedgerEntry(AppendOnly):
    """One line of the drug ledger. The balance of a lot is the sum of its lines; ``amount_mg`` is signed."""

    lot = models.ForeignKey("pharmacy.Lot", models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    amount_mg = models.DecimalField(max_digits=10, decimal_places=2, help_text="negative: it left the cabinet")
    source = models.CharField(max_length=80, blank=True, help_text="which event of a session, by id")
    witness_label = models.CharField(max_length=120, blank=True)
    because = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField()
    by_label = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "kind", "source"], condition=~Q(source=""), name="one_entry_for_one_event"
            ),
            models.CheckConstraint(condition=~Q(kind="wasted") | ~Q(witness_label=""), name="waste_is_witnessed"),
        ]
