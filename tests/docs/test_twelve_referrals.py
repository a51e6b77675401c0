"""The page on the twelve sample referrals says what the screen really gives. To write it anew, run this file."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from openkap.clinical.eligibility.decision import Decision, decide
from openkap.clinical.eligibility.definitions import Result
from openkap.content.rulebook import rulebook
from openkap.gateways.referrals.bundle import read_referral
from openkap.gateways.referrals.samples import names, sample

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "twelve-referrals.md"
AS_OF = datetime(2026, 10, 6, 23, 59, 59, tzinfo=UTC)
WHY = {
    "alberto-atencio": (
        "Epilepsy on record asks for an assessment. Clonazepam of unknown dose and carbamazepine are named; "
        "until the daily dose is known, the benzodiazepine keeps the hard review unknown."
    ),
    "chet-thompson": (
        "Died in 1968, which excludes. The infarction leaves C10 unknown until stability is recorded; "
        "oxycodone asks for hard review."
    ),
    "clemente-kreiger": (
        "Almost healthy, and yet hold: nobody has asked about aneurysm, psychosis, medicines or anything else "
        "that a record's silence cannot answer."
    ),
    "delbert-williamson": (
        "Epilepsy on record asks for an assessment; diazepam of unknown dose leaves the hard review open."
    ),
    "elisha-schroeder": ("Died in January 2020, which excludes. The stroke is raised too."),
    "gilberto-orosco": (
        "Died in 1994, which excludes. Brain injury, opioid abuse and early dementia are raised; hydrocodone "
        "with paracetamol is read as both, so the opioid asks for hard review."
    ),
    "laurie-mccullough": (
        "Hypertension and its thiazide are shown. The past pregnancy is resolved, so it is history: pregnancy "
        "is unknown, not raised and not clear."
    ),
    "liz-conn": (
        "Hypertension and its thiazide are shown; they change nothing by themselves. The last pressure is too old."
    ),
    "luigi-wiegand": ("A child of five, which excludes."),
    "max-dicki": (
        "Dementia is raised. Atrial fibrillation leaves C10 unknown until stability is recorded. Memantine in "
        "a combination is found (D21), verapamil twice (D15, D16)."
    ),
    "milan-beatty": (
        "Depression and fluoxetine are on record, but nobody here has confirmed the diagnosis, its severity "
        "or the trials; blood pressure and weight are of 2020. Nothing found so far rules it out."
    ),
    "trey-leffler": (
        "Alcoholism on record: use disorder now (C17) and in the history (C18). Diphenhydramine sedates (D02)."
    ),
}
HEAD = """# What the screen says of the twelve sample referrals

Each file of `src/openkap/gateways/referrals/samples` as it was sent, with nothing asked and nothing added, screened as
of 6 October 2026 for the US. A referral alone never comes out *eligible*: a record's silence is not an answer, and what
it says of 2020 is too old to go by. The numbers count criteria (of {total}). A test keeps this page true.

| File | Esketamine, nasal | Ketamine, IV | Raised | Unknown | Medicines | Why this is right |
|---|---|---|---|---|---|---|
"""


@cache
def judged(name: str, product: str) -> Decision:
    rules = rulebook()
    facts = read_referral(sample(name), rules.vocabulary).facts
    return decide(rules, facts, product=product, jurisdiction="us", as_of=AS_OF)


def row(name: str) -> str:
    nasal, infusion = judged(name, "esketamine-nasal"), judged(name, "ketamine-iv")
    raised = ", ".join(f.criterion.label for f in nasal.findings if f.result is Result.RAISED) or "none"
    medicines = ", ".join(i.interaction.label for i in nasal.interactions if i.result is Result.RAISED) or "none"
    unknown = nasal.count(Result.UNKNOWN)
    cells = (f"`{name}`", nasal.verdict.value, infusion.verdict.value, raised, str(unknown), medicines, WHY[name])
    return f"| {' | '.join(cells)} |"


def page() -> str:
    return HEAD.format(total=len(rulebook().criteria)) + "\n".join(row(name) for name in names()) + "\n"


def test_the_page_is_true() -> None:
    assert PAGE.read_text() == page(), "Run python -m tests.docs.test_twelve_referrals and look at what changed."


def result(name: str, label: str) -> Result:
    return next(f.result for f in judged(name, "ketamine-iv").findings if f.criterion.label == label)


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("chet-thompson", "deceased", Result.RAISED),
        ("chet-thompson", "C10", Result.UNKNOWN),
        ("max-dicki", "C10", Result.UNKNOWN),
        ("max-dicki", "C28", Result.RAISED),
        ("max-dicki", "medicines-recognised", Result.CLEAR),
        ("luigi-wiegand", "under-age", Result.RAISED),
        ("milan-beatty", "C07", Result.UNKNOWN),
        ("milan-beatty", "indication-diagnosis", Result.UNKNOWN),
        ("laurie-mccullough", "C19", Result.UNKNOWN),
        ("trey-leffler", "C17", Result.RAISED),
        ("gilberto-orosco", "C11", Result.RAISED),
        ("delbert-williamson", "C32", Result.RAISED),
    ],
)
def test_what_each_record_must_give(name: str, label: str, expected: Result) -> None:
    assert result(name, label) is expected


if __name__ == "__main__":
    PAGE.write_text(page())
