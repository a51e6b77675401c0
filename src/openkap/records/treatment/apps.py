"""Django's name for this app."""

from django.apps import AppConfig


class TreatmentConfig(AppConfig):
    """Labelled ``treatment``."""

    name = "openkap.records.treatment"
    label = "treatment"
