"""Django's name for this app."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Labelled ``safety``."""

    name = "openkap.records.safety"
    label = "safety"
