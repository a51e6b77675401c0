"""Django's name for this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Labelled ``audit``."""

    name = "openkap.records.audit"
    label = "audit"
