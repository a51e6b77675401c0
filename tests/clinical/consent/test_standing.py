"""Consent stands only when every required element of the form in force was agreed to, explained, and signed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.consent.definition import ConsentElement, ConsentForm
from openkap.clinical.consent.standing import ConsentGiven, standing
from openkap.clinical.sources import Basis, Pin, Verification
from openkap.clinical.values import Truth

NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
OWNER = (Basis(Verification.POLICY, policy="medical-director"),)
PIN = Pin("forms", "consent-x", "1.0.0", "a" * 64)


def element(id_: str, *, required: bool = True, where: tuple[str, ...] = ()) -> ConsentElement:
    return ConsentElement(id_, id_.title(), "Text.", "", required, OWNER, where)


FORM = ConsentForm(
    PIN,
    "Consent to X",
    "x",
    "Read.",
    "I agree.",
    timedelta(days=365),
    OWNER,
    (element("driving"), element("rems", where=("us",)), element("recording", required=False)),
)
GIVEN = ConsentGiven(PIN, {"driving": True, "rems": True}, "Noor", Truth.TRUE, NOW - timedelta(days=2))


def test_all_required_agreed_stands_whatever_the_free_choices_are() -> None:
    assert standing(FORM, "us", GIVEN, NOW).truth is Truth.TRUE
    declined = replace(GIVEN, answers={**GIVEN.answers, "recording": False})
    assert standing(FORM, "us", declined, NOW).truth is Truth.TRUE


def test_an_element_of_another_jurisdiction_is_not_asked() -> None:
    eu = replace(GIVEN, answers={"driving": True})
    assert standing(FORM, "eu", eu, NOW).truth is Truth.TRUE
    assert standing(FORM, "us", eu, NOW).missing == ("Not answered: Rems.",)


# guards HZ-21
@pytest.mark.parametrize(
    ("given", "truth", "words"),
    [
        (None, Truth.UNKNOWN, "Consent has no answer yet: Consent to X."),
        (replace(GIVEN, answers={"driving": False, "rems": True}), Truth.FALSE, "Does not agree to: Driving."),
        (replace(GIVEN, answers={"rems": True}), Truth.UNKNOWN, "Not answered: Driving."),
        (replace(GIVEN, withdrawn_at=NOW), Truth.FALSE, "Consent was withdrawn on 6 Oct 2026."),
        (
            replace(GIVEN, capacity=Truth.FALSE),
            Truth.FALSE,
            "A clinician noted that the person could not decide about this.",
        ),
        (
            replace(GIVEN, capacity=Truth.UNKNOWN),
            Truth.UNKNOWN,
            "A clinician has not noted whether the person can decide about this.",
        ),
        (replace(GIVEN, explained_by=""), Truth.UNKNOWN, "Nobody has noted who explained it."),
        (replace(GIVEN, signed_at=None), Truth.UNKNOWN, "It is not signed."),
        (replace(GIVEN, signed_at=NOW + timedelta(seconds=1)), Truth.UNKNOWN, "It was not signed yet at that time."),
        (replace(GIVEN, signed_at=NOW - timedelta(days=366)), Truth.UNKNOWN, "too long ago"),
        (replace(GIVEN, form=replace(PIN, version="0.9.0")), Truth.UNKNOWN, "The form has changed"),
        (replace(GIVEN, form=replace(PIN, digest="b" * 64)), Truth.UNKNOWN, "The form has changed"),
    ],
)
def test_whatever_is_missing_is_said_in_words(given: ConsentGiven | None, truth: Truth, words: str) -> None:
    found = standing(FORM, "us", given, NOW)
    assert found.truth is truth
    assert any(m == words if words.endswith(".") else words in m for m in found.missing)


def test_it_stands_from_its_signing_to_the_last_instant_of_its_term() -> None:
    assert standing(FORM, "us", replace(GIVEN, signed_at=NOW), NOW).truth is Truth.TRUE
    edge = replace(GIVEN, signed_at=NOW - timedelta(days=365))
    assert standing(FORM, "us", edge, NOW).truth is Truth.TRUE
    assert standing(FORM, "us", edge, NOW + timedelta(seconds=1)).truth is Truth.UNKNOWN


# guards HZ-21
@given(answers=st.dictionaries(st.sampled_from(["driving", "rems", "recording"]), st.booleans()))
def test_no_set_of_answers_stands_without_every_required_yes(answers: dict[str, bool]) -> None:
    found = standing(FORM, "us", replace(GIVEN, answers=answers), NOW)
    assert (found.truth is Truth.TRUE) == (answers.get("driving") is True and answers.get("rems") is True)
    assert (found.truth is Truth.TRUE) == (not found.missing)
