"""The picture of an expected concentration: a band, for good evidence a line, and when what is usually felt."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from openkap.clinical.pharmacokinetics.definition import Window
from openkap.clinical.pharmacokinetics.model import Somebody
from openkap.clinical.pharmacokinetics.prediction import Prediction, predict
from openkap.content import catalogue
from openkap.interfaces.components.drawing import Drawing

WIDTH, LEFT, RIGHT, TOP, FOOT = 1000.0, 52.0, 984.0, 16.0, 276.0
LANE, EVERY_MIN = 26.0, 30
WORDS = {
    "onset": "Effect begins",
    "dissociation-peak": "Dissociation strongest",
    "dissociation-mostly-gone": "Mostly gone",
    "blood-pressure-peak": "Blood pressure highest",
    "blood-pressure-back": "Blood pressure back",
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a page shows of a prediction."""

    prediction: Prediction
    picture: SafeString
    rows: tuple[tuple[int, float, float | None, float], ...]
    windows: tuple[tuple[str, Window], ...]


@lru_cache(maxsize=256)
def expected_of(product: str, mg: float, weight_kg: float | None) -> Expectation | None:
    """What is expected of a planned dose of a product; None where no model covers it or the dose cannot be given.

    Remembered: it follows from content and these numbers alone, and a band takes a tenth of a second.
    """
    models = [e.value for e in catalogue.entries("pharmacokinetics") if product in e.value.products]
    if not models or (models[0].weighed and weight_kg is None):
        return None
    try:
        return expectation(predict(models[0], mg, Somebody(weight_kg) if weight_kg else Somebody()))
    except ValueError:
        return None


def expectation(found: Prediction) -> Expectation:
    """The picture, its values as a table every half hour, and the windows in words."""
    low, middle, high = found.band
    rows = tuple(
        (m, float(low[m]), float(middle[m]) if found.typical else None, float(high[m]))
        for m in found.minutes[::EVERY_MIN]
    )
    return Expectation(found, _picture(found), rows, tuple((WORDS[w.what], w) for w in found.model.windows))


def _picture(found: Prediction) -> SafeString:
    last, most = found.minutes[-1], float(found.band[2].max())
    step = next(s for s in (10, 20, 50, 100, 200, 500, 1000, 5000, 20000) if most / s <= 5)
    top = step * (int(most // step) + 1)
    windows = found.model.windows
    on = Drawing(WIDTH, FOOT + 52 + LANE * len(windows))

    def x(minute: float) -> float:
        return LEFT + minute / last * (RIGHT - LEFT)

    def y(value: float) -> float:
        return FOOT - value / top * (FOOT - TOP)

    for value in range(0, top + 1, step):
        on.path("c-grid", "M", LEFT, y(value), "H", RIGHT)
        on.text("c-ax", LEFT - 8, y(value) + 4, value, "end")
    for minute in range(0, last + 1, EVERY_MIN):
        on.text("c-ax", x(minute), FOOT + 18, minute, "middle")
    on.text("c-ax", LEFT, FOOT + 34, "minutes from the first dose")
    points = [(x(m), y(c)) for m, c in zip(found.minutes, found.band[2], strict=True)]
    back = [(x(m), y(c)) for m, c in zip(found.minutes, found.band[0], strict=True)][::-1]
    flat = [v for point in points + back for v in point]
    on.path("c-past-band", "M", *flat, "Z")
    if found.curve is not None:
        on.line("c-line", [(x(m), y(float(c))) for m, c in zip(found.minutes, found.curve, strict=True)])
    for number, window in enumerate(windows):
        at, (start, end) = FOOT + 50 + LANE * number, window.minutes
        on.box("c-win", x(start), at, max(x(min(end, last)) - x(start), 3), 16, 4)
        near_end = x(min(end, last)) > RIGHT - 190
        place = (x(start) - 6, "end") if near_end else (x(min(end, last)) + 6, "start")
        on.text("c-ax", place[0], at + 13, WORDS[window.what], place[1])
    return on.svg("traj", _said(found))


def _said(found: Prediction) -> str:
    low, _, high = found.ranges
    peak = f"Nine in ten people peak between {low.cmax_ng_per_ml:.0f} and {high.cmax_ng_per_ml:.0f} ng/mL."
    return f"{found.model.title}: {peak} The same values stand in the table below."
