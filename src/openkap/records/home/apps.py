"""Django's name for this app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Labelled ``home``."""

    name = "openkap.records.home"
    label = "home"
