"""What goes out as FHIR means what the engine means: the same days, codes and gravity, and no sign-off."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openkap.clinical.eligibility.definitions import Rule
from openkap.clinical.protocols.definition import Protocol
from openkap.clinical.protocols.schedule import Constraints, schedule
from openkap.clinical.values import Icd10
from openkap.content import catalogue, tracing
from openkap.content.rulebook import rulebook, vocabulary
from openkap.gateways.knowledge import criteria
from openkap.gateways.knowledge.common import Published
from openkap.interfaces.cli import _published

Node = dict[str, Any]
START = date(2026, 10, 5)
EVERY_DAY = Constraints(open_weekdays=frozenset(range(7)))


def sent(kind: str, id_: str) -> Node:
    return _published.resource(catalogue.entry(kind, id_))


def everything() -> list[Node]:
    return [_published.resource(entry) for kind in catalogue.kinds() for entry in catalogue.entries(kind)]


def nodes(node: Any) -> Iterator[Node]:
    """Every object in a resource, from the outside in."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(child)


def days(plan: Node) -> dict[str, date]:
    """Each action's day, by following what it counts from."""
    found = {"start-of-course": START}
    for action in (n for n in nodes(plan["action"]) if "relatedAction" in n):
        (related,) = action["relatedAction"]
        sign = {"before-start": -1, "concurrent-with-start": 0, "after-start": 1}[related["relationship"]]
        offset = timedelta(days=related.get("offsetDuration", {}).get("value", 0))
        found[action["id"]] = found[related["actionId"]] + sign * offset
    return found


@pytest.mark.parametrize("id_", catalogue.ids("protocols"))
def test_a_protocol_keeps_its_days(id_: str) -> None:
    """Our own calendar of the same protocol, open every day: it may only move a visit off the day of a dose."""
    protocol: Protocol = catalogue.entry("protocols", id_).value
    told = days(sent("protocols", id_))
    ours = schedule(protocol, START, ZoneInfo("UTC"), EVERY_DAY)
    assert not ours.unplaced
    doses = {v.on for v in ours.visits if v.kind.value == "dosing"}
    for rule in protocol.visits:
        visits = ours.of(rule.id)
        theirs = [told[f"{rule.id}-{n}"] for n in range(1, len(visits) + 1)]
        assert f"{rule.id}-{len(visits) + 1}" not in told
        assert all(t == v.on or t in doses for t, v in zip(theirs, visits, strict=True)), rule.id


@pytest.mark.parametrize("id_", catalogue.ids("valuesets"))
def test_a_value_set_holds_the_codes_of_the_file_and_says_which_nobody_saw(id_: str) -> None:
    document = catalogue.entry("valuesets", id_).document
    wanted = {c["code"]: c["verification"] == "unverified" for codes in document["codes"].values() for c in codes}
    include = sent("valuesets", id_)["compose"]["include"]
    assert {c["code"]: "extension" in c for part in include for c in part.get("concept", [])} == wanted


def test_the_filter_of_icd_10_covers_what_the_engine_covers() -> None:
    for id_ in catalogue.ids("valuesets"):
        parts = [p["filter"][0]["value"] for p in sent("valuesets", id_)["compose"]["include"] if "filter" in p]
        assert bool(parts) is ("icd-10" in catalogue.entry("valuesets", id_).document["codes"])
        for code in ("I71", "I71.4", "I67.1", "I67.12", "I67.2", "Z88.4", "F20.0", "T41.29"):
            ours = any(m.fact == id_ for m in vocabulary().meanings(Icd10.system, code))
            assert any(re.fullmatch(p, code) for p in parts) is ours, (id_, code)


@pytest.mark.parametrize(("fact", "codes"), [("systolic-blood-pressure", ["8480-6"]), ("heart-rate", [])])
def test_no_measurement_is_asked_for_by_a_code_that_nobody_saw(fact: str, codes: list[str]) -> None:
    """On another's engine a wrong code could clear. The code of the heart rate is not verified."""
    entry = catalogue.entry("criteria", "c07-blood-pressure")
    asks = replace(entry.value, when=Rule("above", fact=fact))
    plan = criteria.resource(Published(entry.pin, "", asks, entry.document, (), rulebook()))
    assert [c["code"] for n in nodes(plan) for f in n.get("codeFilter", []) for c in f["code"]] == codes


