"""The tables of a trajectory: scores by day, and what was published of groups, in words that predict nothing."""

from dataclasses import dataclass
from datetime import datetime

from openkap.clinical.evidence.grades import is_fact
from openkap.clinical.outcomes.landmarks import Group, Landmark, Mark
from openkap.interfaces.clinician.course.readmodel import Course
from openkap.interfaces.clinician.course.table import rows
from openkap.interfaces.components.telling import SHAPES
from openkap.interfaces.components.trajectory import Trajectory
from openkap.interfaces.components.wording import quantity


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One mark of one group."""

    letter: str
    study: str
    id: str
    who: str
    day: int
    says: str
    other: str
    here: str


def group_rows(found: Trajectory) -> tuple[GroupRow, ...]:
    """Every mark of every group, in the order of the file."""
    return tuple(
        _row(chr(ord("A") + number), group, mark) for number, group in enumerate(found.groups)
        for mark in group.landmarks
    )  # fmt: skip


def _row(letter: str, group: Group, mark: Landmark) -> GroupRow:
    row = group.study.row
    people = f", {row.treatment_count} people" if row.treatment_count and is_fact(row.counts_basis) else ""
    other = f"{quantity(mark.other)}\u00a0% with {row.control}" if mark.other is not None else ""
    return GroupRow(
        letter=letter,
        study=row.title,
        id=row.pin.id,
        who=f"{row.population}: {row.treatment}{people}",
        day=group.day,
        says=_says(group, mark),
        other=other or ("Nobody to compare with" if not row.control else "Not read"),
        here=quantity(mark.level.normalize()),
    )


def _says(group: Group, mark: Landmark) -> str:
    if mark.mark is Mark.MEAN:
        spread = f" (standard deviation {quantity(mark.deviation)})" if mark.deviation is not None else ""
        return f"The mean change would lead from this start to this score{spread}."
    share = f"{quantity(mark.percent)}\u00a0%"
    return {
        Mark.RESPONSE: f"{share} had a fall of {group.study.response_percent}\u00a0% or more",
        Mark.REMISSION: f"{share} were in remission",
        Mark.WORSE: f"{share} were worse than at their start",
    }[mark.mark]


def shape_words(found: Trajectory) -> str:
    """The shape so far, by rule."""
    return SHAPES[found.shape]


def score_rows(found: Trajectory, now: datetime) -> tuple[tuple[object, str], ...]:
    """Every day with a score or a missing one."""
    course = Course("", has_dosing=False, began_at=found.began_at, starts_on=found.first, ends_on=found.last,
                    measures=(found.measure,))  # fmt: skip
    return tuple((row.on, row.values[0]) for row in rows(course, now))
