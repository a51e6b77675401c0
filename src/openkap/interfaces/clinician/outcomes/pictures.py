"""The pictures of a programme's outcomes; each has a table beneath it that says the same."""

from itertools import pairwise

from django.utils.safestring import SafeString

from openkap.clinical.outcomes.change import Rules
from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.outcomes.told import Figure, Hidden, Means, Span
from openkap.clinical.values import Known
from openkap.interfaces.clinician.outcomes.axes import RIGHT, TOP, WIDTH, Frame
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.telling import TITLES, between, percent

NAMES, ROW = 210.0, 46.0
AXIS = (0, 7, 14, 28, 56, 90, 180, 365, 730)
CLOSE = 58.0  # pixels that the name of a day needs


def shares(figures: tuple[Figure, ...]) -> SafeString:
    """Each share as a dot on its interval, on a pale bar from the worst to the best case."""
    bottom = TOP + ROW * len(figures)
    on = Drawing(WIDTH, bottom + 30)

    def x(value: float) -> float:
        return NAMES + value * (RIGHT - NAMES)

    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        on.path("c-grid", "M", x(tick), TOP, "V", bottom)
        on.text("c-ax", x(tick), bottom + 18, percent(tick), "middle")
    said = []
    for number, figure in enumerate(figures):
        y = TOP + ROW * (number + 0.5)
        on.text("c-name", 0, y + 4, TITLES[figure.id])
        if isinstance(figure.share, Known):
            found = figure.share.value
            on.box("c-base", x(found.worst), y - 9, max(x(found.best) - x(found.worst), 1), 18, 3)
            on.path("c-line", "M", x(found.interval.low), y, "H", x(found.interval.high))
            on.circle("c-pt", x(found.value), y, 6)
            on.text("c-val", x(found.value), y - 12, percent(found.value), "middle")
            said.append(f"{TITLES[figure.id]}: {percent(found.value)}, {between(found.interval)}.")
        else:
            word = "hidden: too few on one side" if isinstance(figure.share, Hidden) else "cannot tell yet"
            on.text("c-miss-t", NAMES + 8, y + 4, word)
            said.append(f"{TITLES[figure.id]}: {word}.")
    return on.svg("traj", " ".join([*said, "The same values stand in the table below."]))


def last_day(span: Span, small: int) -> float:
    """Until when a curve is drawn: after it fewer people are watched than may be shown."""
    enough = [f.days for f in span.followed if span.at_risk(f.days) >= small]
    return max([*enough, 1.0])


def days_shown(span: Span, small: int) -> tuple[int, ...]:
    """Days at which the table gives the curve and the people still watched."""
    return tuple(d for d in AXIS if d <= last_day(span, small))


def curve(span: Span, small: int, what: str) -> SafeString:
    """Kaplan and Meier's steps with their band, and how many are still watched beneath."""
    end = last_day(span, small)
    frame = Frame(end, 0.0, 100.0)
    on = Drawing(WIDTH, frame.bottom + 66)
    frame.levels(on, (0.0, 25.0, 50.0, 75.0, 100.0), "\u00a0%")
    shown = _apart(frame, days_shown(span, small))
    frame.days(on, shown)
    on.text("c-ax", 0, frame.bottom + 54, "watched")
    for day in shown:
        on.text("c-ax", frame.x(day), frame.bottom + 54, span.at_risk(day), "middle")
    steps = [(0.0, 1.0, Interval(1.0, 1.0))]
    steps += [(s.days, s.remaining, s.band if isinstance(s.band, Interval) else Interval(0.0, s.remaining))
              for s in span.curve.steps if s.days <= end]  # fmt: skip
    upper, lower = (
        _stairs(frame, [(d, b.high) for d, _, b in steps], end),
        _stairs(frame, [(d, b.low) for d, _, b in steps], end),
    )
    flat = [v for point in [*upper, *lower[::-1]] for v in point]
    on.path("c-past-band", "M", *flat, "Z")
    on.line("c-line", _stairs(frame, [(d, r) for d, r, _ in steps], end))
    last = steps[-1][1]
    on.text("c-val", RIGHT - 4, frame.y(100 * last) - 8, percent(last), "end")
    said = f"{what}: {percent(last)} on day {end:.0f}, of {span.curve.among.analysed} people."
    return on.svg("traj", f"{said} The same values stand in the table below.")


def _apart(frame: Frame, days: tuple[int, ...]) -> tuple[int, ...]:
    """Of these days those whose names do not touch, the last ones first."""
    kept: list[int] = []
    for day in reversed(days):
        if not kept or frame.x(kept[-1]) - frame.x(day) >= CLOSE:
            kept.append(day)
    return tuple(reversed(kept))


def _stairs(frame: Frame, steps: list[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    points = []
    for (day, value), (following, _) in pairwise([*steps, (end, 0.0)]):
        points += [(frame.x(day), frame.y(100 * value)), (frame.x(following), frame.y(100 * value))]
    return points


def means(found: Means, rules: Rules) -> SafeString:
    """The model's means with their intervals, from the mean baseline on."""
    last = found.at[-1].point.day
    frame = Frame(last * 1.04, float(rules.low), float(rules.high))
    on = Drawing(WIDTH, frame.bottom + 30)
    step = (frame.high - frame.low) / 3
    frame.levels(on, tuple(frame.low + step * n for n in range(4)))
    frame.days(on, _apart(frame, (0, *(m.point.day for m in found.at))))
    points = [(frame.x(0), frame.y(found.baseline))]
    points += [(frame.x(m.point.day), frame.y(m.estimate.value)) for m in found.at]
    on.line("c-line", points)
    on.circle("c-from", *points[0], 5)
    for mean, (x, y) in zip(found.at, points[1:], strict=True):
        reach = mean.estimate.interval
        on.path("c-rise", "M", x, frame.y(reach.low), "V", frame.y(reach.high))
        on.circle("c-pt", x, y, 5)
        on.text("c-val", x, y - 12, f"{mean.estimate.value:.1f}", "middle")
    said = ", ".join(f"{m.estimate.value:.1f} at {m.point.title}" for m in found.at)
    whole = f"{rules.measure} from {found.baseline:.1f} before treatment to {said}."
    return on.svg("traj", f"{whole} The same values stand in the table below.")
