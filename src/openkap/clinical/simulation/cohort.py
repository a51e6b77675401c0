"""What many simulated courses came to: shares, means and totals, each with what chance and the parameters leave open.

People belong to worlds, and each world has its own benefit, leaving and relapse within the published intervals. How
far the worlds differ beyond the chance of their few people is what the parameters leave open; the chance of all people
is added to it (Student, worlds minus 1). Left out is what no source says, above all whether the model is right.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance, variance

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.course import to_relapse
from openkap.clinical.outcomes.proportions import LEVEL, Interval
from openkap.clinical.outcomes.student import deviate
from openkap.clinical.outcomes.survival import Curve, Followed, kaplan_meier
from openkap.clinical.simulation.course import Course
from openkap.clinical.simulation.scenario import Scenario
from openkap.clinical.values import Known, Missing, Truth, Unknown

RELAPSE_DAYS = 84


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a cohort. ``among`` is how many people it speaks of; of nobody it is unknown."""

    id: str
    says: str
    unit: str
    value: float | None
    interval: Interval | None
    among: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of one course: a number, or None for somebody whom it does not speak of."""

    id: str
    says: str
    unit: str
    of: Callable[[Course], float | None]


def _truth(truth: Truth) -> float | None:
    return None if truth is Truth.UNKNOWN else 100.0 * (truth is Truth.TRUE)


def _relapsed(course: Course) -> float | None:
    """Of those who were well at the last dose: relapsed within twelve weeks of it, whoever saw it."""
    return 100.0 * (course.well_days is not None and course.well_days <= RELAPSE_DAYS) if course.was_well else None


MEASURES: tuple[Measure, ...] = (
    Measure("visits", "visits kept", "visits a person", lambda c: c.visits),
    Measure("doses", "doses given", "doses a person", lambda c: c.doses),
    Measure("put-off", "sessions ended before the dose", "sessions a person", lambda c: c.put_off),
    Measure("left", "left before the end", "%", lambda c: 100.0 * (c.left_on is not None)),
    Measure("stopped", "doses stopped at a review", "%", lambda c: 100.0 * bool(c.stopped)),
    Measure("nurse-hours", "hours of watching, one nurse to a person", "hours a person",
            lambda c: c.watch_minutes / 60),
    Measure("visit-hours", "hours of all other visits", "hours a person", lambda c: c.visit_minutes / 60),
    Measure("room-alerts", "alerts in the room", "alerts a person", lambda c: sum(c.room_alerts.values())),
    Measure("room-calls", "alerts in the room that call somebody", "alerts a person",
            lambda c: sum(n for (_, tier), n in c.room_alerts.items() if tier != "notice")),
    Measure("form-alerts", "alerts from an answer", "alerts a person", lambda c: sum(c.form_alerts.values())),
    Measure("transferred", "handed to emergency care at least once", "%", lambda c: 100.0 * bool(c.transferred)),
    Measure("forms-missing", "forms that did not come", "%", lambda c: c.missing_percent),
    Measure("response", "response at the last score", "%", lambda c: _truth(c.response)),
    Measure("remission", "remission at the last score", "%", lambda c: _truth(c.remission)),
    Measure("relapse", "relapse within 12 weeks of the last dose, of those well then", "%", _relapsed),
)  # fmt: skip


def worlds(courses: Iterable[Course], of: Callable[[Course], float | None]) -> dict[int, list[float]]:
    """The numbers of one measure, world by world; whom it does not speak of is left out."""
    found: dict[int, list[float]] = {}
    for course in courses:
        value = of(course)
        if value is not None:
            found.setdefault(course.person.world, []).append(float(value))
    return found


def figure(measure: Measure, courses: Sequence[Course]) -> Figure:
    """A mean over all people, and an interval from how the worlds differ."""
    by_world = worlds(courses, measure.of)
    every = [v for values in by_world.values() for v in values]
    if not every:
        return Figure(measure.id, measure.says, measure.unit, None, None, 0)
    mean, reach = fmean(every), spread(list(by_world.values()))
    interval = None if reach is None else _within(measure.unit, mean - reach, mean + reach)
    return Figure(measure.id, measure.says, measure.unit, mean, interval, len(every))


def _within(unit: str, low: float, high: float) -> Interval:
    """Counts and shares have a floor, shares a ceiling too."""
    return Interval(max(low, 0.0), min(high, 100.0) if unit == "%" else high)


def spread(by_world: Sequence[Sequence[float]]) -> float | None:
    """Half the width of the interval of a mean over worlds; None for a single world, which shows no difference."""
    if len(by_world) < 2:
        return None
    people = sum(len(values) for values in by_world)
    within = sum(pvariance(values) * len(values) for values in by_world) / people
    beyond = variance([fmean(values) for values in by_world]) - within * fmean(1 / len(values) for values in by_world)
    return deviate(LEVEL, len(by_world) - 1) * sqrt(max(beyond, 0.0) + within / people)


def figures(courses: Sequence[Course]) -> tuple[Figure, ...]:
    """Every figure of a cohort."""
    return tuple(figure(m, courses) for m in MEASURES)


def alerts(courses: Iterable[Course]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """All alerts by cause and tier: of rooms, and of forms by flag and urgency."""
    rooms, forms = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for course in courses:
        rooms.update(course.room_alerts)
        forms.update(course.form_alerts)
    return rooms, forms


def measured_relapse(scenario: Scenario, courses: Sequence[Course]) -> Curve | Unknown:
    """Relapse as the clinic would have seen it: Kaplan and Meier over the scores that came, by the engine's rules."""
    name = scenario.review_by
    found = [to_relapse(scenario.rules[name], c.scores.get(name, ()), scenario.began_at) for c in courses]
    followed: list[Followed] = [f.value for f in found if isinstance(f, Known)]
    if not followed:
        return Unknown(Missing.ABSENT, "nobody was seen to respond and measured again")
    started = len(courses)
    return kaplan_meier(followed, Among(started, started, started, len(followed), len(followed)))
