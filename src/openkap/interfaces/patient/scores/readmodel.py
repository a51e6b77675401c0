"""A person's own scores, a form at a time: sums alone, never an answer. The words are those of the paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString

from openkap.clinical.instruments.definition import Rater
from openkap.interfaces.components.measures import MISSING, by_day
from openkap.interfaces.components.plain_scores import Told, plain_words
from openkap.interfaces.components.trajectory import Trajectory, trajectories_of
from openkap.interfaces.patient.scores.figure import figure

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient


@dataclass(frozen=True, slots=True)
class OwnForm:
    """One form over time; without a score there is no picture."""

    name: str
    told: Told
    picture: SafeString | None
    scores: tuple[tuple[date, str], ...]

    @property
    def has_gap(self) -> bool:
        """Whether a score is missing among them."""
        return any(value == MISSING for _, value in self.scores)


@dataclass(frozen=True, slots=True)
class OwnScores:
    """The form that matters most, the others, and what no score says."""

    first: OwnForm | None
    others: tuple[OwnForm, ...]
    limits: tuple[str, ...]


def own_scores(patient: "Patient", now: datetime) -> OwnScores:
    """What the person filled in themselves; what a clinician rated stays between them and the clinician."""
    with timezone.override(ZoneInfo(patient.site.zone)):
        theirs = [t for t in trajectories_of(patient, now) if t.measure.rater is Rater.PATIENT]
        found = [form for form in (_form(t, now) for t in theirs) if form.scores]
    limits = found[0].told.limits if found else ()
    return OwnScores(found[0] if found else None, tuple(found[1:]), limits)


def _form(found: Trajectory, now: datetime) -> OwnForm:
    days = tuple(sorted(by_day(found.measure, now).items()))
    picture = figure(found.measure, found.began_at, now) if found.measure.scores else None
    return OwnForm(found.measure.rules.measure, plain_words(found), picture, days)
