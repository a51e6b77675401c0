"""Django's name for this app."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """Labelled ``patients``."""

    name = "openkap.records.patients"
    label = "patients"
