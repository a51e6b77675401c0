"""What the page of published studies shows: those that may be compared, and why the others may not."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from openkap.clinical.evidence.benchmarks import in_plain_words
from openkap.clinical.outcomes.studies import Beside, Found, Pair
from openkap.clinical.values import Known, Truth
from openkap.interfaces.clinician.outcomes.axes import RIGHT, TOP, WIDTH
from openkap.interfaces.components.drawing import Drawing
from openkap.interfaces.components.telling import TITLES, between, percent, state_of, why_not
from openkap.records.reporting.outcomes import Compared

RESULTS = {
    Found.DIFFERENCE: ("off", "The groups differed"),
    Found.NO_DIFFERENCE: ("off", "No clear difference"),
    Found.NO_GROUP: ("unknown", "Nobody to compare with"),
    Found.UNREAD: ("unknown", "Difference not read"),
}
SAYS = {
    Truth.TRUE: "No surprise: as many people as here, with the study's truth, would often give this share.",
    Truth.FALSE: "Outside: with the study's truth, chance gives such a share to 1 programme in 20.",
    Truth.UNKNOWN: "",
}
NAMES, ROW = 260.0, 56.0


@dataclass(frozen=True, slots=True)
class PairRow:
    """One share of a study and ours."""

    title: str
    published: str
    interval: str
    ours: str
    limits: str
    says: str
    state: tuple[str, str]
    why_not: str


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One study: what it found, in words; then its shares beside ours, or why they do not stand there."""

    id: str
    title: str
    design: str
    who: str
    state: str
    result: str
    plain: str
    differs: tuple[str, ...]
    pairs: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class StudiesPage:
    """Studies that may be compared, then the others, each in the order of the file; and the picture of the first."""

    matched: tuple[StudyRow, ...]
    others: tuple[StudyRow, ...]
    without: int  # of all studies with a finding, those without a clear difference
    judged: int
    picture: SafeString | None


def studies_page(found: Compared) -> StudiesPage:
    """Every study, whatever it found, in one order."""
    results = [b.study.result for b in found.studies]
    matched = [b for b in found.studies if b.pairs]
    return StudiesPage(
        matched=tuple(_row(b) for b in matched),
        others=tuple(_row(b) for b in found.studies if not b.pairs),
        without=results.count(Found.NO_DIFFERENCE),
        judged=results.count(Found.NO_DIFFERENCE) + results.count(Found.DIFFERENCE),
        picture=_picture(matched) if matched else None,
    )


def _row(one: Beside) -> StudyRow:
    row, (state, word) = one.study.row, RESULTS[one.study.result]
    against = f" against {row.control}" if row.control else ""
    return StudyRow(
        id=row.pin.id,
        title=row.title,
        design=row.design,
        who=f"{row.population}: {row.treatment}{against}",
        state=state,
        result=word,
        plain=in_plain_words(row),
        differs=one.differs,
        pairs=tuple(_pair(p) for p in one.pairs),
    )


def _pair(pair: Pair) -> PairRow:
    ours = pair.ours.value if isinstance(pair.ours, Known) else None
    return PairRow(
        title=TITLES[pair.what],
        published=percent(pair.published),
        interval=between(pair.interval) if pair.interval else "",
        ours=f"{percent(ours.value)} ({between(ours.interval)}; {ours.met} of {ours.among.analysed})" if ours else "",
        limits=between(pair.limits) if pair.limits else "",
        says=SAYS[pair.within],
        state=state_of(pair.ours),
        why_not=why_not(pair.ours),
    )


def _picture(matched: list[Beside]) -> SafeString:
    """Each published share on the limits that chance sets around it for as many people as here, and ours beside it."""
    lines = [(b, p) for b in matched for p in b.pairs]
    bottom = TOP + ROW * len(lines)
    on, said = Drawing(WIDTH, bottom + 30), []

    def x(value: float) -> float:
        return NAMES + value * (RIGHT - NAMES)

    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        on.path("c-grid", "M", x(tick), TOP, "V", bottom)
        on.text("c-ax", x(tick), bottom + 18, percent(tick), "middle")
    for number, (one, pair) in enumerate(lines):
        y = TOP + ROW * (number + 0.5)
        on.text("c-name", 0, y - 3, one.study.row.title)
        on.text("c-ax", 0, y + 14, TITLES[pair.what])
        if pair.limits:
            on.box("c-base", x(pair.limits.low), y - 14, x(pair.limits.high) - x(pair.limits.low), 28, 3)
        if pair.interval:
            on.path("c-other", "M", x(pair.interval.low), y - 6, "H", x(pair.interval.high))
        on.circle("c-other-p", x(pair.published), y - 6, 5)
        if isinstance(pair.ours, Known):
            ours = pair.ours.value
            on.path("c-line", "M", x(ours.interval.low), y + 8, "H", x(ours.interval.high))
            on.circle("c-pt", x(ours.value), y + 8, 5)
            words = f"here {percent(ours.value)}"
        else:
            words = f"here: {state_of(pair.ours)[1].lower()}"
            on.text("c-miss-t", x(0) + 6, y + 12, words)
        said.append(f"{one.study.row.title}, {TITLES[pair.what].lower()}: {percent(pair.published)}; {words}.")
    return on.svg("traj", " ".join([*said, "The same values stand in the table below."]))
