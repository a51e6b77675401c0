"""Where a number or a rule comes from, and how far that was checked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verification(StrEnum):
    """How far the source of a number was checked. Only ``read`` and ``computed`` may rule a product out."""

    READ = "read"
    RESTATED = "restated"
    COMPUTED = "computed"
    POLICY = "policy"
    UNVERIFIED = "unverified"

    @property
    def may_contraindicate(self) -> bool:
        """Whether a fact of this standing may lead to a verdict that nobody can override."""
        return self in {Verification.READ, Verification.COMPUTED}


@dataclass(frozen=True, slots=True)
class Reference:
    """One bibliographic record: a file of ``content/references``."""

    id: str
    title: str
    year: int | None
    doi: str = ""
    pmid: str = ""
    locator: str = ""
    seen: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a number stands: a reference with a locator, or a site policy with a named owner; never neither.

    ``mark`` keeps the letter the research gave it (V, C, S, K …) beside our scale.
    """

    verification: Verification
    ref: str = ""
    at: str = ""
    policy: str = ""
    mark: str = ""

    def __post_init__(self) -> None:
        if bool(self.ref) == bool(self.policy):
            raise ValueError("A basis names either a reference or the owner of a policy, and one of them always.")
        if self.policy and self.verification not in {Verification.POLICY, Verification.UNVERIFIED}:
            raise ValueError("A policy is verified as 'policy' or 'unverified': it has no source that could be read.")


def strongest(bases: tuple[Basis, ...]) -> Verification:
    """The best standing among several bases of one statement, in the order of :class:`Verification`."""
    order = [
        Verification.READ,
        Verification.COMPUTED,
        Verification.RESTATED,
        Verification.POLICY,
        Verification.UNVERIFIED,
    ]
    return min((b.verification for b in bases), key=order.index, default=Verification.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Pin:
    """Exactly which content was used: kind, id, version and the digest of its meaning."""

    kind: str
    id: str
    version: str
    digest: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One released version that never decides again, since when, and why. What it once decided still replays."""

    pin: Pin
    kind: str
    id: str
    version: str
    on: date
    because: str
    basis: tuple[Basis, ...]

    @property
    def of(self) -> tuple[str, str, str]:
        """What is withdrawn: kind, id and version."""
        return self.kind, self.id, self.version
