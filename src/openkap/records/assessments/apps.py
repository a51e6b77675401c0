"""Django's name for this app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Labelled ``assessments``."""

    name = "openkap.records.assessments"
    label = "assessments"
