"""A programme's outcomes: of whom, who responded by a day, how long it took, how long it lasted, in which shapes.

Every figure says how many people it speaks of. Too few people give no figure, and a count so small that it could
tell who somebody is stays hidden. What was not measured is bounded, never filled in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, stdev

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.change import Direction, Rule, Rules, Score, Standing, baseline, standing
from openkap.clinical.outcomes.classes import Shape, shape
from openkap.clinical.outcomes.course import to_relapse, to_response
from openkap.clinical.outcomes.proportions import Share, share
from openkap.clinical.outcomes.repeated import Repeated, mixed_model
from openkap.clinical.outcomes.sooner import Started, sooner
from openkap.clinical.outcomes.standards import Standards, TimePoint, at_point
from openkap.clinical.outcomes.survival import Followed, kaplan_meier
from openkap.clinical.outcomes.told import Figure, Flow, Hidden, Mean, Means, Programme, Sooner, Span, Spread
from openkap.clinical.values import Known, Missing, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Treated:
    """One person who was referred. ``scores`` end where a further course begins: what follows belongs to that one.

    ``age``: years when treatment began; None where it is unknown or has not begun.
    """

    eligible: bool
    began_at: datetime | None
    scores: tuple[Score, ...] = ()
    age: float | None = None

    @property
    def started(self) -> bool:
        """Whether treatment began."""
        return self.began_at is not None


def programme(
    people: Iterable[Treated], rules: Rules, point: TimePoint, standards: Standards, now: datetime
) -> Programme:
    """Everything that is told of a programme on one measure."""
    everybody = tuple(people)
    flow, standings = at_time(everybody, rules, point, now)
    relapse = _span(everybody, rules, standards, to_relapse)
    return Programme(
        rules=rules,
        point=point,
        flow=flow,
        baseline=_spread(standings, standards),
        figures=figures(flow, standings, rules, standards),
        to_response=_span(everybody, rules, standards, to_response),
        to_relapse=relapse,
        sooner_relapse=relapse if isinstance(relapse, Unknown) else _sooner(everybody, rules, standards),
        means=_means(everybody, rules, standards),
        shapes=_shapes(everybody, rules, standards),
    )


def at_time(
    people: Sequence[Treated], rules: Rules, point: TimePoint, now: datetime
) -> tuple[Flow, tuple[Standing, ...]]:
    """Of whom a time point speaks, and where each of those analysed stood at it."""
    reached = [p for p in people if p.began_at is not None and point.is_over(p.began_at, now)]
    found = []
    for person in reached:
        before, then = baseline(person.scores, person.began_at), at_point(person.scores, person.began_at, point)
        if isinstance(before, Known) and isinstance(then, Known):
            found.append(standing(rules, (before.value, then.value), person.began_at))
    flow = Flow(
        referred=len(people),
        eligible=sum(1 for p in people if p.eligible or p.started),
        started=sum(1 for p in people if p.started),
        reached=len(reached),
        measured=sum(1 for p in reached if _measured(p)),
        analysed=len(found),
    )
    return flow, tuple(found)


def _measured(person: Treated) -> bool:
    return person.began_at is not None and any(s.at >= person.began_at for s in person.scores)


def too_few(people: int, needed: int, what: str = "a share") -> Unknown:
    """That nobody can tell yet, and from how many people on somebody could."""
    return Unknown(Missing.ABSENT, f"{people} people were analysed, and {what} needs {needed}")


def figures(
    flow: Flow, standings: Sequence[Standing], rules: Rules, standards: Standards
) -> tuple[Figure, ...]:  # fmt: skip
    """Response, remission, and reliable change either way: getting worse stands beside getting better."""
    asked: tuple[tuple[str, Rule | None, Callable[[Standing], Truth]], ...] = (
        ("response", rules.response, lambda s: s.response.truth),
        ("remission", rules.remission, lambda s: s.remission.truth),
        ("better", rules.reliable, lambda s: _went(s, Direction.BETTER)),
        ("worse", rules.reliable, lambda s: _went(s, Direction.WORSE)),
    )
    return tuple(Figure(id_, rule, _share(rules, rule, [of(s) for s in standings], flow, standards))
                 for id_, rule, of in asked)  # fmt: skip


def _went(found: Standing, way: Direction) -> Truth:
    if found.change.direction is Direction.UNKNOWN:
        return Truth.UNKNOWN
    return Truth.TRUE if found.change.direction is way else Truth.FALSE


def _share(
    rules: Rules, rule: Rule | None, truths: Sequence[Truth], flow: Flow, standards: Standards
) -> Known[Share] | Hidden | Unknown:
    if rule is None:
        return Unknown(Missing.ABSENT, f"no rule was found in a source for {rules.measure}")
    told = [t for t in truths if t is not Truth.UNKNOWN]
    if len(told) < standards.people:
        return too_few(len(told), standards.people)
    met = sum(t is Truth.TRUE for t in told)
    if standards.hides(met) or standards.hides(len(told) - met):
        return Hidden(standards.small)
    among = Among(flow.referred, flow.eligible, flow.reached, flow.measured, len(told))  # who started and reached it
    found = share(met, among)
    return found if isinstance(found, Unknown) else Known(found)


def _spread(standings: Sequence[Standing], standards: Standards) -> Spread | Unknown:
    values = [float(s.baseline.value.value) for s in standings if isinstance(s.baseline, Known)]
    if len(values) < standards.people:
        return too_few(len(values), standards.people, "a mean")
    return Spread(len(values), fmean(values), stdev(values))


def _counts(people: Sequence[Treated], analysed: int) -> Among:
    started = sum(1 for p in people if p.started)
    eligible = sum(1 for p in people if p.eligible or p.started)
    return Among(len(people), eligible, started, sum(1 for p in people if _measured(p)), analysed)


def _span(
    people: Sequence[Treated],
    rules: Rules,
    standards: Standards,
    days: Callable[[Rules, Iterable[Score], datetime | None], Known[Followed] | Unknown],
) -> Span | Unknown:
    if rules.response is None:
        return Unknown(Missing.ABSENT, f"no rule was found in a source for {rules.measure}")
    found = [days(rules, p.scores, p.began_at) for p in people]
    followed = tuple(f.value for f in found if isinstance(f, Known))
    if len(followed) < standards.people:
        return too_few(len(followed), standards.people, "a curve")
    curve = kaplan_meier(followed, _counts(people, len(followed)))
    return curve if isinstance(curve, Unknown) else Span(curve, followed)


def _sooner(people: Sequence[Treated], rules: Rules, standards: Standards) -> Sooner | Unknown:
    found = []
    for person in people:
        days, before = to_relapse(rules, person.scores, person.began_at), baseline(person.scores, person.began_at)
        if isinstance(days, Known) and isinstance(before, Known) and person.age is not None:
            found.append(Started(days.value, float(before.value.value), person.age))
    return sooner(found, _counts(people, len(found)), standards)


def _means(people: Sequence[Treated], rules: Rules, standards: Standards) -> Means | Unknown:
    rows: list[tuple[float, list[float | None]]] = []
    for person in people:
        before = baseline(person.scores, person.began_at)
        if isinstance(before, Known):
            then = [at_point(person.scores, person.began_at, p) for p in standards.points]
            rows.append((float(before.value.value), [float(s.value.value) if isinstance(s, Known) else None
                                                     for s in then]))  # fmt: skip
    counts = [sum(scores[n] is not None for _, scores in rows) for n in range(len(standards.points))]
    kept = [n for n, count in enumerate(counts) if count >= standards.people]
    seen = [Repeated(rules.measure, before, tuple(scores[n] for n in kept)) for before, scores in rows
            if any(scores[n] is not None for n in kept)]  # fmt: skip
    if len(seen) < standards.model_people:
        return too_few(len(seen), standards.model_people, "the model")
    model = mixed_model(seen, _counts(people, len(seen)))
    if isinstance(model, Unknown):
        return model
    found = (Mean(standards.points[n], counts[n], model.mean(rules.measure, visit)) for visit, n in enumerate(kept))
    return Means(len(seen), model.baseline, tuple(found))


def _shapes(
    people: Sequence[Treated], rules: Rules, standards: Standards
) -> tuple[tuple[Shape, int | Hidden], ...] | Unknown:
    if rules.response is None:
        return Unknown(Missing.ABSENT, f"no rule was found in a source for {rules.measure}")
    found = Counter(shape(rules, p.scores, p.began_at, standards) for p in people if p.started)
    told = sum(count for kind, count in found.items() if kind is not Shape.UNKNOWN)
    if told < standards.people:
        return too_few(told, standards.people, "a table of shapes")
    hidden = {kind for kind in Shape if standards.hides(found[kind])}
    rest = sorted((kind for kind in Shape if found[kind] and kind not in hidden), key=lambda kind: found[kind])
    # The total gives one alone away, and few together nearly so: the next smallest hide with them.
    while rest and (len(hidden) == 1 or standards.hides(sum(found[kind] for kind in hidden))):
        hidden.add(rest.pop(0))
    return tuple((kind, Hidden(standards.small) if kind in hidden else found[kind]) for kind in Shape)
