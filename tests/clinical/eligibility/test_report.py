"""A decision as plain data and as steps: every word that a stored decision keeps and a prescriber reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from openkap.clinical.eligibility.changes import Change, changes
from openkap.clinical.eligibility.decision import Decision, Finding, Settlement, Verdict
from openkap.clinical.eligibility.definitions import (
    Criterion,
    Ingredient,
    Interaction,
    Level,
    Result,
    Rule,
    Severity,
    Standing,
)
from openkap.clinical.eligibility.findings import Judgement
from openkap.clinical.eligibility.interactions import InteractionFinding
from openkap.clinical.eligibility.medicines import Medicine
from openkap.clinical.eligibility.report import decision_document, plain
from openkap.clinical.facts import Fact, FactDefinition, FactKind, FactValue, Vocabulary
from openkap.clinical.sources import Basis, Pin, Verification
from openkap.clinical.values import Truth

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
PIN = Pin("criteria", "c99", "1.0.0", "a" * 64)
READ = (Basis(Verification.READ, ref="label", at="4.3", mark="V"),)
OWNER = (Basis(Verification.POLICY, policy="medical-director"),)
TAKEN = Fact("medicine", "Drops", NOW, "Medication/1", status="active")
SEEN = Fact("pressure", Decimal("150.50"), NOW, "page", "mm[Hg]", "Pressure", "Sam")
VOCABULARY = Vocabulary(
    {c: FactDefinition(c, d, FactKind.CONDITION, ()) for c, d in (("a", "Asthma"), ("b", "Bleeding"))}, {}, {}
)


def finding(level: Level, judgement: Judgement, *, counts_as: Level | None = None, **more: object) -> Finding:
    standing = Standing(level, frozenset(), frozenset(), READ)
    criterion = Criterion(PIN, "C99", "High pressure", "x", Rule("ever"), (standing,), timedelta(1), READ)
    return replace(Finding(criterion, standing, counts_as or level, judgement, None, borrowed=False), **more)  # type: ignore[arg-type]


RAISED = Judgement(Truth.TRUE, (SEEN,), ("Too high.", "Twice."))
OPEN = Judgement(Truth.UNKNOWN, (), ("Nobody asked.",), ("a", "b", "a"))
CLEAR = Judgement(Truth.FALSE)


def decision(*findings: Finding, interactions: tuple[InteractionFinding, ...] = ()) -> Decision:
    unrecognised = (Medicine(TAKEN, (Ingredient("valerian", frozenset()),), recognised=False),)
    return Decision("esk", "us", NOW, Verdict.HOLD, findings, interactions, unrecognised, ())


def test_the_document_keeps_every_fact_reason_and_source() -> None:
    settled = Settlement("c99", Level.RELATIVE, "Dr Lind", NOW, "Known for years")
    softened = finding(
        Level.CONTRAINDICATED, RAISED, counts_as=Level.RELATIVE, borrowed=True, settled_by=settled
    )  # fmt: skip
    interaction = Interaction(PIN, "D01", "x", "x", "Watch.", frozenset(), Severity.MODERATE, {}, OWNER)
    taken = InteractionFinding(interaction, Severity.HARD, replace(OPEN, facts=(TAKEN,), because=("A.", "B.")), CLEAR)
    drops = {
        "code": "medicine", "display": "medicine", "value": "Drops", "unit": "", "at": "2026-10-06T09:00:00+00:00",
        "source": "Medication/1", "status": "active",
    }  # fmt: skip
    pressure = {
        "code": "pressure", "display": "Pressure", "value": 150.5, "unit": "mm[Hg]", "at": "2026-10-06T09:00:00+00:00",
        "source": "page", "asserted_by": "Sam",
    }  # fmt: skip
    assert decision_document(decision(softened, finding(Level.EVALUATION, OPEN), interactions=(taken,))) == {
        "product": "esk",
        "jurisdiction": "us",
        "as_of": "2026-10-06T09:00:00+00:00",
        "verdict": "hold",
        "criteria": [
            {
                "id": "C99", "level": "relative", "result": "raised", "facts": [pressure],
                "because": "Too high. Twice. Given for another route or place, so it is shown as evaluation. "
                "It would contraindicate, but its code or basis is not verified, so it holds instead.",
                "basis": [{"ref": "label", "at": "4.3", "verification": "read", "mark": "V"}], "needs": [],
                "settled": {"by": "Dr Lind", "at": "2026-10-06T09:00:00+00:00", "reason": "Known for years"},
            },
            {
                "id": "C99", "level": "evaluation", "result": "unknown", "facts": [], "because": "Nobody asked.",
                "basis": [{"ref": "label", "at": "4.3", "verification": "read", "mark": "V"}],
                "needs": ["a", "b", "a"],
            },
        ],
        "interactions": [
            {
                "id": "D01", "level": "hard-review", "result": "unknown", "facts": [drops], "because": "A. B.",
                "handling": "Watch.", "basis": [{"policy": "medical-director", "verification": "policy"}],
                "needs": ["a", "b", "a"],
            }
        ],
        "unrecognised_medicines": [{**drops, "recognised_parts": ["valerian"]}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("3.0"), 3),
        (Decimal("0.1"), 0.1),
        (Decimal("0.1234567890123456789"), "0.1234567890123456789"),
        (date(2026, 10, 6), "2026-10-06"),
        (True, True),
        ("mild", "mild"),
    ],
)
def test_a_value_keeps_every_digit(value: FactValue, said: object) -> None:
    assert plain(value) == said
    assert type(plain(value)) is type(said)


def test_each_finding_counts_once_under_its_own_word() -> None:
    all_three = decision(*(finding(Level.RELATIVE, j) for j in (RAISED, OPEN, OPEN, CLEAR, CLEAR, CLEAR)))
    assert [all_three.count(r) for r in (Result.RAISED, Result.UNKNOWN, Result.CLEAR)] == [1, 2, 3]


def test_every_step_says_what_to_do_and_what_follows_gravest_first() -> None:
    steps = changes(
        decision(
            finding(Level.INFORMATION, RAISED),
            finding(Level.RELATIVE, CLEAR),
            finding(Level.EVALUATION, RAISED),
            finding(Level.RELATIVE, RAISED),
            finding(Level.CONTRAINDICATED, OPEN),
            finding(Level.CONTRAINDICATED, RAISED, counts_as=Level.RELATIVE),
            finding(Level.CONTRAINDICATED, RAISED),
            finding(Level.RELATIVE, replace(OPEN, needs=())),
        ),
        VOCABULARY,
    )
    override = "A prescriber's override with a reason settles it."
    assert steps == (
        Change(
            "c99",
            "Check the record: High pressure",
            "Nobody overrides this. If the record is wrong, correct the fact at its source or exclude it.",
            (),
        ),
        Change("c99", "Find out: asthma, bleeding", "If it is raised, this product is ruled out.", ("a", "b", "a")),
        Change(
            "c99",
            "Decide: High pressure",
            f"It would rule this product out, but the rule or the code is not verified. {override}",
            (),
        ),
        Change("c99", "Decide: High pressure", override, ()),
        Change(
            "c99",
            "Find out: high pressure",
            "If it is raised, a prescriber may override it, with a reason.",
            (),
        ),
        Change("c99", "Assess: High pressure", "A dated assessment by a named person settles it.", ()),
    )
