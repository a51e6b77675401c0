"""Over all content: every criterion, interaction and flag is seen raised, clear and unknown, for each product.

A rule that no facts can make fire, and one that no facts can silence, are both defects. Nothing here lists files by
hand: a new file is held to the same the moment it is dropped in.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import product as pairs
from typing import Any

import pytest

from openkap.clinical.eligibility.decision import Decision, decide
from openkap.clinical.eligibility.definitions import Level, Result, Severity
from openkap.clinical.facts import Fact
from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.earlier import NOTHING_KNOWN, DoseInForce, EarlierAnswer, EarlierScore, Past
from openkap.clinical.instruments.flags import Reached, could_be_rise, raised
from openkap.clinical.instruments.rules import RiseRule, Since
from openkap.clinical.signals import Urgency
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
    instrument: Instrument,
    answers: dict[str, int],
    missing: tuple[str, ...],
    rule: str,
    score: Any,
    past: Past = NOTHING_KNOWN,
) -> set[str]:
    """Which of this rule's two signals these answers, or this score, give."""
    found = raised(instrument, answers, missing, Reached(score, score), past, closed=True)
    return {s.id for s in found if s.id in {rule, f"{rule}-unknown"}}


def _values(instrument: Instrument, item: str) -> list[int]:
    """Answers to try: what the item offers; where a number is typed, numbers around every limit."""
    offered = sorted(instrument.item(item).values)
    return offered or list(range(101))


def _calls(instrument: Instrument, rule: Any, item: str, value: int) -> bool:
    """Whether an answer raises the flag while nothing is known from before."""
    perhaps = [r for r in rule.rises if r.since is Since.LAST_READING and r.if_unknown]
    worse = any(could_be_rise(instrument, r, item, value) for r in perhaps)
    return worse or any(level.holds(value) for level in rule.levels)


def _past(rise: RiseRule, item: str, value: Any) -> Past:
    """A reading an hour before the dose, which is also the last one; the dose long enough ago."""
    dose = DoseInForce(AS_OF - rise.after, AS_OF - rise.after)
    at = dose.began_at - timedelta(hours=1)
    answers = (EarlierAnswer(at, item, value),) if item else ()
    return Past(AS_OF, answers, () if item else (EarlierScore(at, value, {}),), dose)


def _each_comparison_is_seen_raised_clear_and_unknown(instrument: Instrument, rule: Any) -> None:
    alone = replace(instrument, flags=(replace(rule, levels=(), if_blank=None),))
    for rise, item in ((rise, item) for rise in rule.rises for item in rule.items or ("",)):
        best = (max if rise.downward else min)(instrument.values[item] if item else (alone.score.low, alone.score.high))
        worse = best + rise.by * (-1 if rise.downward else 1)

        def seen(before: Any, now: Any, rise: RiseRule = rise, item: str = item) -> set[str]:
            past = Past(AS_OF, dose=DoseInForce(AS_OF - rise.after, AS_OF - rise.after))
            known = past if before is None else _past(rise, item, before)
            answers, score = ({item: now}, None) if item else ({}, now)
            return signals(alone, answers, (), rule.id, score, known)

        assert seen(best, worse) == {rule.id}, (item, rise.words)
        assert seen(worse, worse) == seen(best, best) == set(), (item, rise.words)
        assert seen(None, worse) == ({rule.id} if rise.if_unknown else set()), (item, rise.words)
        assert seen(None, best) == set(), (item, rise.words)


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
            place = rule.items.index(item) + 1
            before = rule.items[place : place + level.after_zeros]
            told = {rule.id} if len(before) == level.after_zeros else set()
            answers = {item: at[0], **dict.fromkeys(before, 0)}
            assert signals(instrument, answers, (), rule.id, None) == told, (item, level.words)
    _each_comparison_is_seen_raised_clear_and_unknown(instrument, rule)
    calm = {i: [v for v in _values(instrument, i) if not _calls(instrument, rule, i, v)] for i in rule.items}
    assert all(calm.values()), "an item whose every answer raises the flag says nothing"
    assert signals(instrument, {i: values[0] for i, values in calm.items()}, (), rule.id, None) == set()
    if rule.items:
        blank = signals(instrument, {}, rule.items[:1], rule.id, None)
        assert blank == ({f"{rule.id}-unknown"} if rule.if_blank else set())


SUICIDE_ITEMS = {
    "phq-9": ("q9",), "qids-sr16": ("q12",), "madrs": ("q10",), "madrs-s": ("q9",), "ham-d-17": ("q3",),
    "asq": ("q1", "q2", "q3", "q4"), "c-ssrs-screener": ("q1", "q2", "q3", "q4", "q5", "q6", "q6-recent"),
    "c-ssrs-since-last-contact": ("q1", "q2", "q3", "q4", "q5", "q6"),
}  # fmt: skip


# guards HZ-14
def test_every_suicide_item_is_held_against_the_last_reading() -> None:
    named = {
        e.pin.id for e in catalogue.entries("instruments") if any(f.id == "suicidal-ideation" for f in e.value.flags)
    }
    assert named == set(SUICIDE_ITEMS)
    for id_, items in SUICIDE_ITEMS.items():
        definition: Instrument = catalogue.entry("instruments", id_).value
        rises = [(f.items, r) for f in definition.flags for r in f.rises]
        covered = {i for of, r in rises if r.by == 1 and r.urgency.rank >= Urgency.URGENT.rank for i in of}
        assert set(items) <= covered, id_
