"""What must be true of the keyset before anything is served."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from openkap.records.audit import keyset


def guarded_folders(database: dict[str, Any], backups: str) -> tuple[Path, ...]:
    """Folders that a copy of the database is taken from: the database's own and the backups'."""
    folders = [Path(backups)]
    if "sqlite" in str(database["ENGINE"]) and "memory" not in str(database["NAME"]):
        folders.append(Path(str(database["NAME"])).parent)
    return tuple(folders)


@register
def check_keyset_place(**_: Any) -> list[CheckMessage]:
    """Refuse a keyset that a backup of the database would carry along, or that others can read."""
    path = Path(settings.KEYSET)
    folder = keyset.misplaced(path, guarded_folders(settings.DATABASES["default"], settings.BACKUPS))
    if folder:
        return [
            Error(
                f"The keyset {path} lies inside {folder}: whoever gets the database would get the keys with it.",
                hint="Move it elsewhere and name the new place in OPENKAP_KEYSET.",
                id="audit.E001",
            )
        ]
    try:
        if path.exists():
            keyset.load(path)
    except keyset.KeysetError as problem:
        return [Error(str(problem), id="audit.E002")]
    return []
