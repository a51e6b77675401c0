"""The frame of a chart of a programme: days or shares across, percent or points upwards, the grid and its words."""

from dataclasses import dataclass

from openkap.interfaces.components.drawing import Drawing

WIDTH, LEFT, RIGHT, TOP = 840.0, 64.0, 812.0, 16.0
TALL = 240.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a value across and a value upwards stand, for values from 0 to ``across`` and from ``low`` to ``high``."""

    across: float
    low: float
    high: float
    bottom: float = TOP + TALL

    def x(self, value: float) -> float:
        """The place across."""
        return LEFT + value / self.across * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        """The place upwards; what lies outside rests on the edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - TOP)

    def levels(self, on: Drawing, values: tuple[float, ...], unit: str = "") -> None:
        """Grid lines with their values on the left."""
        for value in values:
            on.path("c-grid", "M", LEFT, self.y(value), "H", RIGHT)
            on.text("c-ax", LEFT - 8, self.y(value) + 4, f"{value:g}{unit}", "end")

    def days(self, on: Drawing, days: tuple[int, ...]) -> None:
        """Days named under the frame."""
        for day in days:
            on.path("c-grid", "M", self.x(day), TOP, "V", self.bottom)
            on.text("c-ax", self.x(day), self.bottom + 18, f"day {day}", "middle")
