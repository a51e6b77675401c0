"""One simulated person through a whole course: real visits, forms, sessions and rules; what came of it is kept."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from openkap.clinical.instruments.scoring import AnswerError, Incomplete, assess
from openkap.clinical.monitoring.state import Phase
from openkap.clinical.outcomes.change import Direction, Score, standing
from openkap.clinical.outcomes.measured import Due
from openkap.clinical.outcomes.warning import Watched as WatchedMeasure
from openkap.clinical.outcomes.warning import warnings
from openkap.clinical.protocols.definition import AnchorKind, VisitKind
from openkap.clinical.protocols.schedule import PlannedVisit
from openkap.clinical.simulation.chance import Purpose, stream
from openkap.clinical.simulation.people import Person, person
from openkap.clinical.simulation.rooms import Bedside, Watched, bedside, session
from openkap.clinical.simulation.scenario import Scenario
from openkap.clinical.simulation.trajectory import Trajectory, answers
from openkap.clinical.values import Truth

ANSWER_WITHIN = timedelta(hours=48)
BETTER_GAIN = 0.25  # below this share gained somebody leaves and stays silent more often
BEFORE_SESSION = timedelta(hours=2)
SENT_ON_DAYS = 28  # after somebody has gone
A_MINUTE = timedelta(minutes=1)
DAYS_BEFORE, TRIAL = 1000, 1_000_000  # numbers of streams: days before the first dose, and the source's own days
RISE = {"systolic": 40, "diastolic": 25}  # mmHg above the value before the dose, as the label counts it
AWAKE = 5  # MOAA/S of somebody who answers readily


@dataclass(slots=True)
class Course:
    """What one simulated course came to. Days count from the first dose; None is not known, or did not happen."""

    person: Person
    visits: int = 0
    visit_minutes: int = 0
    watch_minutes: int = 0
    doses: int = 0
    put_off: int = 0
    transferred: int = 0
    not_out: int = 0
    left_on: int | None = None
    stopped: str = ""
    relapsed_on: float | None = None
    last_dose_on: int | None = None
    response: Truth = Truth.UNKNOWN
    remission: Truth = Truth.UNKNOWN
    room_alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    form_alerts: Counter[tuple[str, str]] = field(default_factory=Counter)
    effects: set[str] = field(default_factory=set)
    pressure_rise: bool = False
    sedated: int = 0
    dissociated: int = 0
    scores: dict[str, list[Score]] = field(default_factory=dict)
    trial: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    forms: dict[str, list[Due]] = field(default_factory=dict)
    warned: dict[str, float] = field(default_factory=dict)

    @property
    def was_well(self) -> bool:
        """Whether there was a response to lose at the last dose."""
        at = self.last_dose_on
        return self.person.responds and at is not None and (self.relapsed_on is None or self.relapsed_on > at)

    @property
    def well_days(self) -> float | None:
        """Days from the last dose to the relapse; None without one while the course was followed."""
        if self.relapsed_on is None or self.last_dose_on is None:
            return None
        return self.relapsed_on - self.last_dose_on

    @property
    def missing_percent(self) -> float | None:
        """How many of the forms that were sent did not come."""
        sent = [d for plan in self.forms.values() for d in plan]
        return 100 * sum(1 for d in sent if d.answered_at is None) / len(sent) if sent else None


@dataclass(slots=True)
class _Walk:
    scenario: Scenario
    seed: int
    state: Trajectory
    course: Course
    began_at: datetime
    doses_left: int
    took_place: set[tuple[str, int]] = field(default_factory=set)  # rule and number of a visit
    hazard: float = 0.0
    day: float = 0.0

    @property
    def better(self) -> bool:
        return self.state.gained(self.day) >= BETTER_GAIN

    @property
    def reviewed(self) -> tuple[Score, ...]:
        return tuple(self.course.scores.get(self.scenario.review_by, ()))

    def day_of(self, at: datetime) -> float:
        return (at - self.began_at).total_seconds() / 86400


def course(scenario: Scenario, seed: int, number: int) -> Course:
    """Send one person through the whole schedule. The same seed and number give the same course, always."""
    who = person(scenario.preset, scenario.instruments, scenario.arm, seed, number, scenario.therapy)
    state = Trajectory(scenario.preset, who)
    kept = Course(who)
    walk = _Walk(scenario, seed, state, kept, scenario.began_at, scenario.dosing_visits)
    for at, visit in scenario.moments:
        if kept.left_on is None and _left(walk, at):
            kept.left_on = max(ceil(walk.day), 0)
            state.stop(max(walk.day, 0.0))
        if kept.left_on is not None:
            _unanswered(walk, at, visit)
        elif visit is None:
            _trial_day(walk, at)
        elif not _falls_away(walk, visit):
            _visit(walk, visit)
    state.advance(walk.day_of(scenario.moments[-1][0]))
    kept.relapsed_on = state.relapsed_on
    stands = standing(scenario.rules[scenario.review_by], walk.reviewed, walk.began_at)
    kept.response, kept.remission = stands.response.truth, stands.remission.truth
    _warn(walk)
    return kept


def _left(walk: _Walk, at: datetime) -> bool:
    """Whether the person has gone before this moment; without improvement people go sooner."""
    day, leaving = walk.day_of(at), walk.scenario.preset.leaving
    if day > 0:
        rate = walk.course.person.weekly_leaving * (1.0 if walk.better else leaving.if_not_better.value)
        walk.hazard += rate * (day - max(walk.day, 0.0)) / 7
    if walk.hazard >= walk.course.person.leaves_at:
        return True
    walk.day = day
    return False


def _unanswered(walk: _Walk, at: datetime, visit: PlannedVisit | None) -> None:
    """Nobody knows yet that somebody has gone: for four weeks their forms are still sent, and do not come."""
    left_on = walk.course.left_on
    if visit is None or left_on is None or walk.day_of(at) > left_on + SENT_ON_DAYS:
        return
    for instrument in visit.instruments:
        if instrument in walk.scenario.instruments:
            walk.course.forms.setdefault(instrument, []).append(Due(at - ANSWER_WITHIN, at))


def _falls_away(walk: _Walk, visit: PlannedVisit) -> bool:
    """Doses after the stop, and what would follow a visit that was not (of a dose: not given), do not take place."""
    if visit.kind is VisitKind.DOSING:
        return bool(walk.course.stopped)
    anchor = walk.scenario.protocol.rule(visit.rule).anchor
    return anchor.kind is AnchorKind.EACH and (anchor.rule, visit.number) not in walk.took_place


def _visit(walk: _Walk, visit: PlannedVisit) -> None:
    for instrument in visit.instruments:
        if instrument in walk.scenario.instruments:
            _form(walk, instrument, visit.at)
    walk.course.visits += 1
    if visit.kind is VisitKind.DOSING:
        _session(walk, visit)
        return
    walk.course.visit_minutes += visit.minutes
    walk.took_place.add((visit.rule, visit.number))
    if visit.kind is VisitKind.REVIEW and walk.state.doses and not walk.course.stopped:
        _review(walk)


def _form(walk: _Walk, instrument: str, at: datetime) -> None:
    """A form sent two days before a visit: answered, with a score of the engine, or silence."""
    which = int(walk.day_of(at)) + DAYS_BEFORE
    draw = stream(walk.seed, walk.course.person.number, Purpose.FORMS, which * len(walk.scenario.names)
                  + walk.scenario.names.index(instrument))  # fmt: skip
    silence, deviate = float(draw.random()), float(draw.standard_normal())
    leaving = walk.scenario.preset.leaving
    chance = leaving.each_form.value * (1.0 if walk.better or not walk.state.doses else leaving.if_not_better.value)
    answered = silence >= chance
    sent_at, until = at - ANSWER_WITHIN, at
    walk.course.forms.setdefault(instrument, []).append(
        Due(sent_at, until, at - BEFORE_SESSION if answered else None, scored=answered)
    )
    if answered:
        value, flags = _scored(walk, instrument, at - BEFORE_SESSION, deviate)
        walk.course.scores.setdefault(instrument, []).append(Score(at - BEFORE_SESSION, value))
        walk.course.form_alerts.update(flags)


def _scored(walk: _Walk, instrument: str, at: datetime, deviate: float) -> tuple[Decimal, list[tuple[str, str]]]:
    """Answers that add up to the state of the day, scored and flagged by the engine."""
    definition, way = walk.scenario.instruments[instrument], walk.course.person.ways[instrument]
    score = walk.state.score(instrument, walk.day_of(at), deviate)
    found = assess(definition, answers(way.order, definition.score.of, way.lowest, score))
    if isinstance(found.outcome, Incomplete):
        raise AnswerError(f"{definition.title} cannot be simulated: full answers gave no score. Leave it out.")
    return Decimal(found.outcome.score), [(f.id, f.urgency.value) for f in found.flags]


def _trial_day(walk: _Walk, at: datetime) -> None:
    """What the source itself measured on this day. It is no form of the clinic, and no rule of it looks at it."""
    for instrument in walk.scenario.trial_days[round(walk.day)]:
        which = TRIAL + round(walk.day) * len(walk.scenario.names) + walk.scenario.names.index(instrument)
        draw = stream(walk.seed, walk.course.person.number, Purpose.FORMS, which)
        value, _ = _scored(walk, instrument, at, float(draw.standard_normal()))
        walk.course.trial[instrument, round(walk.day)] = value


def _session(walk: _Walk, visit: PlannedVisit) -> None:
    scenario, kept = walk.scenario, walk.course
    draw = stream(walk.seed, kept.person.number, Purpose.SESSION, visit.number)
    shown = bedside(scenario.preset, kept.person, scenario.arm, draw)
    mg = _dose_mg(walk, visit)
    found = session(scenario.plan, scenario.product, mg, shown, visit.at, scenario.due(mg))
    kept.watch_minutes += found.minutes
    kept.room_alerts.update((a.cause, a.tier.value) for a in found.state.alerts)
    walk.doses_left -= 1
    if not found.dosed:
        kept.put_off += 1
        return
    kept.doses += 1
    kept.last_dose_on = max(round(walk.day), 0)
    kept.transferred += found.state.phase is Phase.TRANSFERRED
    kept.not_out += found.state.phase.open
    walk.took_place.add((visit.rule, visit.number))
    walk.state.dose(kept.last_dose_on, more=walk.doses_left > 0)
    _seen(kept, found, shown, scenario)


def _seen(kept: Course, found: Watched, shown: Bedside, scenario: Scenario) -> None:
    """What the room measured, and the side effects that were said."""
    for measure, limit in RISE.items():
        values = [(r.before_dose, r.value) for r in found.state.readings if r.measure == measure]
        before = [v for first, v in values if first and isinstance(v, Decimal)]
        after = [v for first, v in values if not first and isinstance(v, Decimal)]
        kept.pressure_rise |= bool(before and after) and max(after) - before[-1] >= limit
    summary = found.state.summary
    kept.sedated += summary.lowest_moaas is not None and summary.lowest_moaas < AWAKE
    kept.dissociated += summary.dissociation not in {"", "none"}
    names = {e.symptom or e.id: e.id for e in scenario.preset.effects}
    kept.effects.update(names[symptom] for symptom, _ in shown.symptoms)


def _dose_mg(walk: _Walk, visit: PlannedVisit) -> Decimal:
    """The highest dose that the protocol foresees at this visit; the engine's plan of watching follows from it."""
    rule = walk.scenario.protocol.rule(visit.rule)
    number = sum(1 for v in walk.scenario.schedule.of(visit.rule) if v.number <= visit.number)
    choice = rule.foreseen_dose(number)
    if choice is None:
        raise ValueError(f"{walk.scenario.protocol.pin} foresees no dose at {visit.title} {visit.number}. Mend it.")
    if choice.unit == "mg/kg":
        return Decimal(round(max(choice.amounts) * Decimal(walk.course.person.weight_kg)))
    return max(choice.amounts)


def _review(walk: _Walk) -> None:
    """Doses go on when the engine finds improvement beyond chance. What nobody measured stops them too."""
    rules = walk.scenario.rules[walk.scenario.review_by]
    direction = standing(rules, walk.reviewed, walk.began_at).change.direction
    if direction is not Direction.BETTER:
        unknown = direction is Direction.UNKNOWN
        walk.course.stopped = "not measured" if unknown else "no improvement beyond chance"
        walk.state.stop(walk.day)


def _warn(walk: _Walk) -> None:
    """The rules of early warning as each score came and each silence began; the first day of each is kept."""
    name, kept = walk.scenario.review_by, walk.course
    plan = tuple(kept.forms.get(name, ()))
    watched = WatchedMeasure(walk.scenario.rules[name], walk.reviewed, plan, walk.began_at)
    for now in sorted({d.answered_at or d.until + A_MINUTE for d in plan}):
        if now >= walk.began_at:
            waiting = tuple(r for r in walk.scenario.warning_rules.rules if r.id not in kept.warned)
            rules = replace(walk.scenario.warning_rules, rules=waiting)
            for warning in warnings(rules, (watched,), now)[0]:
                kept.warned.setdefault(warning.rule.id, walk.day_of(now))
