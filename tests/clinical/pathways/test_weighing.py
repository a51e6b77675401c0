"""Laws of the decision aid: risk shows nothing else, unknown speaks for nothing, and no option is ever ranked."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.eligibility.decision import Verdict
from openkap.clinical.facts import Chart, Fact
from openkap.clinical.pathways.reasons import Speaks
from openkap.clinical.pathways.report import comparison_document
from openkap.clinical.pathways.weighing import Comparison, RiskFirst, Standing, weigh
from openkap.clinical.protocols.definition import CourseKind
from openkap.clinical.sources import Verification
from openkap.content import catalogue
from openkap.content.guidebook import guide
from openkap.gateways.referrals.statements import statement

NOW = datetime(2026, 10, 6, 23, 59, tzinfo=UTC)
SAFE = (
    {"code": "acute-suicide-risk", "value": False, "at": "2026-10-05", "status": "excluded", "by": "Dr Example"},
    {"code": "acute-suicidal-crisis", "value": False, "at": "2026-10-05", "status": "excluded", "by": "Dr Example"},
)
RULED_OUT = {"a": Verdict.EXCLUDED, "b": Verdict.EXCLUDED}
CODES = ("psychosis", "bipolar-disorder", "substance-use-disorder", "pregnancy", "dissociative-disorder")


def facts(*items: dict[str, Any]) -> tuple[Fact, ...]:
    made = []
    for number, item in enumerate(items, start=1):
        value = item["value"]
        value = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
        stated = {"status": "", "at": "2026-10-06", **item, "value": value, "asserted_by": item.get("by", "")}
        stated.pop("by", None)
        made.append(statement(stated, number, guide().vocabulary))
    return tuple(made)


def weighed(*items: dict[str, Any], verdicts: Any = None, alerts: int = 0) -> RiskFirst | Comparison:
    chart = Chart.at(facts(*items), NOW)
    return weigh(guide(), chart, verdicts=verdicts or {"a": Verdict.HOLD}, open_risk_alerts=alerts)


def compared(*items: dict[str, Any], verdicts: Any = None) -> Comparison:
    found = weighed(*SAFE, *items, verdicts=verdicts)
    assert isinstance(found, Comparison)
    return found


# guards HZ-47
@given(
    st.lists(st.sampled_from(CODES), unique=True),
    st.sampled_from(["fact", "crisis", "alert"]),
    st.sampled_from(list(Verdict)),
)
def test_with_acute_risk_there_is_the_risk_pathway_and_nothing_else(
    others: list[str], how: str, verdict: Verdict
) -> None:
    said = [{"code": c, "value": True, "by": "Dr Example"} for c in others]
    risk = {"fact": "acute-suicide-risk", "crisis": "acute-suicidal-crisis"}.get(how)
    said += [{"code": risk, "value": True, "at": "2026-10-06", "by": "Dr Example"}] if risk else list(SAFE)
    found = weighed(*said, verdicts={"a": verdict}, alerts=int(how == "alert"))
    assert isinstance(found, RiskFirst)
    assert found.because
    assert not hasattr(found, "options")


def test_a_record_claims_risk_that_nobody_confirmed_and_that_is_enough() -> None:
    assert isinstance(weighed({"code": "acute-suicide-risk", "value": True, "at": "2026-10-01"}), RiskFirst)


def test_when_nobody_asked_about_risk_that_is_said() -> None:
    found = weighed()
    assert isinstance(found, Comparison)
    assert "nobody has asked" in " ".join(found.risk_unknown)
    assert compared().risk_unknown == ()


@given(st.lists(st.sampled_from(CODES), unique=True))
def test_an_unknown_fact_speaks_for_and_against_nothing(known: list[str]) -> None:
    found = compared(*({"code": c, "value": True, "by": "Dr Example"} for c in known))
    for option in found.options:
        for line in (*option.speaks_for, *option.speaks_against):
            assert line.judgement is None or line.facts
        own = {f.reason.pin.id for f in option.unknown}
        shown = {f.reason.pin.id for f in (*option.speaks_for, *option.speaks_against, *option.not_known)}
        assert not own & shown


def test_a_reason_rests_on_the_fact_it_names() -> None:
    two = compared({"code": "adequate-antidepressant-trials", "value": 2, "unit": "{count}", "by": "Dr Example"})
    line = next(f for f in two.option(CourseKind.KETAMINE).speaks_for if f.reason.pin.id == "two-trials")
    assert "2 {count} of 6 Oct 2026" in line.facts[0]
    assert "two-trials" not in {f.reason.pin.id for f in two.option(CourseKind.KETAMINE).unknown}, "it is known"
    assert line.reason.grade.certainty.value == "moderate"
    assert line.reason.grade.oxford == (1, 2)
    one = compared({"code": "adequate-antidepressant-trials", "value": 1, "unit": "{count}", "by": "Dr Example"})
    against = {f.reason.pin.id for f in one.option(CourseKind.BOTH).speaks_against}
    assert "fewer-than-two-trials" in against
    assert "two-trials" not in {f.reason.pin.id for f in one.option(CourseKind.BOTH).speaks_for}


def test_a_code_that_is_not_verified_may_speak_against_and_never_for() -> None:
    (sure,) = facts({"code": "adequate-antidepressant-trials", "value": 2, "unit": "{count}", "by": "Dr Example"})
    weak = Fact(sure.code, sure.value, sure.at, "record", unit=sure.unit, identified=Verification.UNVERIFIED, id="w")
    found = weigh(guide(), Chart.at((*facts(*SAFE), weak), NOW), verdicts={}, open_risk_alerts=0)
    assert isinstance(found, Comparison)
    ketamine = found.option(CourseKind.KETAMINE)
    assert "two-trials" not in {f.reason.pin.id for f in ketamine.speaks_for}
    assert "two-trials" in {f.reason.pin.id for f in ketamine.unknown}
    psychosis = Fact("psychosis", True, sure.at, "record", identified=Verification.UNVERIFIED, id="p")
    found = weigh(guide(), Chart.at((*facts(*SAFE), psychosis), NOW), verdicts={}, open_risk_alerts=0)
    assert isinstance(found, Comparison)
    assert "psychosis" in {f.reason.pin.id for f in found.option(CourseKind.KETAMINE).speaks_against}


@pytest.mark.parametrize(
    ("verdicts", "standing"),
    [
        ({"a": Verdict.EXCLUDED, "b": Verdict.EXCLUDED}, Standing.RULED_OUT),
        ({"a": Verdict.EXCLUDED, "b": Verdict.HOLD}, Standing.HELD),
        ({"a": Verdict.EXCLUDED, "b": Verdict.ELIGIBLE}, Standing.OPEN),
    ],
)
def test_with_ketamine_an_option_stands_as_screening_stands(verdicts: Any, standing: Standing) -> None:
    found = compared(verdicts=verdicts)
    assert {o.kind: o.standing for o in found.options} == {
        CourseKind.PSYCHOTHERAPY: Standing.OPEN,
        CourseKind.KETAMINE: standing,
        CourseKind.BOTH: standing,
    }


def test_options_stand_in_one_order_whatever_speaks_for_them() -> None:
    for found in (compared(), compared(*({"code": c, "value": True, "by": "D"} for c in CODES), verdicts=RULED_OUT)):
        assert [o.kind for o in found.options] == list(CourseKind)
        assert [o["kind"] for o in comparison_document(found)["options"]] == [k.value for k in CourseKind]


def test_it_never_says_that_both_together_do_more() -> None:
    found = compared({"code": "adequate-antidepressant-trials", "value": 2, "unit": "{count}", "by": "Dr Example"})
    both = found.option(CourseKind.BOTH)
    assert "added-benefit-not-known" in {f.reason.pin.id for f in both.not_known}
    said = " ".join(f.reason.because + f.reason.plain for f in both.speaks_for).lower()
    assert not [w for w in ("longer", "enhance", "synergy", "better than", "more effective") if w in said.replace(
        "if that makes it last longer is not known", "")]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "example"),
    [
        pytest.param(e, x, id=f"{e.pin.id}: {x['name']}")
        for e in catalogue.entries("pathways")
        for x in e.document.get("examples", ())
    ],
)
def test_a_reason_does_what_its_examples_say(entry: Any, example: dict[str, Any]) -> None:
    if entry.document["speaks"] == "risk":
        found = weighed(*example["facts"])
        got = "raised" if isinstance(found, RiskFirst) else "unknown" if found.risk_unknown else "clear"
    else:
        kind = CourseKind(entry.document["options"][0])
        option = compared(*example["facts"]).option(kind)
        shown = option.speaks_for if entry.value.speaks is Speaks.FOR else option.speaks_against
        names = {f.reason.pin.id for f in shown}
        unknown = {f.reason.pin.id for f in option.unknown}
        got = "raised" if entry.pin.id in names else "unknown" if entry.pin.id in unknown else "clear"
    assert got == example["expect"]


def test_the_risk_pathway_says_why_in_full() -> None:
    def because(*items: dict[str, Any], alerts: int = 0) -> tuple[str, ...]:
        found = weighed(*items, alerts=alerts)
        assert isinstance(found, RiskFirst)
        assert (found.rule, found.as_of, found.pins) == (guide().risk, NOW, guide().pins)
        return found.because

    assert because(*SAFE, alerts=1) == ("1 open risk alert.",)
    assert because(*SAFE, alerts=2) == ("2 open risk alerts.",)
    crisis = {"code": "acute-suicide-risk", "value": True, "at": "2026-10-01"}
    (said,) = because(crisis)
    assert "stands on record" in said
    assert because(crisis, alerts=1) == (said, "1 open risk alert.")


def test_a_comparison_names_each_fact_once_and_the_content_it_rests_on() -> None:
    made = facts(*SAFE, {"code": "psychosis", "value": True, "by": "Dr Example"})
    found = weigh(guide(), Chart.at(made, NOW), verdicts={}, open_risk_alerts=0)
    assert isinstance(found, Comparison)
    looked = {f.id for f in made}
    assert found.fact_ids == tuple(sorted(looked))
    assert (found.as_of, found.pins) == (NOW, guide().pins)


def test_the_document_of_a_comparison_holds_every_line_in_its_place() -> None:
    found = compared({"code": "adequate-antidepressant-trials", "value": 2, "unit": "{count}", "by": "Dr Example"})
    document = comparison_document(found)
    assert document["as_of"] == "2026-10-06T23:59:00+00:00"
    assert list(document) == ["as_of", "options"]
    for option, said in zip(found.options, document["options"], strict=True):
        assert list(said) == ["kind", "standing", "for", "against", "not_known", "unknown"]
        assert (said["kind"], said["standing"]) == (option.kind.value, option.standing.value)
        places = (option.speaks_for, option.speaks_against, option.not_known, option.unknown)
        for lines, shown in zip(places, (said[k] for k in list(said)[2:]), strict=True):
            assert shown == [
                {
                    "reason": f"{f.reason.pin.id}@{f.reason.pin.version}",
                    "because": f.reason.because,
                    "facts": list(f.judgement.because) if f.judgement else [],
                    "certainty": f.reason.grade.certainty.value,
                    "oxford": list(f.reason.grade.oxford),
                }
                for f in lines
            ]
    assert any(document["options"][1][place] for place in ("for", "against"))
