"""A graded recommendation: what may be offered to whom, how sure one can be, and what the law says."""

from dataclasses import dataclass
from datetime import date

from openkap.clinical.evidence.grades import Checked, Grade, Regulatory, Sponsor, Strength
from openkap.clinical.sources import Basis, Pin, Verification, strongest


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One version. ``flags`` are conditions that travel with it; the law's word ends on ``valid_until`` if given.

    ``rests_on`` names the claims and benchmark rows (``kind/id``) in which its numbers stand.
    """

    pin: Pin
    title: str
    why: str
    grade: Grade
    strength: Strength
    limits: str
    regulatory: Regulatory
    jurisdiction: str
    valid_until: date | None
    flags: tuple[str, ...]
    rests_on: tuple[str, ...]
    plain: str
    basis: tuple[Basis, ...]
    sponsor: Sponsor | None
    checked: Checked

    @property
    def verification(self) -> Verification:
        """How far what carries it was checked."""
        return strongest(self.basis)

    def has_lapsed(self, today: date) -> bool:
        """Whether the law may have changed since: the end of the rule has passed."""
        return self.valid_until is not None and today > self.valid_until
