"""Twelve synthetic referrals for the demonstration and the tests (see NOTICE.md); nobody here wrote them."""

from pathlib import Path

HOME = Path(__file__).parent


def names() -> tuple[str, ...]:
    """Their names, e.g. ``milan-beatty``."""
    return tuple(sorted(path.stem for path in HOME.glob("*.json")))


def sample(name: str) -> bytes:
    """One of them, as it was sent."""
    return (HOME / f"{name}.json").read_bytes()
