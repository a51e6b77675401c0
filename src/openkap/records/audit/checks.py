"""What must be true of the keyset before anything is served, and that somebody should keep the trail's head."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

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


@register
def check_trail_keeper(**_: Any) -> list[CheckMessage]:
    """Warn when the trail's head does not leave the machine: then a trail rewritten whole would not be noticed."""
    if settings.DEMONSTRATION:
        return []
    if not settings.TRAIL_KEEPER:
        return [
            Caution(
                "Nobody keeps the trail's head: whoever rewrites the whole trail would not be found out.",
                hint="Name somebody's e-mail address outside this machine in OPENKAP_TRAIL_KEEPER.",
                id="audit.W001",
            )
        ]
    if not settings.MAIL_URL:
        words = "The trail's head cannot leave: no mail server is set."
        return [Caution(words, hint="Set OPENKAP_MAIL_URL.", id="audit.W002")]
    return []
