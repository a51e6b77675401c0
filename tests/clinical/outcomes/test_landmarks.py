"""Where other people stood, on one person's scale: published shares at that person's own scores, and nothing else."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.evidence.benchmarks import Arm, Measure, Result
from openkap.clinical.outcomes.landmarks import Group, Landmark, Mark, groups
from openkap.clinical.outcomes.studies import Comparisons
from openkap.clinical.sources import Basis, Verification
from openkap.content import catalogue
from openkap.content.changerules import rules_of

DEPRESSION: Comparisons = catalogue.entry("comparisons", "depression").value
STUDIES = {s.row.pin.id: s for s in DEPRESSION.studies}
PHQ = rules_of(catalogue.entry("instruments", "phq-9").value)
MADRS = rules_of(catalogue.entry("instruments", "madrs").value)


def of(start: int, product: str = "ketamine-iv") -> dict[str, Group]:
    return {g.study.row.pin.id: g for g in groups(PHQ, Decimal(start), DEPRESSION.studies, "phq-9", product)}


def test_a_cohorts_shares_stand_at_this_persons_own_scores() -> None:
    found = of(20)
    assert list(found) == ["mcinnes-2022", "oliver-2022"], "in the order of the file, not of what they found"
    assert found["mcinnes-2022"].landmarks == (
        Landmark(Mark.RESPONSE, Decimal(10), Decimal("53.6")),
        Landmark(Mark.REMISSION, Decimal(4), Decimal("28.9")),
        Landmark(Mark.WORSE, Decimal(20), Decimal("8.4")),
    )
    assert found["mcinnes-2022"].band == (Decimal(4), Decimal(20), Decimal("62.7"))
    assert found["oliver-2022"].band is None, "who got worse was not read there"
    assert found["oliver-2022"].day == 42


def test_the_comparison_group_stands_beside_the_treated_one() -> None:
    found = of(20, "esketamine-nasal")["escape-trd-phq-9"].landmarks
    assert [(m.mark, m.percent, m.other) for m in found] == [
        (Mark.RESPONSE, Decimal("49.4"), Decimal("32.8")),
        (Mark.REMISSION, Decimal("19.3"), Decimal("12.2")),
    ]


def test_people_at_home_and_studies_without_a_day_are_left_out() -> None:
    assert of(20, "ketamine-sublingual") == {}


def test_a_mean_change_moves_this_persons_start() -> None:
    found = groups(MADRS, Decimal(36), [replace(STUDIES["transform-3"], people="")], "madrs", "esketamine-nasal")
    mean = found[0].landmarks[-1]
    assert (mean.mark, mean.level, mean.deviation) == (Mark.MEAN, Decimal("25.95"), Decimal("12.73"))
    alone = groups(MADRS, Decimal(36), [replace(STUDIES["murrough-2013"], people="")], "madrs", "ketamine-iv")
    assert [(m.mark, m.deviation) for m in alone[0].landmarks] == [(Mark.MEAN, None)], "its response is not verified"


def test_a_mark_outside_the_scale_is_not_drawn_and_a_study_without_marks_neither() -> None:
    study = replace(STUDIES["murrough-2013"], people="", response_percent=None)
    assert groups(MADRS, Decimal(10), [study], "madrs", "ketamine-iv") == ()


def test_a_mark_at_the_very_end_of_the_scale_is_drawn() -> None:
    assert [m.level for m in of(27)["mcinnes-2022"].landmarks] == [Decimal("13.5"), Decimal(4), Decimal(27)]


def test_half_of_nothing_is_no_mark() -> None:
    """Who began at 0 cannot respond, so no share of responders stands at a score of theirs."""
    assert [m.mark for m in of(0)["mcinnes-2022"].landmarks] == [Mark.REMISSION, Mark.WORSE]


def test_where_higher_is_better_a_response_lies_above_the_start() -> None:
    basis = (Basis(Verification.READ, ref="mcinnes-2022", at="results"),)
    told = Result(Measure.RESPONSE, "", Arm.TREATMENT, Decimal(30), None, None, None, "%", basis)
    study = STUDIES["mcinnes-2022"]
    study = replace(study, row=replace(study.row, results=(told,)), remission_at_most=None, worse_event="")
    upward = replace(PHQ, lower_is_better=False)
    assert groups(upward, Decimal(10), [study], "phq-9", "ketamine-iv")[0].landmarks == (
        Landmark(Mark.RESPONSE, Decimal(15), Decimal(30)),
    )


@given(st.integers(1, 27))
def test_marks_stand_on_the_scale_and_no_share_depends_on_the_person(start: int) -> None:
    found = of(start)
    for group in found.values():
        for mark in group.landmarks:
            assert 0 <= mark.level <= 27
    assert [m.percent for m in found["mcinnes-2022"].landmarks] == [m.percent for m in of(20)["mcinnes-2022"].landmarks]
