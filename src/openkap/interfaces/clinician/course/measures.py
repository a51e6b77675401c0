"""The measures of a course: scores, what was sent and what came, and where the person stands."""

from collections.abc import Iterable
from datetime import datetime

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.outcomes.change import Score, standing
from openkap.clinical.outcomes.measured import Due, measured
from openkap.content import catalogue
from openkap.content.changerules import rules_of
from openkap.interfaces.clinician.course.instruments import bands_of
from openkap.interfaces.clinician.course.readmodel import Measure
from openkap.records.assessments.selectors import SentForm


def _measure(id_: str, sent: list[SentForm], began_at: datetime | None, now: datetime) -> Measure:
    entry = catalogue.entry("instruments", id_)
    instrument: Instrument = entry.value
    rules = rules_of(instrument)
    scores = tuple(Score(f.closed_at, f.score) for f in sent if f.closed_at is not None and f.score is not None)
    plan = tuple(Due(f.sent_at, f.until, f.closed_at, scored=f.score is not None) for f in sent)
    return Measure(
        rules, entry.pin, bands_of(instrument), instrument.recall, tuple(sorted(scores, key=lambda s: s.at)), plan,
        standing(rules, scores, began_at), measured(plan, now),
    )  # fmt: skip


def measures(sent: Iterable[SentForm], began_at: datetime | None, now: datetime) -> tuple[Measure, ...]:
    """One measure an instrument that can change, those with most rules first."""
    forms = list(sent)
    able = [i for i in {f.instrument for f in forms} if catalogue.entry("instruments", i).value.direction is not None]
    found = [_measure(id_, [f for f in forms if f.instrument == id_], began_at, now) for id_ in able]
    return tuple(sorted(found, key=lambda m: (m.rules.remission is None, m.rules.response is None, m.rules.measure)))
