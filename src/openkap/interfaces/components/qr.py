"""A link as a picture that a phone can read."""

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG path of dark squares on a side of ``size`` modules."""

    path: str
    size: int


def picture(text: str) -> Picture:
    """The QR code of a text."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    dark = (f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return Picture("".join(dark), len(rows) + 2 * QUIET)
