"""Django's name for this app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Labelled ``reporting``."""

    name = "openkap.records.reporting"
    label = "reporting"
