"""The four statements on top of the course: response, remission, reliable change, measured; each names its rule."""

from dataclasses import dataclass

from openkap.clinical.outcomes.change import Direction, Rule
from openkap.clinical.sources import strongest
from openkap.clinical.values import Known, Truth
from openkap.interfaces.components.measures import Measure
from openkap.interfaces.components.wording import quantity, short_day

STATE = {Truth.TRUE: ("ok", "Yes"), Truth.FALSE: ("off", "Not yet"), Truth.UNKNOWN: ("unknown", "Unknown")}
WAY = {
    Direction.BETTER: ("ok", "Better"),
    Direction.WORSE: ("alert", "Worse"),
    Direction.NEITHER: ("off", "No"),
    Direction.UNKNOWN: ("unknown", "Unknown"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: state and word, value, note, the rule in words, and how far its source was checked."""

    title: str
    state: str
    word: str
    value: str
    note: str
    rule: str
    verification: str


def _standing(rule: Rule | None) -> str:
    return strongest(rule.basis) if rule else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."


def _as_of(measure: Measure) -> str:
    """When the score was given on which a statement rests, and that a later one is missing, if it is."""
    latest = measure.standing.latest
    if not isinstance(latest, Known):
        return ""
    later = [d for d in measure.measured.missing if d.due_at > latest.value.at]
    words = f" Last score {short_day(latest.value.at)}"
    return f"{words}; the one of {short_day(later[-1].due_at)} is missing." if later else f"{words}."


def _word(measure: Measure, word: str) -> str:
    """The answer of an old score says of which day it is, once a later score is missing."""
    latest = measure.standing.latest
    if isinstance(latest, Known) and any(d.due_at > latest.value.at for d in measure.measured.missing):
        return f"{word} on {short_day(latest.value.at)}"
    return word


def _response(measure: Measure) -> Statement:
    found, answer = measure.standing, measure.standing.response
    state, word = STATE[answer.truth]
    value, note = "", ""
    if isinstance(found.baseline, Known) and isinstance(found.latest, Known):
        before, after = found.baseline.value, found.latest.value
        value = f"{quantity(before.value)} → {quantity(after.value)}"
        if found.percent is not None:
            change = -found.percent if measure.rules.lower_is_better else found.percent
            note = f"{quantity(round(change))}\u00a0%" if change <= 0 else f"+{quantity(round(change))}\u00a0%"
    rule = _sentence(answer.because) + _as_of(measure)
    return Statement("Response", state, _word(measure, word), value, note, rule, _standing(answer.rule))


def _remission(measure: Measure) -> Statement:
    found, answer = measure.standing, measure.standing.remission
    state, word = STATE[answer.truth]
    value = quantity(found.latest.value.value) if isinstance(found.latest, Known) else ""
    rule = answer.rule
    way = "lower" if measure.rules.lower_is_better else "higher"
    note = f"needs {quantity(rule.value)} or {way}" if rule and answer.truth is not Truth.TRUE else ""
    said = _sentence(answer.because) + _as_of(measure)
    return Statement("Remission", state, _word(measure, word), value, note, said, _standing(rule))


def _change(measure: Measure) -> Statement:
    change = measure.standing.change
    state, word = WAY[change.direction]
    value = ""
    if change.points is not None:
        moved = -change.points if measure.rules.lower_is_better else change.points
        value = quantity(moved) if moved <= 0 else f"+{quantity(moved)}"
    rule = change.rule
    note = f"needs {quantity(rule.value)} or more" if rule and change.direction is not Direction.UNKNOWN else ""
    said = _sentence(change.because) + _as_of(measure)
    return Statement("Reliable change", state, _word(measure, word), value, note, said, _standing(rule))


def _measured(measure: Measure) -> Statement:
    counted = measure.measured
    if not counted.due:
        return Statement("Measured", "off", "Nothing due yet", "", "", "Counted from the first one that is due.", "")
    value = f"{counted.came} of {counted.due}"
    if not counted.missing:
        return Statement("Measured", "ok", "All", value, measure.rules.measure, "Every score that was due came.", "")
    days = ", ".join(short_day(d.due_at) for d in counted.missing[-4:])
    word = f"{len(counted.missing)} missing"
    return Statement("Measured", "unknown", word, value, measure.rules.measure, f"Missing: {days}.", "")


def statements(measure: Measure) -> tuple[Statement, ...]:
    """All four, in their order."""
    return (_response(measure), _remission(measure), _change(measure), _measured(measure))
