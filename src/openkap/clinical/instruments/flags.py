"""Flags: the answers that a person must see, evaluated on whatever has been answered so far."""

from collections.abc import Iterator, Mapping

from openkap.clinical.instruments.definition import FlagLevel, FlagRule, Instrument
from openkap.clinical.signals import SafetySignal

Answers = Mapping[str, int]


def raised(
    instrument: Instrument, answers: Answers, missing: tuple[str, ...], *, closed: bool
) -> tuple[SafetySignal, ...]:
    """Every signal that these answers give rise to.

    ``missing`` are the questions that were put and not answered. When the person is done with the form (``closed``),
    an item that must be seen and was left blank while all others were answered is *unknown*, and that is a signal too.
    """
    return tuple(_signals(instrument, answers, frozenset(missing) if closed else frozenset()))


def _signals(instrument: Instrument, answers: Answers, missing: frozenset[str]) -> Iterator[SafetySignal]:
    for rule in instrument.flags:
        found = _highest(rule, answers)
        if found is not None:
            item, level = found
            value, label = answers[item], instrument.item(item).label(answers[item])
            because = f"{instrument.title} item {item} = {value}, {label} (at least {level.at_least}): {rule.display}"
            yield SafetySignal(rule.id, level.urgency, level.answer_within, because, str(instrument.pin))
        elif rule.if_blank and missing and missing <= set(rule.items):
            blank = ", ".join(i for i in rule.items if i in missing)
            because = f"{instrument.title} item {blank} was left blank while the rest was answered: unknown, not zero"
            yield SafetySignal(
                f"{rule.id}-unknown", rule.if_blank.urgency, rule.if_blank.answer_within, because, str(instrument.pin)
            )


def _highest(rule: FlagRule, answers: Answers) -> tuple[str, FlagLevel] | None:
    holding = [(item, level) for item in rule.items for level in rule.levels if answers.get(item, -1) >= level.at_least]
    return max(holding, key=lambda found: found[1].urgency.rank, default=None)
