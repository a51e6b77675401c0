"""The site's own switch for doses at home, as it was signed and closed."""

from django.db import models

from openkap.records.audit.models import AppendOnly


class HomeSwitchSignature(AppendOnly):
    """One person's signature, in one role, under doses at home by one protocol in one place; or its withdrawal."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    protocol = models.JSONField(help_text="the pin")
    jurisdiction = models.CharField(max_length=8)
    place = models.CharField(max_length=80, blank=True, help_text="whose own law was looked at: a state, a country")
    law = models.TextField(help_text="what was looked at, by whom; or why it was closed")
    valid_until = models.DateField()
    role = models.CharField(max_length=16, help_text="director or prescriber")
    withdrawn = models.BooleanField(default=False)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signed_by_label = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["site", "signed_at"])]
