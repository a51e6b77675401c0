"""What a patient reads: plain, true of the evidence, complete for each product, and never an unsigned translation."""

import re
from dataclasses import replace

import pytest
import textstat

from openkap.clinical.education.leaflet import Leaflet, Phase, Section
from openkap.clinical.education.offering import fitting, offered
from openkap.clinical.sources import Basis, Verification
from openkap.content import catalogue
from openkap.content.readers import education

ENTRIES = catalogue.entries("education")
LEAFLETS: list[Leaflet] = [e.value for e in ENTRIES]
ENGLISH = [x for x in LEAFLETS if x.lang == "en"]
SECTIONS = [pytest.param(s, id=f"{x.pin.id}: {s.id}") for x in ENGLISH for s in x.sections]
UNSUPPORTED = re.compile(
    r"\b(reset|rewir|synerg|longer[- ]lasting|mask|cures?\b|enhanc|breakthrough|miracle|heal(s|ing)?\b)", re.IGNORECASE
)
JARGON = re.compile("dissociat|adverse|complian|contraindic|sedation|administer|non-responder", re.IGNORECASE)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_reads_at_grade_seven_or_below_and_is_short(section: Section) -> None:
    assert textstat.flesch_kincaid_grade(section.text) <= 7
    sentences = [s for s in re.split(r"[.!?]\s", section.text) if s.strip()]
    assert len(sentences) <= 5
    assert max(len(s.split()) for s in sentences) <= 24
    assert len(section.heading.split()) <= 8


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_claims_nothing_that_the_evidence_does_not_carry(section: Section) -> None:
    words = f"{section.heading} {section.text}"
    assert not UNSUPPORTED.search(words)
    assert not JARGON.search(words)


@pytest.mark.parametrize("product", catalogue.ids("products"))
def test_each_product_has_a_leaflet_for_every_phase(product: str) -> None:
    shown = [o.leaflet for o in fitting(offered(LEAFLETS, "en", ()), product, "")]
    assert {x.phase for x in shown} == set(Phase) - {Phase.AT_HOME}
    assert any(x.products == (product,) for x in shown), "one of its own"


@pytest.mark.parametrize("modality", catalogue.ids("modalities"))
def test_each_therapy_has_a_leaflet_that_says_what_is_known_of_it_beside_ketamine(modality: str) -> None:
    (leaflet,) = [x for x in ENGLISH if x.modalities == (modality,)]
    assert [s.id for s in leaflet.sections] == ["what", "with"]


@pytest.mark.parametrize("product", catalogue.ids("products"))
def test_every_day_leaflet_says_stay_escort_and_no_driving(product: str) -> None:
    day = [o.leaflet for o in fitting(offered(LEAFLETS, "en", ()), product, "") if o.leaflet.phase is Phase.ON_THE_DAY]
    words = " ".join(s.text for x in day for s in x.sections)
    assert "two hours" in words
    assert "Someone takes you home" in words
    assert "Do not drive or use machines until the next day" in words


# Every question that one of the five public articles puts, or puts as a heading, and which point answers it.
ASKED = {
    "What Is Psychotherapy? What Are Psychotherapy Techniques?": "what-is-therapy",
    "How Does Ketamine Therapy Work?": "how-it-works",
    "Ketamine and Talk Therapy: A Synergistic Relationship": "both",
    "Who Is a Good Candidate for Ketamine Therapy Nasal Spray?": "who-is-it-for",
    "Safety, Side Effects, and Supervision": "safe",
    "What Is Ketamine Therapy?": "what-is-ketamine-therapy",
    "Rapid Symptom Relief": "how-fast",
    "Strengthening Long-Term Therapeutic Outcomes": "how-long",
    "The Role of KAP in Addiction; a programme at home": "addiction",
    "Access at home": "home",
    "What is Ketamine?": "what-is-ketamine",
    "How Does Ketamine-assisted Psychotherapy Work? Steps Involved": "steps",
    "Types of Ketamine Treatment": "kinds",
    "Comparison with Traditional Therapy": "which-is-better",
    "What Conditions Can It Help With?": "what-can-it-help",
    "Is Ketamine Safe?": "safe",
    "When to Start with Psychotherapy Techniques": "therapy-first",
    "When Ketamine Therapy Might Be the Right Choice": "ketamine-when",
    "Important Considerations Before Choosing Ketamine Therapy": "ask-first",
    "Physical health and potential contraindications": "who-not",
    "Can I try ketamine without therapy?": "without-therapy",
    "Is one more effective than the other?": "which-is-better",
    "How do I choose the right approach for me? When to Choose What": "how-to-choose",
    "Can I do both at once?": "both",
    "Those experiencing severe suicidal ideation": "suicidal",
}


def test_the_articles_own_questions_are_answered() -> None:
    answered = {s.id for x in ENGLISH if x.pin.id == "questions" for s in x.sections}
    assert set(ASKED.values()) <= answered


def test_a_translation_is_shown_only_when_exactly_it_was_signed() -> None:
    spanish = {x.translates: x for x in LEAFLETS if x.lang == "es"}
    after = spanish["after-a-dose@1.0.0"]
    drafts = {o.leaflet.pin.id: o for o in offered(LEAFLETS, "es", ())}
    assert all(o.leaflet.lang == "en" and o.interpreter_needed for o in drafts.values())
    signed = {o.leaflet.pin.id: o for o in offered(LEAFLETS, "es", {after.pin})}
    assert not signed["after-a-dose-es"].interpreter_needed
    assert "after-a-dose" not in signed
    assert signed["integration"].interpreter_needed
    other = replace(after.pin, digest="0" * 64)
    assert all(o.interpreter_needed for o in offered(LEAFLETS, "es", {other}))
    assert not any(o.interpreter_needed for o in offered(LEAFLETS, "en", ()))
    newer = [replace(x, pin=replace(x.pin, version="2.0.0")) if x.pin.id == "after-a-dose" else x for x in LEAFLETS]
    assert {o.leaflet.lang for o in offered(newer, "es", {after.pin})} == {"en"}, "made from an older English text"


def test_the_file_checks_find_what_a_schema_cannot_see() -> None:
    entry = next(e for e in ENTRIES if e.pin.id == "after-a-dose-es")
    leaflet = entry.value

    def found(**changed: object) -> list[str]:
        return list(education.check(replace(entry, value=replace(leaflet, **changed))))

    assert found() == []
    assert found(sections=leaflet.sections[:-1]) != []
    assert found(sections=leaflet.sections + leaflet.sections[:1]) != []
    assert found(translates="nothing@1.0.0") == ["There is no leaflet 'nothing' to translate."]
    assert found(translates="") != []
    guess = Basis(Verification.UNVERIFIED, policy="medical-director")
    (said,) = found(sections=(replace(leaflet.sections[0], basis=(guess,)), *leaflet.sections[1:]))
    assert said.startswith("The section 'evening' rests on nothing that was checked")
    assert found(products=("ketamine-rectal",), modalities=("x",))[:2] == [
        "There is no product 'ketamine-rectal'.", "There is no modality 'x'."
    ]  # fmt: skip