def test_a_product_carries_every_criterion_as_grave_as_the_engine_judges_it() -> None:
    rules = rulebook()
    for id_ in catalogue.ids("products"):
        *told_of, dosing = sent("products", id_)["action"]
        actions = {a["definitionCanonical"]: a["textEquivalent"] for a in told_of}
        assert len(actions) == len(rules.criteria)
        assert dosing["id"] == "dose-rules"
        for c in rules.criteria:
            told = actions[f"urn:openkap:criteria:{c.pin.id}|{c.pin.version}"]
            for place in ("us", "eu", "uk"):
                level = c.standing_for(id_, place, rules.relatives.get(id_)).level
                assert f"{place}: {level}" in told


def test_a_product_carries_every_dose_rule_in_words_and_every_range_in_quantities() -> None:
    for entry in catalogue.entries("products"):
        product, plan = entry.value, sent("products", entry.pin.id)
        told = plan["action"][-1]["action"]
        said = " ".join(a["textEquivalent"] for a in told)
        inside = {f"#{a['id']}": a for a in plan["contained"]}
        ranges = [a for a in told if "definitionCanonical" in a]
        assert [inside[a["definitionCanonical"]] for a in ranges] == plan["contained"]
        spans = [a["dosage"][0]["doseAndRate"][0]["doseRange"] for a in plan["contained"]]
        assert [(s["low"]["value"], s["high"]["value"], s["low"]["code"]) for s in spans] == [
            (float(r.span[0]), float(r.span[1]), r.unit) for r in product.ranges
        ]
        for dose in (d for r in product.ranges for d in r.doses_mg):
            assert f"{dose.normalize():f}" in said
        assert f"Above {product.ceiling.stop.normalize():f} {product.ceiling.unit} the order is held" in said
        for words in (*product.notices, *product.practice, *filter(None, [product.frequency])):
            assert words.says in said
        assert all(a["documentation"] for a in told), "each rule leaves with its source"


def test_nothing_is_called_active_and_every_name_leads_somewhere() -> None:
    """A sign-off is one clinic's record: what leaves the house is a draft. The shelves list all of it."""
    found = everything()
    urls = {r["url"] for r in found}
    shelves = [_published.shelf(kind) for kind in catalogue.kinds()]
    assert len(urls) == len(found)
    assert len({(r["resourceType"], r["id"]) for r in [*found, *shelves]}) == len(found) + len(shelves)
    assert {r["status"] for r in found} == {"draft"}
    keys = ("resource", "definitionCanonical", "valueSet")
    names = {n[k].partition("|")[0] for r in found for n in nodes(r) for k in keys if isinstance(n.get(k), str)}
    led = {name for name in names if not name.startswith("#")}  # those lead into the resource itself
    assert led
    assert led <= urls
    listed = {a["resource"].partition("|")[0] for shelf in shelves for a in shelf["relatedArtifact"]}
    assert listed == urls


def test_every_source_leaves_with_how_far_it_was_checked() -> None:
    for kind in ("criteria", "protocols", "products", "evidence", "interactions"):
        for entry in catalogue.entries(kind):
            wanted = {(u.basis.ref, str(u.basis.verification)) for u in tracing.sources_of(entry) if u.basis.ref}
            told = _published.resource(entry).get("relatedArtifact", [])
            prefix = "urn:openkap:references:"
            got = {(a["resource"].removeprefix(prefix), a["label"]) for a in told if a["type"] == "citation"}
            assert got == wanted, entry.pin.id


def test_a_library_carries_the_file_whole() -> None:
    entry = catalogue.entries("evidence")[0]
    (content,) = _published.resource(entry)["content"]
    assert json.loads(b64decode(content["data"])) == json.loads(json.dumps(entry.document, default=str))


def test_a_skeleton_leaves_without_words() -> None:
    """Its wording is not ours to give on."""
    form = sent("instruments", "madrs")
    assert [i for i in form["item"] if "text" in i] == []
