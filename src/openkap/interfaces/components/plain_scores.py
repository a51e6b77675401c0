"""What somebody's scores did, in plain words for them: no cause, no promise, no word that judges a person."""

from dataclasses import dataclass

from openkap.clinical.outcomes.change import Change, Direction, Score
from openkap.clinical.outcomes.landmarks import Group, Mark
from openkap.clinical.values import Known, Truth
from openkap.interfaces.components.measures import Measure
from openkap.interfaces.components.trajectory import Trajectory
from openkap.interfaces.components.wording import day, quantity

HALF = 50  # percent
GROUP = (
    "That is what a group did. Many people in the group were not asked again.",
    "It does not say what will happen for you.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """Three short parts: what the scores did, what that does not say, and what a group of others did."""

    scores: tuple[str, ...]
    limits: tuple[str, ...]
    others: tuple[str, ...]


def plain_words(found: Trajectory) -> Told:
    """The words for the person."""
    others = tuple(s for g in found.groups for s in _others(g))
    return Told(_scores(found), _limits(found), (*others, *GROUP) if others else ())


def _scores(found: Trajectory) -> tuple[str, ...]:
    rules = found.measure.rules
    better = "low" if rules.lower_is_better else "high"
    return (
        f"The form is called {rules.measure}. It asks about {found.measure.recall}.",
        f"Scores go from {quantity(rules.low)} to {quantity(rules.high)}. A {better} score is better.",
        *(_so_far(found.measure) if found.began_at is None else _since(found.measure)),
        *_missing(len(found.measure.measured.missing)),
    )


def _so_far(measure: Measure) -> tuple[str, ...]:
    """Before treatment there is nothing to compare with yet."""
    if not measure.scores:
        return ("We have no score from you yet.",)
    return (f"Your last score was {_on(measure.scores[-1])}.", "Treatment has not begun yet.")


def _since(measure: Measure) -> tuple[str, ...]:
    rules, standing = measure.rules, measure.standing
    before, after = standing.baseline, standing.latest
    if isinstance(before, Known):
        said = [f"Before treatment your score was {_on(before.value)}."]
    else:
        said = ["We have no score from before treatment. So we cannot say how far it moved."]
    if not isinstance(after, Known):
        return (*said, "We have no score since treatment began.")
    said.append(f"Your last score was {_on(after.value)}.")
    said += _moved(standing.change, lower_is_better=rules.lower_is_better)
    halves = rules.lower_is_better and rules.response is not None and rules.response.value == HALF
    if standing.response.truth is Truth.TRUE and halves:
        said.append("It is now half of the first score, or less.")
    return tuple(said)


def _missing(forms: int) -> tuple[str, ...]:
    """Forms that were sent and gave no score, whether they came back in part or not at all."""
    if not forms:
        return ()
    return (f"From {forms} form{'s' if forms > 1 else ''} that we sent we have no score. That is all right.",)


def _on(score: Score) -> str:
    return f"{quantity(score.value)}, on {day(score.at)}"


def _moved(change: Change, *, lower_is_better: bool) -> tuple[str, ...]:
    if change.points is None:
        return ()
    if change.points == 0:
        return ("It is the same as before.",)
    fell = (change.points > 0) == lower_is_better
    first = f"It went {'down' if fell else 'up'} by {quantity(abs(change.points))}."
    if change.direction is Direction.UNKNOWN or change.rule is None:
        return (first,)
    least = quantity(change.rule.value)
    if change.direction is Direction.NEITHER:
        return (first, f"A change of less than {least} can be chance.")
    if change.direction is Direction.BETTER:
        return (first, f"A change of {least} or more is most likely not chance.")
    return (first, f"A change of {least} or more is most likely not chance. Please talk with us about it.")


def _limits(found: Trajectory) -> tuple[str, ...]:
    said = ["A score is one small part of how you are. You know the rest."]
    if found.began_at is not None:
        said.append("It does not say why it changed. It may be the treatment, the talks, time, or something else.")
    return (*said, "It does not say what comes next.")


def _others(group: Group) -> tuple[str, ...]:
    """What a group did; a share is people of 100."""
    weeks = round(group.day / 7)
    when = f"after {weeks} weeks" if weeks > 1 else "after one week" if weeks else f"on day {group.day}"
    shares = {m.mark: m for m in group.landmarks if m.percent is not None}
    if Mark.RESPONSE not in shares:
        return ()
    response = shares[Mark.RESPONSE]
    said = [f"In one study, {_of_100(response.percent)} had half of their first score, or less, {when}."]
    if response.other is not None:
        said.append(f"In a group with another treatment it was {_of_100(response.other)}.")
    if Mark.WORSE in shares:
        said.append(f"{_of_100(shares[Mark.WORSE].percent).capitalize()} had a higher score than at first.")
    if not group.study.row.control:
        said.append("There was no other group to compare with.")
    return tuple(said)


def _of_100(percent: object) -> str:
    return f"about {round(float(str(percent)))} of 100 people"
