"""Time and value as places on the picture."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

STEPS = (1, 2, 7, 14, 28, 56, 91, 182, 364, 728)
MOST_TICKS = 9


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days from ``first`` to ``last`` laid out between two places; instants count in the active time zone."""

    first: date
    last: date
    left: float
    right: float

    def x(self, at: datetime | date) -> float:
        """Where an instant, or noon of a day, stands."""
        if isinstance(at, datetime):
            local = timezone.localtime(at)
            days = (local.date() - self.first).days + (local.hour * 60 + local.minute) / 1440
        else:
            days = (at - self.first).days + 0.5
        span = max((self.last - self.first).days, 1)
        return self.left + min(max(days / span, 0), 1) * (self.right - self.left)

    def ticks(self) -> list[date]:
        """At most nine days to name, evenly apart."""
        span = max((self.last - self.first).days, 1)
        step = next((s for s in STEPS if span / s <= MOST_TICKS), STEPS[-1])
        return [self.first + timedelta(days=n) for n in range(0, span + 1, step)]


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
