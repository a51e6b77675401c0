"""Conditions and allergies: claims of their date. They may raise a criterion; nothing imported ever clears one."""

import re

from openkap.clinical.facts import Fact
from openkap.clinical.sources import Verification
from openkap.gateways.referrals.concepts import (
    Context,
    codings,
    first_moment,
    meanings,
    objects,
    part,
    status_code,
    words,
)
from openkap.gateways.referrals.instants import moment
from openkap.gateways.referrals.reading import Json
from openkap.gateways.referrals.results import Reading

UNCONFIRMED = frozenset({"unconfirmed", "provisional", "differential"})
_KETAMINE = re.compile(r"(?<![^\W\d_])(?:es|ar)?ketamine(?![^\W\d_])", re.IGNORECASE)


def read_condition(resource: Json, context: Context) -> Reading:
    """One fact for every entry of the vocabulary that the condition states."""
    verification = status_code(resource.get("verificationStatus"))
    if verification == "entered-in-error":
        return Reading(in_error=True)
    if verification == "refuted":
        return Reading(problem="The sender refutes it. Only a clinician here can rule a condition out.")
    found = meanings(resource.get("code"), context.vocabulary)
    if not found:
        return Reading(problem="Its code is not in our vocabulary.")
    ended, _ = moment(resource.get("abatementDateTime") or part(resource, "abatementPeriod", "end"))
    has_ended = any(name.startswith("abatement") for name in resource)
    status = status_code(resource.get("clinicalStatus")) or ("resolved" if has_ended else "")
    began = resource.get("onsetDateTime") or part(resource, "onsetPeriod", "start")
    at = first_moment(began, resource.get("recordedDate"))
    doubtful = verification in UNCONFIRMED
    place = context.place(resource)
    return Reading(
        tuple(
            Fact(
                code=meaning.fact,
                value=True,
                at=at,
                source=place,
                display=words(resource.get("code")) or meaning.display,
                status=status,
                ended_at=ended,
                identified=Verification.UNVERIFIED if doubtful else meaning.verification,
                id=f"{place}#{meaning.fact}",
                coding=_coding(resource),
            )
            for meaning in found
        )
    )


def read_allergy(resource: Json, context: Context) -> Reading:
    """The allergy as text; one that names ketamine is also the fact that rules it out."""
    verification = status_code(resource.get("verificationStatus"))
    if verification == "entered-in-error":
        return Reading(in_error=True)
    if verification == "refuted":
        return Reading(problem="The sender refutes it. Only a clinician here can rule an allergy out.")
    concept = resource.get("code")
    names = dict.fromkeys(n for n in [words(concept), *(d for _, _, d in codings(concept))] if n)
    substances = [words(r.get("substance")) for r in objects(resource.get("reaction"))]
    text = "; ".join([*names, *(s for s in substances if s and s not in names)])
    if not text:
        return Reading(problem="It does not say to what.")
    place, status = context.place(resource), status_code(resource.get("clinicalStatus"))
    at = first_moment(resource.get("onsetDateTime"), resource.get("recordedDate"), resource.get("lastOccurrence"))
    doubtful = Verification.UNVERIFIED if verification in UNCONFIRMED else Verification.READ
    allergy = Fact("allergy", text, at, place, display=text, status=status, id=f"{place}#allergy")
    if not _KETAMINE.search(text):
        return Reading((allergy,))
    code = "ketamine-hypersensitivity"
    named = Fact(code, value=True, at=at, source=place, display=text, status=status, identified=doubtful)
    return Reading((allergy, named))


def _coding(resource: Json) -> str:
    found = codings(resource.get("code"))
    return f"{found[0][0]}|{found[0][1]}" if found else ""
