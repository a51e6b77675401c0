"""Studies beside a programme: only like stands beside like, nothing is ranked, and the funnel is that of chance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from openkap.clinical.evidence.benchmarks import Arm, Measure, Result
from openkap.clinical.outcomes.change import Score
from openkap.clinical.outcomes.programme import Treated, programme
from openkap.clinical.outcomes.proportions import funnel, wilson
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.studies import Comparisons, Found, Here, Study, beside
from openkap.clinical.outcomes.told import Programme
from openkap.clinical.sources import Basis, Verification
from openkap.clinical.values import Known, Truth, Unknown
from openkap.content import catalogue
from openkap.content.changerules import rules_of

FIRST = datetime(2026, 3, 3, 14, tzinfo=UTC)
STANDARDS: Standards = catalogue.entry("standards", "programme").value
DEPRESSION: Comparisons = catalogue.entry("comparisons", "depression").value
STUDIES = {s.row.pin.id: s for s in DEPRESSION.studies}
PHQ = rules_of(catalogue.entry("instruments", "phq-9").value)


def ours(responders: int, others: int, *, start: int = 18, point: str = "week-4") -> Programme:
    def person(end: int) -> Treated:
        pairs = ((-1, start), (STANDARDS.point(point).day, end))
        return Treated(True, FIRST, tuple(Score(FIRST + timedelta(days=d), Decimal(v)) for d, v in pairs))

    people = [person(4)] * responders + [person(17)] * others
    return programme(people, PHQ, STANDARDS.point(point), STANDARDS, FIRST + timedelta(days=500))


def here(found: Programme | None, product: str = "ketamine-iv", instrument: str = "phq-9") -> Here:
    return Here(instrument, product, found)


def test_a_cohort_that_agrees_in_everything_stands_beside_ours_with_its_funnel() -> None:
    found = beside(STUDIES["mcinnes-2022"], here(ours(20, 20)), STANDARDS)
    assert found.differs == ()
    response = found.pairs[0]
    assert (response.what, response.published) == ("response", pytest.approx(0.536))
    assert response.interval == wilson(288, 537)
    assert response.limits == funnel(0.536, 40)
    assert response.within is Truth.TRUE
    assert beside(STUDIES["mcinnes-2022"], here(ours(8, 32)), STANDARDS).pairs[0].within is Truth.FALSE


def test_too_few_people_here_leave_the_study_and_no_verdict() -> None:
    pair = beside(STUDIES["mcinnes-2022"], here(ours(3, 4)), STANDARDS).pairs[0]
    assert isinstance(pair.ours, Unknown)
    assert pair.limits is None
    assert pair.within is Truth.UNKNOWN
    assert pair.published == pytest.approx(0.536), "the published number does not hide because ours is missing"


@pytest.mark.parametrize(
    ("study", "place", "said"),
    [
        ("transform-2", here(ours(20, 20), "esketamine-nasal"), "another scale: MADRS"),
        ("mcinnes-2022", here(ours(20, 20), "esketamine-nasal"), "another treatment: ketamine IV 4-8"),
        ("hull-2022", here(ours(20, 20), "ketamine-sublingual"), "other people: at home"),
        ("home-sublingual-664", here(ours(20, 20), "ketamine-sublingual"), "its day is not known"),
        ("murrough-2013", here(ours(20, 20)), "day 1, which is no time point here"),
        ("mcinnes-2022", here(ours(20, 20, point="week-8")), "another time: day 21"),
        ("transform-pooled-phq-9", here(ours(20, 20), "esketamine-nasal"),
         "another rule: PHQ-9 lower by 6 points or more"),
    ],
)  # fmt: skip
def test_what_differs_is_named_and_keeps_the_shares_apart(study: str, place: Here, said: str) -> None:
    found = beside(STUDIES[study], place, STANDARDS)
    assert said in found.differs
    assert found.pairs == ()


BASIS = (Basis(Verification.READ, ref="mcinnes-2022", at="results"),)


def with_start(value: str) -> Study:
    study = STUDIES["mcinnes-2022"]
    start = Result(Measure.BASELINE, "", Arm.TREATMENT, Decimal(value), None, None, None, "{score}", BASIS)
    return replace(study, row=replace(study.row, results=(*study.row.results, start)))


def test_people_who_began_elsewhere_are_other_people() -> None:
    """Further apart on average than one person's reliable change, 6 points."""
    assert beside(with_start("23.9"), here(ours(20, 20)), STANDARDS).differs == ()
    found = beside(with_start("24"), here(ours(20, 20)), STANDARDS)
    assert found.differs == ("other people: they began at 24 on average, ours at 18.0",)
    assert beside(with_start("27"), here(ours(3, 3)), STANDARDS).differs == (), "too few here to know"


