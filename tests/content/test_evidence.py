"""The library as it stands: complete, consistent with the audit, and readable."""

from dataclasses import replace
from decimal import Decimal

import textstat

from openkap.clinical.evidence.benchmarks import in_plain_words
from openkap.clinical.evidence.claims import Verdict
from openkap.clinical.sources import Verification
from openkap.content import catalogue, tracing
from openkap.content.readers import benchmarks, evidence, recommendations

CLAIMS = {e.value.number: e.value for e in catalogue.entries("evidence")}


def test_every_audited_claim_is_there_once() -> None:
    assert sorted(CLAIMS) == list(range(1, 56))
    graded = [e.pin.id for e in catalogue.entries("recommendations") if e.value.grade.certainty.value != "not graded"]
    assert len(graded) == 27


def test_what_the_audit_calls_wrong_is_wrong_here_unless_nobody_read_it() -> None:
    wrong = {n for n, c in CLAIMS.items() if c.verdict in {Verdict.OUTDATED, Verdict.CONTRADICTED}}
    assert wrong == {11, 16, 17, 27, 30, 33, 36, 51}
    assert {n for n, c in CLAIMS.items() if c.verdict is Verdict.NOT_VERIFIED} == {6, 21, 22, 24, 45, 46}
    assert {n for n, c in CLAIMS.items() if c.verdict is Verdict.NOT_ESTABLISHED} == {8, 25, 38, 44, 50, 55}


# guards HZ-48
def test_therapy_with_ketamine_is_nowhere_said_to_be_better() -> None:
    """The law of the library: what the audit calls not established is never said as an effect."""
    row = catalogue.entry("benchmarks", "wilkinson-2021").value
    assert in_plain_words(row) == "The two groups did not clearly differ: it may have been chance."
    assert in_plain_words(catalogue.entry("benchmarks", "grabski-therapy").value) == in_plain_words(row)


def test_plain_lines_are_read_by_a_child_of_twelve() -> None:
    lines = {f"claim {n}": c.stated_plain for n, c in CLAIMS.items()}
    lines |= {e.pin.id: e.value.plain for e in catalogue.entries("recommendations")}
    lines |= {e.pin.id: e.value.reading for e in catalogue.entries("benchmarks") if e.value.reading}
    whole = textstat.flesch_kincaid_grade(" ".join(lines.values()))
    assert whole <= 7
    long = {k: v for k, v in lines.items() if max(len(s.split()) for s in v.split(". ")) > 20}
    assert long == {}


def test_a_number_from_general_knowledge_is_kept_back() -> None:
    row = catalogue.entry("benchmarks", "elekt-d-course").value
    assert row.facts == ()
    assert row.unread == 6
    assert all(b.verification is Verification.UNVERIFIED for r in row.results for b in r.basis)


def test_upside_down_intervals_missing_rows_and_taken_numbers_are_problems() -> None:
    entry = catalogue.entry("benchmarks", "grabski-drug")
    good = entry.value.results[0]
    bad = (
        replace(good, low=Decimal(20)),
        replace(good, high=None),
        replace(good, upper=good.value),
    )
    assert benchmarks.check(replace(entry, value=replace(entry.value, results=bad))) == (
        "Result 1: the value lies outside its interval.",
        "Result 2: an interval has two ends.",
        "Result 3: a range goes from a lower to a higher number.",
    )
    asked = catalogue.entry("recommendations", "iv-maintenance")
    lost = replace(asked, value=replace(asked.value, rests_on=("benchmarks/nobody", "forms/consent-ketamine-iv")))
    assert len(recommendations.check(lost)) == 2
    first = catalogue.entry("evidence", "ocd")
    taken = replace(first, value=replace(first.value, number=1, articles=("nobody",)))
    assert evidence.check(taken) == (
        "There is no reference 'nobody' for an article.",
        "The number 1 is taken by therapy-works.",
    )


def test_the_way_leads_from_a_rule_to_its_source_and_back() -> None:
    rule = catalogue.entry("evidence", "synergy-enduring")
    named = [u.basis.ref for u in tracing.sources_of(rule)]
    assert named == ["grabski-2022", "veraart-2026"]
    back = {(u.pin.kind, u.pin.id) for u in tracing.uses_of("grabski-2022")}
    assert {("evidence", "synergy-enduring"), ("benchmarks", "grabski-therapy")} <= back
    assert tracing.uses_of("nobody") == ()
