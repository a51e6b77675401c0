"""An instrument's own rules of change, in the words of outcomes."""

from decimal import Decimal

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.rules import ChangeKind, Direction
from openkap.clinical.outcomes.change import Rule, Rules


def _rule(instrument: Instrument, id_: str, *kinds: ChangeKind) -> Rule | None:
    found = instrument.change_rule(id_)
    return Rule(found.value, found.basis) if found and found.kind in kinds else None


def rules_of(instrument: Instrument) -> Rules:
    """What change means on this instrument. A rule that its file does not have stays None, and so unknown."""
    lower = instrument.direction is Direction.LOWER_IS_BETTER
    edge = ChangeKind.AT_MOST if lower else ChangeKind.AT_LEAST
    return Rules(
        measure=instrument.title,
        low=Decimal(instrument.score.low),
        high=Decimal(instrument.score.high),
        lower_is_better=lower,
        response=_rule(instrument, "response", ChangeKind.PERCENT_FALL),
        remission=_rule(instrument, "remission", edge),
        reliable=_rule(instrument, "reliable-change", ChangeKind.POINTS),
    )
