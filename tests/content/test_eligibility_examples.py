"""Every example inside a criterion or an interaction is a test of that file."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from openkap.clinical.eligibility.decision import decide
from openkap.clinical.eligibility.definitions import Level, Severity
from openkap.clinical.eligibility.operators import OPERATORS
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.content.readers import criteria
from openkap.content.rulebook import products, rulebook
from openkap.gateways.referrals.statements import statement

AS_OF = datetime(2026, 10, 6, 23, 59, tzinfo=UTC)


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(entry, example, id=f"{entry.pin.id}: {example['name']}")
        for entry in catalogue.entries(kind)
        for example in entry.document["examples"]
    ]


def result(entry: catalogue.Entry, example: dict[str, Any]) -> str:
    rules = rulebook()
    facts = []
    for number, item in enumerate(example["facts"], start=1):
        value = item["value"]
        if isinstance(value, int) and not isinstance(value, bool):
            value = Decimal(value)
        stated = {"at": "2026-10-06", "status": "", **item, "value": value, "asserted_by": item.get("by", "")}
        stated.pop("by", None)
        facts.append(statement(stated, number, rules.vocabulary))
    decision = decide(
        rules,
        facts,
        product=example.get("product", "esketamine-nasal"),
        jurisdiction=example.get("jurisdiction", "us"),
        as_of=AS_OF,
    )
    found = {f.criterion.pin.id: f.result for f in decision.findings}
    found |= {i.interaction.pin.id: i.result for i in decision.interactions}
    return found[entry.pin.id].value


@pytest.mark.parametrize(("entry", "example"), cases("criteria"))
def test_a_criterion_does_what_its_examples_say(entry: catalogue.Entry, example: dict[str, Any]) -> None:
    assert result(entry, example) == example["expect"]


@pytest.mark.parametrize(("entry", "example"), cases("interactions"))
def test_an_interaction_does_what_its_examples_say(entry: catalogue.Entry, example: dict[str, Any]) -> None:
    assert result(entry, example) == example["expect"]


def test_every_file_shows_raised_and_clear_and_unknown_where_it_can() -> None:
    for entry in (*catalogue.entries("criteria"), *catalogue.entries("interactions")):
        shown = {example["expect"] for example in entry.document["examples"]}
        always_known = entry.pin.id == "deceased"
        never_raised = entry.pin.id in {"medicines-recognised", "medicines-reviewed", "weight-known"}
        assert "clear" in shown, entry.pin.id
        assert never_raised or "raised" in shown, entry.pin.id
        assert always_known or "unknown" in shown, entry.pin.id


def test_every_operator_is_used_by_some_rule() -> None:
    def operators(rule: Any) -> set[str]:
        return {rule.operator}.union(*(operators(part) for part in rule.parts))

    used = set().union(*(operators(c.when) for c in rulebook().criteria))
    used |= set().union(*(operators(i.hard_when) for i in rulebook().interactions if i.hard_when))
    assert set(OPERATORS) - used <= {"takes", "at-least", "below"}


def test_there_are_enough_rules_for_both_products() -> None:
    assert len(rulebook().criteria) >= 25
    assert len(rulebook().interactions) >= 15
    assert products() == catalogue.ids("products")


def test_what_is_said_of_another_route_neither_rules_out_nor_clears() -> None:
    """guards HZ-11: a source for infusions says nothing certain of a lozenge."""
    rules = rulebook()
    other = [p for p, r in rules.relatives.items() if not r.same_label]
    assert set(other) >= {"ketamine-sublingual", "ketamine-oral", "ketamine-sc", "ketamine-nasal-compounded"}
    for criterion in rules.criteria:
        for product in other:
            for place in ("us", "eu", "uk"):
                asked = (product, place, rules.relatives[product])
                standing = criterion.standing_for(*asked)
                if standing.products or criterion.is_borrowed(*asked):
                    assert standing.level in {Level.RELATIVE, Level.EVALUATION}, (criterion.pin.id, product)
    eclampsia = next(c for c in rules.criteria if c.pin.id == "c14-pre-eclampsia")
    levels = {p: eclampsia.standing_for(p, "uk", rules.relatives.get(p)).level for p in products()}
    assert (levels["ketamine-im"], levels["ketamine-iv"]) == (Level.CONTRAINDICATED, Level.CONTRAINDICATED)
    assert levels["ketamine-oral"] is Level.RELATIVE
    thyroid = next(c for c in rules.criteria if c.pin.id == "c26-hyperthyroidism")
    assert thyroid.standing_for("ketamine-sc", "us", rules.relatives["ketamine-sc"]).level is Level.EVALUATION


def test_an_interaction_is_never_milder_by_another_route() -> None:
    rules = rulebook()
    inhibitors = next(i for i in rules.interactions if i.pin.id == "d16-cyp3a4-inhibitors")
    assert inhibitors.severity_for("ketamine-iv") is Severity.NOTE
    assert inhibitors.severity_for("ketamine-im", rules.relatives["ketamine-im"]) is Severity.NOTE
    assert inhibitors.severity_for("ketamine-oral", rules.relatives["ketamine-oral"]) is Severity.MODERATE


# guards HZ-09
def test_nothing_contraindicates_on_a_basis_that_was_not_read() -> None:
    entry = catalogue.entry("criteria", "c01-aneurysm")
    weak = {"level": "contraindicated", "basis": [{"policy": "medical-director", "verification": "unverified"}]}
    with pytest.raises(ContentError, match="neither read nor computed"):
        criteria.read({**entry.document, "standings": [weak]}, entry.pin)


def test_every_reference_of_a_basis_has_its_file() -> None:
    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["ref"]} if "ref" in value else set()
            return own.union(*(references(v) for v in value.values()))
        return set().union(*(references(v) for v in value)) if isinstance(value, list) else set()

    known = set(catalogue.ids("references"))
    for kind in ("criteria", "interactions", "medicines", "dosewords", "valuesets"):
        for entry in catalogue.entries(kind):
            assert references(entry.document) <= known, entry.pin.id
