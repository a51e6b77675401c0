"""What the page says of a relapse that comes sooner: hazard ratios as a table, and as dots on their intervals."""

from dataclasses import dataclass
from math import log2

from django.utils.safestring import SafeString

from openkap.clinical.outcomes.change import Rules
from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.outcomes.told import Ratio, Sooner
from openkap.clinical.values import Unknown
from openkap.interfaces.clinician.outcomes.axes import RIGHT, TOP, WIDTH
from openkap.interfaces.components.drawing import Drawing

NAMES, ROW = 210.0, 46.0
EDGE = 24.0  # pixels that half a value needs
MOST = 100  # beyond it, and beneath its inverse, a number says no more than that
WIDEST = 5  # the picture ends at 32 times as often; what reaches further rests on the edge, and stands in the table


@dataclass(frozen=True, slots=True)
class RatioRow:
    """One covariate with its step, the ratio, its interval, and what that says; ``name`` is short, for the picture."""

    name: str
    title: str
    value: str
    interval: str
    says: str


@dataclass(frozen=True, slots=True)
class SoonerPart:
    """The ratios with their picture; or why there are none."""

    why_not: str = ""
    picture: SafeString | None = None
    rows: tuple[RatioRow, ...] = ()
    people: int = 0
    events: int = 0


def sooner_part(found: Sooner | Unknown, rules: Rules) -> SoonerPart:
    """What of this is shown."""
    if isinstance(found, Unknown):
        return SoonerPart(f"{found.detail[:1].upper()}{found.detail[1:]}.")
    rows = tuple(_row(r, rules) for r in found.ratios)
    return SoonerPart("", _picture(found.ratios, rows), rows, found.people, found.events)


def _row(ratio: Ratio, rules: Rules) -> RatioRow:
    measure, step = rules.measure, ratio.step
    name, title = {
        "baseline": (f"{step} points higher at the start", f"{measure} before treatment {step} points higher"),
        "age": (f"{step} years older", f"{step} years older when treatment began"),
    }[ratio.covariate]
    within = f"{_number(ratio.interval.low)} to {_number(ratio.interval.high)}"
    return RatioRow(name, title, _number(ratio.value), within, _says(ratio.interval))


def _number(ratio: float) -> str:
    if ratio > MOST:
        return f"over {MOST}"
    return f"under {1 / MOST}" if ratio < 1 / MOST else f"{ratio:.2f}"


def _says(interval: Interval) -> str:
    if interval.low > 1:
        return "Relapse came sooner"
    return "Relapse came later" if interval.high < 1 else "No clear difference"


def _picture(ratios: tuple[Ratio, ...], rows: tuple[RatioRow, ...]) -> SafeString:
    """On a scale of doublings, alike to both sides of 1."""
    ends = [abs(log2(end)) for r in ratios for end in (r.interval.low, r.interval.high)]
    reach = min(max(1, int(max(ends)) + 1), WIDEST)
    bottom = TOP + ROW * len(rows)
    on = Drawing(WIDTH, bottom + 50)

    def x(ratio: float) -> float:
        return NAMES + (min(max(log2(ratio), -reach), reach) + reach) / (2 * reach) * (RIGHT - NAMES)

    for tick in range(-reach, reach + 1):
        on.path("c-now" if tick == 0 else "c-grid", "M", x(2.0**tick), TOP, "V", bottom)
        on.text("c-ax", x(2.0**tick), bottom + 18, 2**tick if tick >= 0 else f"1/{2**-tick}", "middle")
    on.text("c-ax", x(2.0**-reach), bottom + 38, "relapse came later")
    on.text("c-ax", RIGHT, bottom + 38, "relapse came sooner", "end")
    for number, (ratio, row) in enumerate(zip(ratios, rows, strict=True)):
        y = TOP + ROW * (number + 0.5)
        on.text("c-name", 0, y + 4, row.name)
        on.path("c-line", "M", x(ratio.interval.low), y, "H", x(ratio.interval.high))
        on.circle("c-pt", x(ratio.value), y, 6)
        on.text("c-val", x(ratio.value), y - 12, row.value, "end" if x(ratio.value) > RIGHT - EDGE else "middle")
    said = " ".join(f"{r.title}: {r.value}, {r.interval}." for r in rows)
    return on.svg("traj", f"Hazard ratios of relapse. {said} The same values stand in the table below.")
