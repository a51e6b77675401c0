"""A protocol: which visits a course has, how many days apart, how far each may move, and why."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.protocols.home import HomeRules
from openkap.clinical.sources import Basis, Pin


class CourseKind(StrEnum):
    """What a course of treatment consists of."""

    PSYCHOTHERAPY = "psychotherapy"
    KETAMINE = "ketamine"
    BOTH = "both"

    @property
    def has_dosing(self) -> bool:
        """Without ketamine there is no dosing anywhere."""
        return self is not CourseKind.PSYCHOTHERAPY


class VisitKind(StrEnum):
    """What a visit is for."""

    PREPARATION = "preparation"
    DOSING = "dosing"
    INTEGRATION = "integration"
    THERAPY = "therapy"
    REVIEW = "review"
    FOLLOW_UP = "follow-up"


class AnchorKind(StrEnum):
    """What the days of a rule are counted from."""

    START = "start"  # the first day of the course (its first dose, if it has one)
    EACH = "each"  # every visit of another rule
    LAST = "last"  # the last visit of another rule


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where counting begins; ``rule`` is empty for the start."""

    kind: AnchorKind = AnchorKind.START
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Spacing:
    """How close visits of one rule may come: at least ``minimum_days`` apart, at most ``times`` in any ``in_days``."""

    minimum_days: int
    times: int
    in_days: int
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class DoseChoice:
    """Doses foreseen from visit ``from_visit`` on; the prescriber chooses, within the product's rules."""

    from_visit: int
    amounts: tuple[Decimal, ...]
    unit: str
    basis: tuple[Basis, ...]


@dataclass(frozen=True, slots=True)
class VisitRule:
    """A visit, or a series: at ``days`` after the anchor, each movable by ``earlier`` or ``later`` days."""

    id: str
    kind: VisitKind
    phase: str
    title: str
    why: str
    minutes: int
    days: tuple[int, ...]
    earlier: int
    later: int
    basis: tuple[Basis, ...]
    anchor: Anchor = Anchor()
    spacing: Spacing | None = None
    instruments: tuple[str, ...] = ()
    doses: tuple[DoseChoice, ...] = ()

    def foreseen_dose(self, number: int) -> DoseChoice | None:
        """The doses foreseen at this visit of the rule (1 is its first)."""
        return max((d for d in self.doses if d.from_visit <= number), key=lambda d: d.from_visit, default=None)


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the course."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of a protocol. ``product`` and ``monitoring`` are empty where there is no dosing."""

    pin: Pin
    title: str
    summary: str
    courses: tuple[CourseKind, ...]
    jurisdictions: tuple[str, ...]
    modalities: tuple[str, ...]  # empty: any
    product: str
    monitoring: str
    phases: tuple[Phase, ...]
    visits: tuple[VisitRule, ...]
    variant: str = ""  # of the product: another indication or intent, with a range of its own
    research: str = ""  # what is not known of it, in words; empty where it is usual care
    home: HomeRules | None = None

    def rule(self, id_: str) -> VisitRule:
        """The visit rule of this id."""
        return next(v for v in self.visits if v.id == id_)


def faults(protocol: Protocol) -> tuple[str, ...]:
    """What is wrong with a protocol, in words; empty when it can be scheduled."""
    ids = [v.id for v in protocol.visits]
    phases = {p.id for p in protocol.phases}
    found = [f"The visit id {i!r} stands twice." for i in sorted({i for i in ids if ids.count(i) > 1})]
    found += [f"{v.id}: there is no phase {v.phase!r}." for v in protocol.visits if v.phase not in phases]
    found += [f"{v.id}: its days are not in order." for v in protocol.visits if list(v.days) != sorted(set(v.days))]
    for number, visit in enumerate(protocol.visits):
        if visit.anchor.kind is not AnchorKind.START and visit.anchor.rule not in ids[:number]:
            found.append(f"{visit.id}: counts from {visit.anchor.rule!r}, which must stand before it.")
    at_home = protocol.home.visits if protocol.home else ()
    found += [f"There is no visit {name!r} to give at home." for name in at_home if name not in ids]
    return (*found, *_dosing_faults(protocol))


def _dosing_faults(protocol: Protocol) -> list[str]:
    dosing = [v for v in protocol.visits if v.kind is VisitKind.DOSING]
    found = []
    if bool(dosing) != any(c.has_dosing for c in protocol.courses) or bool(dosing) != bool(protocol.product):
        found.append("Dosing visits, a product and a course with ketamine go together, or none of them stands here.")
    if CourseKind.PSYCHOTHERAPY in protocol.courses and dosing:
        found.append("A course of psychotherapy alone has no dosing.")
    if bool(protocol.product) != bool(protocol.monitoring):
        found.append("A product needs a monitoring plan, and a plan needs a product.")
    first = min((d for v in dosing for d in v.days), default=None)
    for visit in protocol.visits:
        if visit.kind is VisitKind.DOSING and visit.spacing is None:
            found.append(f"{visit.id}: doses need a spacing.")
        if visit.kind is VisitKind.DOSING and visit.anchor.rule and visit.anchor.rule not in {v.id for v in dosing}:
            found.append(f"{visit.id}: doses count from the start or from other doses.")
        late = first is not None and any(d + visit.later >= first for d in visit.days)
        if visit.kind is VisitKind.PREPARATION and visit.anchor.kind is AnchorKind.START and late:
            found.append(f"{visit.id}: preparation may not move to or past the first dose.")
        if visit.anchor.kind is AnchorKind.EACH and any(d - visit.earlier < 1 for d in visit.days):
            found.append(f"{visit.id}: nothing that follows a visit may move to its own day or before.")
    return found
