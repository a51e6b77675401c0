"""Which tables are guarded, read from the models themselves: whatever declares a ``history`` is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from openkap.records.audit.models import AuditEntry

TRAIL = AuditEntry._meta.db_table


@dataclass(frozen=True, slots=True)
class Table:
    """One guarded table: its name, its key column, its other columns, and whether rows may change."""

    name: str
    key: str
    columns: tuple[str, ...]
    append_only: bool


def guarded() -> Iterator[Table]:
    """Every table that leaves lines in the trail, in order of name; the trail itself is not among them.

    Tables of packages (authenticators, e-mail addresses) are named in ``settings.AUDITED_TOO``.
    """
    also = {apps.get_model(label) for label in settings.AUDITED_TOO}
    found = {m for m in apps.get_models() if hasattr(m, "history")} | also
    for model in sorted(found - {AuditEntry}, key=lambda m: m._meta.db_table):
        yield _table(model)


def _table(model: type[Model]) -> Table:
    options = model._meta
    return Table(
        name=options.db_table,
        key=next(str(f.column) for f in options.local_concrete_fields if f.primary_key),
        columns=tuple(str(f.column) for f in options.local_concrete_fields),
        append_only=getattr(model, "history", "mutable") == "append-only",
    )
