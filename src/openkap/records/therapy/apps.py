"""Django's name for this app."""

from django.apps import AppConfig


class TherapyConfig(AppConfig):
    """Labelled ``therapy``."""

    name = "openkap.records.therapy"
    label = "therapy"
