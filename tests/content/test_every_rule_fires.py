"""Over all content: every criterion, interaction and flag is seen raised, clear and unknown, for each product.

A rule that no facts can make fire, and one that no facts can silence, are both defects. Nothing here lists files by
hand: a new file is held to the same the moment it is dropped in.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import product as pairs
from typing import Any

import pytest

from openkap.clinical.eligibility.decision import Decision, decide
from openkap.clinical.eligibility.definitions import Level, Result, Severity
from openkap.clinical.facts import Fact
from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.flags import Reached, raised
from openkap.content import catalogue
from openkap.content.rulebook import products, rulebook
from openkap.gateways.referrals.statements import statement

AS_OF = datetime(2026, 10, 6, 23, 59, tzinfo=UTC)
PLACES = ("us", "eu", "uk")
NEVER_RAISED = frozenset({"medicines-recognised", "medicines-reviewed", "weight-known"})  # silence is no answer
NEVER_UNKNOWN = frozenset({"deceased"})  # records do not say that a person lives
ISSUE = [f"C{n:02}" for n in range(1, 41)] + [f"D{n:02}" for n in range(1, 24)]


def facts_of(example: dict[str, Any]) -> tuple[Fact, ...]:
    words = rulebook().vocabulary
    found = []
    for number, item in enumerate(example["facts"], start=1):
        value = item["value"]
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        stated = {"at": "2026-10-06", "status": "", **item, "value": value, "asserted_by": item.get("by", "")}
        stated.pop("by", None)
        found.append(statement(stated, number, words))
    return tuple(found)


@cache
def judged(kind: str, id_: str, number: int, product: str, place: str) -> Decision:
    example = catalogue.entry(kind, id_).document["examples"][number]
    return decide(rulebook(), facts_of(example), product=product, jurisdiction=place, as_of=AS_OF)


def examples(kind: str, id_: str) -> range:
    return range(len(catalogue.entry(kind, id_).document["examples"]))


@pytest.mark.parametrize(("product", "place"), list(pairs(products(), PLACES)))
def test_every_criterion_is_seen_raised_clear_and_unknown_for_this_product_and_place(product: str, place: str) -> None:
    for id_ in catalogue.ids("criteria"):
        found = [
            next(f for f in judged("criteria", id_, n, product, place).findings if f.criterion.pin.id == id_)
            for n in examples("criteria", id_)
        ]
        seen = {f.result for f in found}
        wanted = set(Result) - ({Result.RAISED} if id_ in NEVER_RAISED else set())
        wanted -= {Result.UNKNOWN} if id_ in NEVER_UNKNOWN else set()
        assert wanted <= seen, (id_, seen)
        for finding in found:
            stands = finding.result is not Result.CLEAR and finding.level is not Level.INFORMATION
            assert stands == (finding.holds or finding.excludes), (id_, finding.result)


@pytest.mark.parametrize("product", products())
def test_every_interaction_is_seen_raised_clear_and_unknown(product: str) -> None:
    for id_ in catalogue.ids("interactions"):
        found = [
            next(i for i in judged("interactions", id_, n, product, "us").interactions if i.interaction.pin.id == id_)
            for n in examples("interactions", id_)
        ]
        assert {f.result for f in found} == set(Result), id_
        for finding in found:
            if finding.result is Result.CLEAR and finding.interaction.severity_for(product) is Severity.HARD:
                assert finding.hard.truth.value == "false", id_


def test_every_rule_of_the_clinical_safety_list_has_its_file() -> None:
    labels = {c.label for c in rulebook().criteria} | {i.label for i in rulebook().interactions}
    assert [label for label in ISSUE if label not in labels and label != "C35"] == []
    assert catalogue.entry("criteria", "under-age").document["note"].startswith("This is C35")


def flags() -> Iterator[Any]:
    for entry in catalogue.entries("instruments"):
        for rule in entry.value.flags:
            yield pytest.param(entry.value, rule, id=f"{entry.pin.id}: {rule.id}")


def signals(
    instrument: Instrument, answers: dict[str, int], missing: tuple[str, ...], rule: str, score: Any
) -> set[str]:
    """Which of this rule's two signals these answers, or this score, give."""
    found = raised(instrument, answers, missing, Reached(score, score), closed=True)
    return {s.id for s in found if s.id in {rule, f"{rule}-unknown"}}


def _values(instrument: Instrument, item: str) -> list[int]:
    """Answers to try: what the item offers; where a number is typed, numbers around every limit."""
    offered = sorted(instrument.item(item).values)
    return offered or list(range(101))


@pytest.mark.parametrize(("instrument", "rule"), list(flags()))
def test_every_flag_is_seen_raised_at_each_level_and_clear_and_unknown(instrument: Instrument, rule: Any) -> None:
    for level in rule.levels:
        if not rule.items:
            beyond = level.limit + (1 if level.downward else -1)
            assert signals(instrument, {}, (), rule.id, level.limit) == {rule.id}, level.words
            assert signals(instrument, {}, (), rule.id, beyond) <= {rule.id}, level.words
        for item in rule.items:
            at = [v for v in _values(instrument, item) if level.holds(v)]
            assert at, f"no answer to {item} is {level.words}"
            assert signals(instrument, {item: at[0]}, (), rule.id, None) == {rule.id}, (item, level.words)
    calm = {i: [v for v in _values(instrument, i) if not any(lv.holds(v) for lv in rule.levels)] for i in rule.items}
    assert all(calm.values()), "an item whose every answer raises the flag says nothing"
    assert signals(instrument, {i: values[0] for i, values in calm.items()}, (), rule.id, None) == set()
    if rule.items:
        blank = signals(instrument, {}, rule.items[:1], rule.id, None)
        assert blank == ({f"{rule.id}-unknown"} if rule.if_blank else set())
