"""Time and value as places on the picture."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364, 728)
MOST_TICKS = 9
FAR = 21  # days beyond the near part from which the scale breaks
LATER = 110.0  # pixels that everything later has


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days from ``first`` to ``last`` laid out between two places; instants count in the active time zone.

    What lies beyond ``near`` is pressed into ``LATER`` at the end, so that one visit in spring does not squash these
    weeks. The picture says so where the scale breaks.
    """

    first: date
    last: date
    left: float
    right: float
    near: date | None = None

    @property
    def is_broken(self) -> bool:
        """Whether the end of the axis has another scale."""
        return self.near is not None and (self.last - self.near).days > FAR

    @property
    def split(self) -> float:
        """Where the scale breaks; the right end where it does not."""
        return self.right - LATER if self.is_broken else self.right

    def x(self, at: datetime | date) -> float:
        """Where an instant, or noon of a day, stands."""
        if isinstance(at, datetime):
            local = timezone.localtime(at)
            days = (local.date() - self.first).days + (local.hour * 60 + local.minute) / 1440
        else:
            days = (at - self.first).days + 0.5
        even = self._even_days()
        if days <= even:
            return self.left + max(days / even, 0) * (self.split - self.left)
        rest = max((self.last - self.first).days - even, 1)
        return self.split + min((days - even) / rest, 1) * (self.right - self.split)

    def ticks(self) -> list[date]:
        """At most nine days to name, evenly apart, on the even part of the axis."""
        span = self._even_days()
        step = next((s for s in STEPS if span / s <= MOST_TICKS), STEPS[-1])
        return [self.first + timedelta(days=n) for n in range(0, span + 1, step)]

    def _even_days(self) -> int:
        end = self.near if self.is_broken and self.near is not None else self.last
        return max((end - self.first).days, 1)


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """Values from ``low`` at the bottom to ``high`` at the top."""

    low: Decimal
    high: Decimal
    top: float
    bottom: float

    def y(self, value: Decimal | float) -> float:
        """Where a value stands; what lies outside rests on the edge."""
        share = (float(value) - float(self.low)) / (float(self.high) - float(self.low))
        return self.bottom - min(max(share, 0), 1) * (self.bottom - self.top)
