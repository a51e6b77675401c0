"""Consent forms say all that has to be said, in words that a twelve-year-old reads, and nothing unproven."""

import re

import pytest
import textstat

from openkap.clinical.consent.definition import ConsentElement, ConsentForm
from openkap.content import catalogue
from openkap.content.readers import forms, modalities, protocols

FORMS: list[ConsentForm] = [e.value for e in catalogue.entries("forms")]
ELEMENTS = [pytest.param(e, id=f"{f.covers}-{e.id}") for f in FORMS for e in f.elements]
BOTH_PRODUCTS = frozenset(
    [
        "nature",
        "alternatives",
        "benefits",
        "therapy-with-medicine",
        "sleepy",
        "feeling-apart",
        "blood-pressure",
        "nausea",
        "breathing",
        "bladder",
        "liver",
        "thinking",
        "dependence",
        "dark-thoughts",
        "pregnancy",
        "driving",
        "escort",
        "fasting",
        "watching",
        "right-to-stop",
        "no-signing",
        "therapist-touch",
        "recording",
        "your-record",
        "sharing",
        "emergency",
        "cost",
    ]
)


@pytest.mark.parametrize("kind", [forms, protocols, modalities])
def test_no_file_has_a_problem(kind: object) -> None:
    name = kind.__name__.rsplit(".", 1)[-1]
    assert {str(e.pin): kind.check(e) for e in catalogue.entries(name)} == {
        str(e.pin): () for e in catalogue.entries(name)
    }


def test_every_basis_names_a_reference_that_exists() -> None:
    known = set(catalogue.ids("references"))
    for kind in ("forms", "protocols", "modalities"):
        for entry in catalogue.entries(kind):
            cited = set(re.findall(r"'ref': '([a-z0-9-]+)'", str(entry.document)))
            assert cited <= known, (str(entry.pin), cited - known)


@pytest.mark.parametrize(
    ("covers", "jurisdiction", "also"),
    [
        ("ketamine-iv", "us", {"off-label", "mixed-by-pharmacy", "controlled"}),
        ("ketamine-iv", "eu", {"off-label", "mixed-by-pharmacy", "controlled-elsewhere"}),
        ("ketamine-im", "us", {"off-label", "mixed-by-pharmacy", "controlled"}),
        ("ketamine-sc", "uk", {"off-label", "mixed-by-pharmacy", "controlled-elsewhere"}),
        ("ketamine-sublingual", "us", {"off-label", "mixed-by-pharmacy", "controlled"}),
        ("ketamine-oral", "us", {"off-label", "mixed-by-pharmacy", "controlled"}),
        ("ketamine-nasal-compounded", "us", {"off-label", "mixed-by-pharmacy", "controlled", "agency-warning"}),
        ("esketamine-nasal", "us", {"label-status", "not-a-mix", "controlled", "rems"}),
        ("esketamine-nasal", "uk", {"label-status-eu", "not-a-mix", "controlled-elsewhere"}),
    ],
)
def test_each_product_asks_every_element_that_applies(covers: str, jurisdiction: str, also: set[str]) -> None:
    form = next(f for f in FORMS if f.covers == covers)
    applying = {e.id: e for e in form.applying(jurisdiction)}
    assert set(applying) == BOTH_PRODUCTS | also
    assert {i for i, e in applying.items() if not e.required} == {"recording", "sharing"}


@pytest.mark.parametrize("element", ELEMENTS)
def test_an_element_is_short_and_plain(element: ConsentElement) -> None:
    assert textstat.flesch_kincaid_grade(element.text) <= 6
    assert textstat.flesch_kincaid_grade(element.more or "Ask us.") <= 6.9
    assert len(re.findall(r"[.!?](?:\s|$)", element.text)) <= 3
    assert max(len(s.split()) for s in re.split(r"[.!?]", f"{element.text} {element.more}")) <= 24
    assert len(element.heading.split()) <= 8
    assert element.more != element.text


UNSUPPORTED = re.compile(
    "reset|rewire|synerg|longer[- ]lasting|mask|cure|prevents? suicide|enhance|breakthrough"
    "|dissociat|adverse|complian|non-responder"
)


@pytest.mark.parametrize("element", ELEMENTS)
def test_no_claim_that_the_evidence_does_not_carry(element: ConsentElement) -> None:
    words = f"{element.heading} {element.text} {element.more}".lower()
    assert not UNSUPPORTED.search(words)
