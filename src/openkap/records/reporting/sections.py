"""Which tables belong to a person's record, and which do not. A new table is exported unless somebody says why not."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model

from openkap.records.audit.models import AuditEntry
from openkap.records.patients.models import Patient

LEFT_OUT = {
    "therapy.PsychotherapyNote": "Psychotherapy notes stay with their author and are in no export.",
    "therapy.NoteDraft": "Notes that nobody has signed are not part of the record.",
    "safety.Notice": "Calls to staff say that somebody is needed, and nothing about the person.",
    "patients.RoomAccess": "Which device or member of staff stood in a room is kept in the clinic's trail.",
}
SECRETS = frozenset({"token_digest", "code_digest"})
BULKY = {"patients.ImportedBundle": "content"}
BULKY_REASON = "Files that others sent are named with their digest; the clinic gives the files themselves on request."


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a person's record: the model, and the way from it to the person."""

    label: str
    model: type[Model]
    path: str  # a lookup, e.g. response__patient
    fields: tuple[str, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Every table that leads to a person, in the order of the apps; those of :data:`LEFT_OUT` too."""
    found: dict[type[Model], str] = {Patient: "id"}
    ours = [m for m in apps.get_models() if m.__module__.startswith("openkap.records.") and m is not AuditEntry]
    while True:
        more = {m: path for m in ours if m not in found and (path := _path(m, found))}
        if not more:
            break
        found.update(more)
    return tuple(
        Section(m._meta.label, m, found[m], tuple(_fields(m))) for m in sorted(found, key=lambda m: m._meta.label)
    )


def _path(model: type[Model], found: dict[type[Model], str]) -> str:
    """The shortest way to the person over one foreign key and what is known already; empty when there is none."""
    ways = [
        "patient" if target is Patient else f"{field.name}__{found[target]}"
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and (target := field.related_model) in found and target is not model
    ]
    return min(ways, key=len, default="")


def _fields(model: type[Model]) -> list[str]:
    bulky = BULKY.get(model._meta.label)
    return [f.attname for f in model._meta.local_concrete_fields if f.name not in SECRETS and f.name != bulky]
