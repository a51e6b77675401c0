"""Django's name for this app."""

from django.apps import AppConfig


class PharmacyConfig(AppConfig):
    """Labelled ``pharmacy``."""

    name = "openkap.records.pharmacy"
    label = "pharmacy"
