"""A row of a published study, number by number, each with its own standing; and the row in plain words."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from openkap.clinical.evidence.grades import Checked, Sponsor, is_fact
from openkap.clinical.sources import Basis, Pin


class Measure(StrEnum):
    """What one number is."""

    BASELINE = "baseline"
    BASELINE_SD = "baseline-sd"
    CHANGE = "change"
    CHANGE_SD = "change-sd"
    DIFFERENCE = "difference"
    RESPONSE = "response"
    REMISSION = "remission"
    ABSTINENT = "abstinent"
    EVENT = "event"
    RELAPSE = "relapse"
    STILL_WELL = "still-well"
    TIME = "time"
    EFFECT_SIZE = "effect-size"
    ODDS_RATIO = "odds-ratio"
    HAZARD_RATIO = "hazard-ratio"
    NUMBER_NEEDED = "number-needed"
    LOST = "lost-to-follow-up"


class Arm(StrEnum):
    """Whose number it is."""

    TREATMENT = "treatment"
    CONTROL = "control"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Result:
    """One number; ``upper`` is set when the source gives a range. ``low`` and ``high`` are its 95 % interval."""

    measure: Measure
    what: str
    arm: Arm
    value: Decimal
    upper: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    basis: tuple[Basis, ...]

    @property
    def is_fact(self) -> bool:
        """Whether it may be shown, drawn or reckoned with."""
        return is_fact(self.basis)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One version of one row. Counts are people, or as the population says; ``None`` where it is not known."""

    pin: Pin
    title: str
    about: str
    design: str
    population: str
    treatment: str
    control: str
    treatment_count: int | None
    control_count: int | None
    counts_basis: tuple[Basis, ...]
    scale: str
    at_day: int | None
    response_means: str
    remission_means: str
    results: tuple[Result, ...]
    reading: str
    basis: tuple[Basis, ...]
    sponsor: Sponsor | None
    checked: Checked

    @property
    def facts(self) -> tuple[Result, ...]:
        """The numbers that may be shown."""
        return tuple(r for r in self.results if r.is_fact)

    @property
    def unread(self) -> int:
        """How many numbers are kept back because no source was read."""
        return len(self.results) - len(self.facts)

    def one(self, measure: Measure, arm: Arm) -> Result | None:
        """The first number of this measure and arm that may be shown."""
        return next((r for r in self.facts if r.measure is measure and r.arm is arm), None)


SHARES = {
    Measure.RESPONSE: "got clearly better",
    Measure.REMISSION: "had few or no symptoms left",
    Measure.ABSTINENT: "stayed off the drug or drink",
    Measure.RELAPSE: "became ill again",
    Measure.EVENT: "had this: {what}",
}


def in_plain_words(row: Benchmark) -> str:
    """One line that a patient can read, made from what may be shown; it never ranks and never promises."""
    if row.reading:
        return row.reading
    treated = next((r for m in SHARES if (r := row.one(m, Arm.TREATMENT)) is not None and r.unit == "%"), None)
    if treated is not None:
        return _share(row, treated)
    if (chance := may_be_chance(row)) is None:
        return "This study gives no number that we can put into one plain line."
    if chance:
        return "The two groups did not clearly differ: it may have been chance."
    return "The two groups differed, and chance alone is an unlikely reason."


def may_be_chance(row: Benchmark) -> bool | None:
    """Whether the interval of the first difference holds zero; None when no such interval was read."""
    difference = row.one(Measure.DIFFERENCE, Arm.BETWEEN)
    if difference is None or difference.low is None or difference.high is None:
        return None
    return difference.low <= 0 <= difference.high


def _share(row: Benchmark, treated: Result) -> str:
    words = SHARES[treated.measure].format(what=treated.what)
    said = f"{_people(treated).capitalize()} of 100 people {words}."
    wanted = (treated.measure, Arm.CONTROL, treated.what)
    other = next((r for r in row.facts if (r.measure, r.arm, r.what) == wanted), None)
    if other is None:
        return f"{said} {_no_comparison(row)}"
    chance = " The scores of the two groups did not clearly differ." if may_be_chance(row) else ""
    return f"{said} In the other group it was {_people(other)} of 100.{chance}"


def _no_comparison(row: Benchmark) -> str:
    return (
        "There was no group to compare with." if not row.control else "We have no checked number for the other group."
    )


def _people(result: Result) -> str:
    if result.upper is not None:
        return f"about {round(result.value)} to {round(result.upper)}"
    if result.value == 0:
        return "none"
    return f"about {round(result.value)}" if round(result.value) else "fewer than 1"
