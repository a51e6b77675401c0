"""How a person becomes a number: a secret of the clinic's own, the same at every build, and never written down.

The key is derived from the first key of the clinic's keyset, so the numbers outlive a rotation. A number cannot be
turned back without the keyset; with it, the clinic can find a person again, so the tables stay personal data where the
law counts them so, and they stay on the clinic's own machine.
"""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from openkap.records.audit.keyset import load

SHIFT_DAYS = 60  # at most so many days earlier or later; policy of this programme, no source
BANDS = ((18, "under 18"), (30, "18 to 29"), (45, "30 to 44"), (65, "45 to 64"))
OLDEST = "65 or over"


@dataclass(frozen=True, slots=True, repr=False)
class Disguise:
    """Numbers and shifts made with one key."""

    key: bytes

    @classmethod
    def of(cls, keyset: Path) -> "Disguise":
        """The clinic's. Raises KeysetError."""
        first = next(iter(load(keyset).keys.values()))
        return cls(hmac.new(first, b"openkap registry", sha256).digest())

    def number(self, kind: str, id_: UUID) -> int:
        """A positive whole number of 63 bits for a person or a course."""
        return int.from_bytes(self._mac(kind, id_)[:8]) >> 1

    def shift(self, person: UUID) -> timedelta:
        """By how many days all dates of this person move: the same for all of them."""
        return timedelta(days=int.from_bytes(self._mac("shift", person)[:8]) % (2 * SHIFT_DAYS + 1) - SHIFT_DAYS)

    def _mac(self, kind: str, id_: UUID) -> bytes:
        return hmac.new(self.key, f"{kind}:{id_}".encode(), sha256).digest()


def age_band(years: int) -> str:
    """Ages in bands wide enough to hide in."""
    return next((band for below, band in BANDS if years < below), OLDEST)


def quarter(day: date) -> str:
    """``2026-Q3``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
