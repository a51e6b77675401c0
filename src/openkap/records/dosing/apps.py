"""Django's name for this app."""

from django.apps import AppConfig


class DosingConfig(AppConfig):
    """Labelled ``dosing``."""

    name = "openkap.records.dosing"
    label = "dosing"
