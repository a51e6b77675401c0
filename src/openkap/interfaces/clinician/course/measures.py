"""The measures of a course: scores, what was sent and what came, and where the person stands."""

from collections.abc import Iterable
from datetime import datetime

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.outcomes.change import Score, standing
from openkap.clinical.outcomes.measured import Due, measured
from openkap.content import catalogue
from openkap.interfaces.clinician.course.instruments import bands_of, rules_of
from openkap.interfaces.clinician.course.readmodel import Measure
from openkap.records.assessments.selectors import DatedScore, SentForm


def _measure(
    id_: str, taken: list[DatedScore], sent: list[SentForm], began_at: datetime | None, now: datetime
) -> Measure:
    entry = catalogue.entry("instruments", id_)
    instrument: Instrument = entry.value
    rules = rules_of(instrument)
    scores = tuple(Score(s.at, s.score) for s in taken if s.score is not None)
    plan = tuple(Due(s.sent_at, s.until, s.closed_at, scored=s.scored) for s in sent)
    return Measure(
        rules, entry.pin, bands_of(instrument), instrument.recall, scores, plan, standing(rules, scores, began_at),
        measured(plan, now),
    )  # fmt: skip


def measures(
    taken: Iterable[DatedScore], sent: Iterable[SentForm], began_at: datetime | None, now: datetime
) -> tuple[Measure, ...]:
    """One measure an instrument that can change, those with most rules first."""
    scores, forms = list(taken), list(sent)
    ids = sorted({s.pin.id for s in scores} | {f.instrument for f in forms})
    found = []
    for id_ in ids:
        if catalogue.entry("instruments", id_).value.direction is None:
            continue
        mine = [s for s in scores if s.pin.id == id_]
        found.append(_measure(id_, mine, [f for f in forms if f.instrument == id_], began_at, now))
    return tuple(sorted(found, key=lambda m: (m.rules.remission is None, m.rules.response is None, m.rules.measure)))
