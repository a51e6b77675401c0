"""Django's name for this app."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    """Labelled ``scheduling``."""

    name = "openkap.records.scheduling"
    label = "scheduling"
