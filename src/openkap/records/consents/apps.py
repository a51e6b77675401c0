"""Django's name for this app."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Labelled ``consents``."""

    name = "openkap.records.consents"
    label = "consents"
