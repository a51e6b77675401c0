"""What a simulated course rests on: the preset and the real content that simulated people go through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from openkap.clinical.dosing.product import DosedBy, Product
from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.outcomes.change import Rules
from openkap.clinical.outcomes.warning import WarningRules
from openkap.clinical.protocols.definition import Protocol, VisitKind
from openkap.clinical.protocols.schedule import PlannedVisit, Schedule
from openkap.clinical.simulation.preset import Arm, Preset
from openkap.clinical.simulation.rooms import Due, due_minutes
from openkap.clinical.sources import Pin

BEFORE = -1  # the day on which the source's baseline is taken
SIMULATED = "Simulated: computed people, not patients. It says nothing about any real person."


@dataclass(frozen=True)
class Scenario:
    """A preset put through one protocol, whose doses are watched by ``plan``."""

    preset: Preset
    protocol: Protocol
    start: date
    schedule: Schedule
    product: Product
    plan: MonitoringPlan
    instruments: Mapping[str, Instrument]
    rules: Mapping[str, Rules]
    warning_rules: WarningRules
    arm: Arm = Arm.TREATMENT
    therapy: float = 0.0

    @cached_property
    def began_at(self) -> datetime:
        """The first dose."""
        return next(v for v in self.schedule.visits if v.kind is VisitKind.DOSING).at

    @cached_property
    def before_at(self) -> datetime:
        """When the source's baseline is taken."""
        return self.began_at + timedelta(days=BEFORE)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The instruments that simulated people answer."""
        return tuple(self.instruments)

    @cached_property
    def dosing_visits(self) -> int:
        """How many doses are planned."""
        return sum(1 for v in self.schedule.visits if v.kind is VisitKind.DOSING)

    @cached_property
    def trial_days(self) -> Mapping[int, tuple[str, ...]]:
        """On which days the source itself measured, and what: its targets, and the day before the first dose."""
        found: dict[int, set[str]] = {}
        for target in self.preset.targets:
            if target.instrument:
                for day in {BEFORE, target.at_day or BEFORE}:
                    found.setdefault(day, set()).add(target.instrument)
        return {day: tuple(sorted(names)) for day, names in sorted(found.items())}

    @cached_property
    def moments(self) -> tuple[tuple[datetime, PlannedVisit | None], ...]:
        """Visits, and the source's own days (None), in their order."""
        visits: list[tuple[datetime, PlannedVisit | None]] = [(v.at, v) for v in self.schedule.visits]
        own = [(self.began_at + timedelta(days=day), None) for day in self.trial_days]
        return tuple(sorted([*visits, *own], key=lambda m: (m[0], m[1] is None)))

    @cached_property
    def _due(self) -> dict[Decimal, Due]:
        return {}

    def due(self, mg: Decimal) -> Due:
        """What is due when after a dose. Only the number of devices changes it; other doses are watched alike."""
        like = mg if self.product.dosed_by is DosedBy.DEVICES else Decimal(1)
        if like not in self._due:
            self._due[like] = due_minutes(self.plan, self.product, like, self.began_at)
        return self._due[like]

    @property
    def pins(self) -> tuple[Pin, ...]:
        """Exactly which content was used."""
        things = (self.preset, self.protocol, self.product, self.plan, self.warning_rules)
        return (*(thing.pin for thing in things), *(i.pin for i in self.instruments.values()))

    @property
    def review_by(self) -> str:
        """The instrument by which a review decides: the first of the preset that can tell reliable change."""
        able = (m.instrument for m in self.preset.measures if self.rules[m.instrument].reliable is not None)
        return next(able, self.preset.main.instrument)
