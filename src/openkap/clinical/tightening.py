"""What a site may tighten of what the content proposes, and the refusal of everything that would loosen it.

Which way is tighter follows from the content itself: a limit that raises something *above* a value is tighter when it
is lower, one that must be *at least* a value is tighter when it is higher. Of two values the tighter one counts.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.sources import Basis


class Tighter(StrEnum):
    """The direction in which a limit becomes stricter."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Limit:
    """One number of the content that a site may make stricter, up to ``furthest`` and no further."""

    path: str
    group: str
    title: str
    says: str  # what happens at the number, which follows it
    unit: str
    default: Decimal
    tighter: Tighter
    furthest: Decimal
    basis: tuple[Basis, ...]
    whole: bool = False  # only whole numbers mean anything

    def refusal(self, value: Decimal) -> str:
        """Why a site may not put this value, in words; empty when it may."""
        place = f"{self.title}: {value.normalize():f}{self.unit}"
        if not value.is_finite() or value == self.default or (value > self.default) is (self.tighter is Tighter.LOWER):
            return (
                f"{place} is not stricter than the content's {self.default.normalize():f}{self.unit}. A site may "
                f"tighten, never loosen: choose a {self.tighter} value."
            )
        if self.whole and value != value.to_integral_value():
            return f"{place} is no whole number. Write one."
        if value != self.furthest and (value > self.furthest) is (self.tighter is Tighter.HIGHER):
            return f"{place} goes too far: nothing could be within it. The most is {self.furthest.normalize():f}."
        return ""

    def here(self, value: Decimal | None) -> Decimal:
        """The value that counts: the stricter one of the content's and the site's."""
        if value is None:
            return self.default
        return min(value, self.default) if self.tighter is Tighter.LOWER else max(value, self.default)