def test_a_number_that_nobody_read_is_not_laid_beside_ours() -> None:
    study = STUDIES["mcinnes-2022"]
    unread = tuple(
        replace(r, basis=(replace(BASIS[0], verification=Verification.UNVERIFIED),)) for r in study.row.results
    )
    assert beside(replace(study, row=replace(study.row, results=unread)), here(ours(20, 20)), STANDARDS).pairs == ()


@pytest.mark.parametrize(
    "other",
    [
        {"upper": Decimal(60)},
        {"unit": "{score}"},
        {"what": "of those who came back"},
        {"upper": Decimal(60), "what": "x"},
    ],
)
def test_what_is_no_single_percentage_of_everybody_is_not_laid_beside_ours(other: dict[str, Any]) -> None:
    study = STUDIES["mcinnes-2022"]
    assert [p.what for p in beside(study, here(ours(20, 20)), STANDARDS).pairs] == ["response", "remission"]
    results = tuple(replace(r, **other) if r.measure is Measure.RESPONSE else r for r in study.row.results)
    found = beside(replace(study, row=replace(study.row, results=results)), here(ours(20, 20)), STANDARDS)
    assert [p.what for p in found.pairs] == ["remission"]


@pytest.mark.parametrize(
    ("means", "said"),
    [(("half or less", "4 or less"), "half or less; 4 or less"), (("", "4 or less"), "4 or less"),
     (("", ""), "not known")],
)  # fmt: skip
def test_another_rule_is_told_in_the_words_of_its_study(means: tuple[str, str], said: str) -> None:
    study = replace(STUDIES["mcinnes-2022"], response_percent=30, remission_at_most=None)
    study = replace(study, row=replace(study.row, response_means=means[0], remission_means=means[1]))
    assert beside(study, here(ours(20, 20)), STANDARDS).differs == (f"another rule: {said}",)


def test_another_rule_and_another_start_are_both_named() -> None:
    study = replace(with_start("27"), response_percent=None, remission_at_most=None)
    assert [text.split(":")[0] for text in beside(study, here(ours(20, 20)), STANDARDS).differs] == [
        "another rule", "other people",
    ]  # fmt: skip


def test_without_a_count_that_was_read_a_share_has_no_interval() -> None:
    study = STUDIES["mcinnes-2022"]
    found = beside(replace(study, row=replace(study.row, treatment_count=None)), here(ours(20, 20)), STANDARDS)
    assert found.pairs[0].interval is None


def test_a_rule_of_one_figure_alone_lays_that_figure_alone() -> None:
    study = replace(STUDIES["mcinnes-2022"], response_percent=30)
    assert [p.what for p in beside(study, here(ours(20, 20)), STANDARDS).pairs] == ["remission"]


def test_where_this_clinic_has_no_such_week_nothing_is_paired() -> None:
    assert beside(STUDIES["mcinnes-2022"], here(None), STANDARDS).pairs == ()


@pytest.mark.parametrize(
    ("study", "found"),
    [
        ("karma-dep-2", Found.NO_DIFFERENCE),
        ("lii-2023", Found.NO_DIFFERENCE),
        ("esketamine-japan", Found.NO_DIFFERENCE),  # no interval was read; the text was
        ("transform-3", Found.NO_DIFFERENCE),
        ("transform-2", Found.DIFFERENCE),
        ("elekt-d", Found.DIFFERENCE),
        ("transform-1-84", Found.UNREAD),  # its interval is unverified
        ("mcinnes-2022", Found.NO_GROUP),
    ],
)
def test_what_a_study_found_between_its_groups(study: str, found: Found) -> None:
    assert STUDIES[study].result is found


def test_a_hidden_share_of_ours_gives_no_verdict() -> None:
    pair = beside(STUDIES["mcinnes-2022"], here(ours(2, 38)), STANDARDS).pairs[0]
    assert not isinstance(pair.ours, Known)
    assert pair.within is Truth.UNKNOWN
