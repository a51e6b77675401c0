"""Django's name for this app, and the two moments at which the guards need a hand of Django's."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """Labelled ``audit``."""

    name = "openkap.records.audit"
    label = "audit"

    def ready(self) -> None:
        """Register the keyset's checks; prepare each new connection; lay the guards again once all migrations ran."""
        import_module("openkap.records.audit.checks")
        connection_created.connect(_prepare, dispatch_uid="audit-prepare")
        post_migrate.connect(_lay, sender=self, dispatch_uid="audit-lay")


def _prepare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    from openkap.records.audit.connections import prepare

    prepare(connection)


def _lay(using: str, **_: Any) -> None:
    from openkap.records.audit.guards import lay

    lay(connections[using])
