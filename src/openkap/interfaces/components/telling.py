"""A programme's figures in the words of the house: shares, intervals, what is hidden, what cannot be told yet."""

from openkap.clinical.outcomes.change import Rules
from openkap.clinical.outcomes.classes import Shape
from openkap.clinical.outcomes.proportions import Interval, Share
from openkap.clinical.outcomes.told import Figure, Hidden
from openkap.clinical.values import Known, Unknown
from openkap.content import catalogue
from openkap.interfaces.components.wording import quantity
from openkap.records.reporting.treated import EVERY, THERAPY

SPACE = "\u00a0"
TITLES = {
    "response": "Responded",
    "remission": "In remission",
    "better": "Better by more than chance",
    "worse": "Worse by more than chance",
}
SHAPES = {
    Shape.EARLY: "Responded early",
    Shape.LATE: "Responded later",
    Shape.RELAPSE: "Responded, then relapsed",
    Shape.NONE: "Has not responded",
    Shape.WORSE: "Has not responded, and is worse",
    Shape.OPEN: "Too early to say",
    Shape.UNKNOWN: "Cannot be told: no score before or since treatment began",
}


def percent(value: float) -> str:
    """A fraction as a whole percentage: ``54 %``."""
    return f"{round(100 * value)}{SPACE}%"


def between(interval: Interval) -> str:
    """An interval of fractions: ``41 to 66 %``."""
    return f"{round(100 * interval.low)} to {percent(interval.high)}"


def bounds(share: Share) -> str:
    """What the people who were not measured could make of a share."""
    return f"{round(100 * share.worst)} to {percent(share.best)}"


def how_many(count: int | Hidden) -> str:
    """A count, or that it is hidden: because it is small, or because it would give a small one away."""
    return "hidden" if isinstance(count, Hidden) else str(count)


def state_of(figure: Known[Share] | Hidden | Unknown) -> tuple[str, str]:
    """The mark of a figure without a share: *hidden* is known, *cannot tell yet* is not; empty where there is one."""
    if isinstance(figure, Known):
        return "", ""
    return ("off", "Hidden") if isinstance(figure, Hidden) else ("unknown", "Cannot tell yet")


def why_not(figure: Known[Share] | Hidden | Unknown) -> str:
    """Why there is no share, as a sentence; nothing where there is one."""
    if isinstance(figure, Known):
        return ""
    if isinstance(figure, Hidden):
        return f"Fewer than {figure.fewer_than} people are on one side of it: a number could tell who they are."
    return f"{figure.detail[:1].upper()}{figure.detail[1:]}."


def rule_words(rules: Rules, figure: Figure) -> str:
    """The rule behind a figure, in words."""
    if figure.rule is None:
        return "No rule was found in a source."
    value, way = quantity(figure.rule.value), "lower" if rules.lower_is_better else "higher"
    return {
        "response": f"{rules.measure} at least {value}{SPACE}% {way} than the last score before treatment began.",
        "remission": f"{rules.measure} at {value} or {way}.",
        "better": f"{rules.measure} better by {value} points or more: less may be chance.",
        "worse": f"{rules.measure} worse by {value} points or more: less may be chance.",
    }[figure.id]


def courses_title(id_: str) -> str:
    """What a choice of courses is called."""
    if id_ in {EVERY, THERAPY}:
        return {EVERY: "Every course", THERAPY: "Psychotherapy alone"}[id_]
    return str(catalogue.entry("products", id_).value.name)


def measure_title(id_: str) -> str:
    """What an instrument is called."""
    return str(catalogue.entry("instruments", id_).value.title)
