"""What the person's medicines do to a product: each interaction judged, and whether one asks for hard review."""

from dataclasses import dataclass, replace

from openkap.clinical.eligibility.definitions import Interaction, Relative, Result, Severity
from openkap.clinical.eligibility.findings import Judgement, all_judgement, any_judgement
from openkap.clinical.eligibility.operators import Situation, judge, lingers, takes
from openkap.clinical.values import Truth

RESULTS = {Truth.TRUE: Result.RAISED, Truth.FALSE: Result.CLEAR, Truth.UNKNOWN: Result.UNKNOWN}


@dataclass(frozen=True, slots=True)
class InteractionFinding:
    """An interaction for this person and product. ``hard`` is unknown when it hangs on a fact that is not known."""

    interaction: Interaction
    severity: Severity
    judgement: Judgement
    hard: Judgement

    @property
    def result(self) -> Result:
        """Clear, raised or unknown."""
        return RESULTS[self.judgement.truth]


def judge_interaction(
    interaction: Interaction, product: str, now: Situation, relative: Relative | None = None
) -> InteractionFinding:
    """Whether the person takes such a medicine, and whether that asks for hard review."""
    taken = _taken(interaction, now)
    severity = interaction.severity_for(product, relative)
    hard = taken
    if severity is not Severity.HARD:
        hard = Judgement(Truth.FALSE)
        if interaction.hard_when is not None:
            hard = all_judgement((taken, judge(interaction.hard_when, now)))
    if hard.truth is Truth.TRUE:
        severity = Severity.HARD
        hard = replace(hard, because=tuple(f"{interaction.title}: {reason}" for reason in hard.because))
    return InteractionFinding(interaction, severity, taken, hard)


def _taken(interaction: Interaction, now: Situation) -> Judgement:
    if interaction.when is not None:
        return judge(interaction.when, now)
    taken = takes(interaction.classes, now.medicines)
    if interaction.lingers is None:
        return taken
    return any_judgement((taken, lingers(interaction.classes, interaction.lingers, now)))


def hard_judgement(findings: tuple[InteractionFinding, ...]) -> Judgement:
    """Whether any interaction asks for hard review."""
    return any_judgement(tuple(f.hard for f in findings))
