"""Of whom a figure speaks: the five counts from referral to analysis. No figure of a programme stands without them."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Among:
    """How many people were referred, eligible, started, measured at all after they started, and are in the figure."""

    referred: int
    eligible: int
    started: int
    measured: int
    analysed: int

    def __post_init__(self) -> None:
        counts = [(name, getattr(self, name)) for name in ("referred", "eligible", "started", "measured", "analysed")]
        if self.analysed < 0:
            raise ValueError("Fewer than no people were analysed. Count again.")
        for (wider, many), (narrower, few) in pairwise(counts):
            if few > many:
                raise ValueError(f"{few} {narrower}, but only {many} {wider}: each count lies within the one before.")

    def holds(self, people: int) -> None:
        """Insist that exactly so many people are in the figure."""
        if people != self.analysed:
            raise ValueError(f"{people} people are in the figure, but {self.analysed} are said to be analysed.")
