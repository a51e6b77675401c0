"""A sign of life that one process leaves for others: a file whose content is the instant of the last beat."""

from datetime import datetime
from pathlib import Path


def beat(path: Path, now: datetime) -> None:
    """Leave a sign of life."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(now.isoformat())
    fresh.replace(path)


def last_beat(path: Path) -> datetime | None:
    """When the last sign of life was left; None when there was none, or it cannot be read."""
    try:
        return datetime.fromisoformat(path.read_text())
    except (OSError, ValueError):
        return None
