"""One instrument in plain words: rules, each with its mark and source. Nothing is judged here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.safestring import SafeString

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.rules import ChangeKind, FlagLevel, FlagRule
from openkap.clinical.signals import Urgency
from openkap.clinical.sources import Basis, Reference
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.interfaces.clinician.instruments.shelves import RATERS, RIGHTS
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.wording import quantity

METHODS = {
    "sum": "sum of the items",
    "mean": "mean of the items",
    "percent": "percent of the highest possible sum",
    "highest-level": "the highest level that any answer reaches",
    "domain-maxima": "sum over the groups, of each group its highest item",
    "table": "the published score of the raw sum",
    "percent-of-zero": "percent of the known days that are 0",
}
CHANGES = {
    ChangeKind.PERCENT_FALL: "{} % better than the baseline, or more",
    ChangeKind.POINTS: "a difference of {} points or more",
    ChangeKind.AT_MOST: "{} or lower",
    ChangeKind.AT_LEAST: "{} or higher",
}
WIDTH, HEIGHT, LEFT = 640.0, 64.0, 4.0


@dataclass(frozen=True, slots=True)
class Ground:
    """One basis as a reader sees it: its standing, the place in the source, and the source where there is one."""

    verification: str
    owner: str
    at: str
    source: Reference | None


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words, with what it stands on."""

    name: str
    words: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """The page of one instrument."""

    instrument: Instrument
    rights: str
    rater: str
    minutes: int
    note: str
    bands: SafeString | None
    scoring: tuple[Line, ...]
    band_lines: tuple[Line, ...]
    flags: tuple[Line, ...]
    change: tuple[Line, ...]
    rights_grounds: tuple[Ground, ...]
    sources: tuple[Reference, ...]


def _grounds(bases: tuple[Basis, ...]) -> tuple[Ground, ...]:
    return tuple(Ground(b.verification, b.policy.replace("-", " "), b.at, _source(b.ref)) for b in bases)


def _source(ref: str) -> Reference | None:
    return catalogue.entry("references", ref).value if ref else None


def _scoring(one: Instrument) -> Iterator[Line]:
    rule = one.score
    times = f", times {quantity(Decimal(rule.times))}" if rule.times != 1 else ""
    span = f"{quantity(Decimal(rule.low))} to {quantity(Decimal(rule.high))}"
    better = f", {one.direction.replace('-', ' ')}" if one.direction else ""
    yield Line("Score", f"{METHODS[rule.method]}{times}, {span}{better}", _grounds(rule.basis))
    allow = rule.missing.allow
    blank = (
        f"up to {allow} may be blank, and the score says so" if allow else "none may be blank: then there is no score"
    )
    yield Line("Missing answers", blank, _grounds(rule.missing.basis))
    for part in one.subscores:
        yield Line("Part", part.label, _grounds(part.basis))


def _what(rule: FlagRule) -> str:
    if rule.of_days:
        return f"one of {rule.items[0]} to {rule.items[-1]}"
    return f"item {', '.join(rule.items)}" if rule.items else "score"


def _span(time: timedelta) -> str:
    hours = time.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours > 24 else f"{hours:.0f} h" if hours >= 1 else f"{hours * 60:.0f} min"


def _called(urgency: Urgency, answer_within: timedelta) -> str:
    return f"{urgency.replace('-', ' ')}, answered within {_span(answer_within)}"


def _limit(rule: FlagRule, level: FlagLevel) -> str:
    return f"{_what(rule)} {level.words.replace('-', ' ')}: {_called(level.urgency, level.answer_within)}"


def _rises(rule: FlagRule) -> Iterator[Line]:
    for rise in rule.rises:
        when = f", from {_span(rise.after)} after the last amount on" if rise.after else ""
        words = f"{_what(rule)} at least {rise.words}{when}: {_called(rise.urgency, rise.answer_within)}"
        yield Line(rule.display, words, _grounds(rise.basis))
        unknown = rise.if_unknown
        meant = _called(unknown.urgency, unknown.answer_within) if unknown else "said in the reasons, nobody is called"
        yield Line(rule.display, f"the earlier value is not known: {meant}", _grounds(unknown.basis if unknown else ()))


def _flags(one: Instrument) -> Iterator[Line]:
    for rule in one.flags:
        for level in rule.levels:
            yield Line(rule.display, _limit(rule, level), _grounds(level.basis))
        yield from _rises(rule)
        if rule.if_blank:
            yield Line(rule.display, f"left blank: {rule.if_blank.urgency}, as unknown", _grounds(rule.if_blank.basis))


def picture(one: Instrument) -> SafeString | None:
    """The bands on the range of the score; None where there are none."""
    if not one.bands:
        return None
    low, high = float(one.score.low), float(one.score.high)
    on = Drawing(WIDTH, HEIGHT)

    def x(value: float) -> float:
        return LEFT + (WIDTH - 2 * LEFT) * (value - low) / (high - low)

    for number, band in enumerate(one.bands):
        start = float(band.low)
        end = float(one.bands[number + 1].low) if number + 1 < len(one.bands) else high
        on.box(f"c-b{min(number + 1, 5)}", x(start), 4, x(end) - x(start), 30)
        on.path("c-grid", "M", x(start), 4, "V", 38)
        on.text("c-ax", x(start), 54, quantity(Decimal(band.low)), "start" if number == 0 else "middle")
    on.path("c-grid", "M", x(high), 4, "V", 38)
    said = "; ".join(f"{quantity(Decimal(b.low))} to {quantity(Decimal(b.high))} {b.name}" for b in one.bands)
    return on.svg("bands", f"Bands of {one.title}: {said}")


def _sources(grounds: Iterator[Ground]) -> tuple[Reference, ...]:
    return tuple({g.source.id: g.source for g in grounds if g.source}.values())


def detail(entry: Entry) -> Detail:
    """Everything that the page of one instrument says."""
    one: Instrument = entry.value
    scoring, flags = tuple(_scoring(one)), tuple(_flags(one))
    bands = tuple(
        Line(b.name, f"{quantity(Decimal(b.low))} to {quantity(Decimal(b.high))}", _grounds(b.basis)) for b in one.bands
    )
    change = tuple(
        Line(c.id.replace("-", " ").capitalize(), CHANGES[c.kind].format(quantity(c.value)), _grounds(c.basis))
        for c in one.change
    )
    rights = _grounds(one.rights.basis)
    lines = (*scoring, *bands, *flags, *change)
    return Detail(
        one, RIGHTS[one.rights.text], RATERS[one.rater], entry.document["shelf"]["minutes"],
        entry.document.get("note", ""), picture(one), scoring, bands, flags, change, rights,
        _sources(g for group in (rights, *(line.grounds for line in lines)) for g in group),
    )  # fmt: skip
