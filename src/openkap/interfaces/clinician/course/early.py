"""The rules of early warning that hold for one person, each with its reason, as lines of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.outcomes.change import Score
from openkap.clinical.outcomes.measured import Due
from openkap.clinical.outcomes.warning import EarlyWarning, WarningRules, Watched, warnings
from openkap.clinical.sources import strongest
from openkap.content import catalogue
from openkap.content.changerules import rules_of
from openkap.interfaces.components.wording import short_day
from openkap.interfaces.components.worklist import WorkRow
from openkap.records.assessments.selectors import SentForm

RULES = "relapse-and-silence"


@dataclass(frozen=True, slots=True)
class Early:
    """One rule that holds: its line, since when, and how far its basis was checked."""

    row: WorkRow
    since: datetime
    verification: str


def watched(sent: Sequence[SentForm], began_at: datetime | None) -> tuple[Watched, ...]:
    """What was sent to one person and what came, by instrument; of those alone that tell change."""
    found = []
    for id_ in dict.fromkeys(form.instrument for form in sent):
        instrument = catalogue.entry("instruments", id_).value
        if instrument.direction is None:
            continue
        forms = [f for f in sent if f.instrument == id_]
        scores = tuple(Score(f.closed_at, f.score) for f in forms if f.closed_at is not None and f.score is not None)
        plan = tuple(Due(f.sent_at, f.until, f.closed_at, scored=f.score is not None) for f in forms)
        found.append(Watched(rules_of(instrument), scores, plan, began_at))
    return tuple(found)


def early(measures: Sequence[Watched], now: datetime) -> tuple[Early, ...]:
    """A line for each rule that holds now, whichever instruments say so; in the order of the rules."""
    rules: WarningRules = catalogue.entry("warnings", RULES).value
    held, _ = warnings(rules, measures, now)
    by_rule: dict[str, list[EarlyWarning]] = {}
    for one in held:
        by_rule.setdefault(one.rule.id, []).append(one)
    return tuple(_line(found) for found in by_rule.values())


def _line(found: list[EarlyWarning]) -> Early:
    rule, since = found[0].rule, min(w.since for w in found)
    reasons = "; ".join(f"{w.measure}: {w.because}" for w in found)
    row = WorkRow(rule.title, f"{reasons}. {rule.says}", "", f"since {short_day(since)}", "late")
    return Early(row, since, strongest(rule.basis).value)
