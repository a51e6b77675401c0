"""What was measured of one person: scores, what was sent and what came, and where they stand, a measure at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from openkap.clinical.instruments.definition import Instrument, Rater
from openkap.clinical.outcomes.change import Rules, Score, Standing, standing
from openkap.clinical.outcomes.measured import Coming, Due, Measured, measured
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.changerules import rules_of
from openkap.interfaces.components.wording import quantity
from openkap.records.assessments.selectors import SentForm

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class BandView:
    """A named stretch of a score."""

    name: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Measure:
    """One instrument over time: its scores, its plan, where the person stands, and which content says so."""

    rules: Rules
    pin: Pin
    bands: tuple[BandView, ...]
    recall: str
    scores: tuple[Score, ...]
    plan: tuple[Due, ...]
    standing: Standing
    measured: Measured
    rater: Rater


def bands_of(instrument: Instrument) -> tuple[BandView, ...]:
    """The named stretches of the score."""
    return tuple(BandView(b.name, Decimal(b.low), Decimal(b.high)) for b in instrument.bands)


def measures(sent: Iterable[SentForm], began_at: datetime | None, now: datetime) -> tuple[Measure, ...]:
    """One measure an instrument that can change, those with most rules first."""
    forms = list(sent)
    able = [i for i in {f.instrument for f in forms} if catalogue.entry("instruments", i).value.direction is not None]
    found = [_measure(id_, [f for f in forms if f.instrument == id_], began_at, now) for id_ in able]
    return tuple(sorted(found, key=lambda m: (m.rules.remission is None, m.rules.response is None, m.rules.measure)))


def _measure(id_: str, sent: list[SentForm], began_at: datetime | None, now: datetime) -> Measure:
    entry = catalogue.entry("instruments", id_)
    instrument: Instrument = entry.value
    rules = rules_of(instrument)
    scores = tuple(Score(f.closed_at, f.score) for f in sent if f.closed_at is not None and f.score is not None)
    plan = tuple(Due(f.sent_at, f.until, f.closed_at, scored=f.score is not None) for f in sent)
    return Measure(
        rules, entry.pin, bands_of(instrument), instrument.recall, tuple(sorted(scores, key=lambda s: s.at)), plan,
        standing(rules, scores, began_at), measured(plan, now), instrument.rater,
    )  # fmt: skip


def gaps(measure: Measure, now: datetime) -> list[datetime]:
    """When a score was due that never came."""
    return [d.due_at for d in measure.plan if d.coming(now) in {Coming.MISSING, Coming.INCOMPLETE}]


def by_day(measure: Measure, now: datetime) -> dict[date, str]:
    """The score of each day on which there was one; :data:`MISSING` where one was due."""
    found = {timezone.localdate(at): MISSING for at in gaps(measure, now)}
    return found | {timezone.localdate(s.at): quantity(s.value) for s in measure.scores}
