"""Referral, review form and screening of a person of the demonstration."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from openkap.clinical.facts import Fact
from openkap.gateways.referrals import samples
from openkap.interfaces.cli.demo.asked import review_answers
from openkap.interfaces.cli.demo.clinic import Clinic
from openkap.interfaces.cli.demo.stories import Story
from openkap.records.patients import importing, reviewing, services, team
from openkap.records.treatment import decisions, endings

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient

PLACE = "us"
TEAM = ("sam", "mina", "noor", "dov")


def refer(clinic: Clinic, story: Story, now: datetime) -> "Patient":
    """Import the sample referral, and name the care team."""
    data = samples.sample(story.sample)
    found = importing.import_referral(by=clinic["ingrid"], data=data, file_name=f"{story.sample}.json", now=now)
    if not isinstance(found, importing.Imported):
        raise TypeError(f"{story.sample} looks like somebody who is here already.")
    for key in TEAM:
        team.join_care_team(by=clinic["ingrid"], patient_id=found.patient.id, person_id=clinic[key].id, now=now)
    return found.patient


def screen(clinic: Clinic, story: Story, patient: "Patient", now: datetime) -> None:
    """Measure, ask the review form, settle what a clinician can settle, and sign what the screen then says."""
    if story.review is None:
        return
    by, weight = clinic["ingrid"], story.treatment.weight_kg if story.treatment else None
    if not story.review.half:
        measure(clinic, patient, weight or Decimal(80), now)
    answers = review_answers(story.review.told, half=story.review.half)
    reviewing.record_review(by=by, patient_id=patient.id, answers=answers, now=now)
    at = now + timedelta(minutes=6)
    for criterion, reason in story.review.cleared.items():
        decisions.settle_criterion(
            by=by,
            patient_id=patient.id,
            product=story.product,
            jurisdiction=PLACE,
            criterion_id=criterion,
            reason=reason,
            now=at,
        )
    decisions.sign_decision(
        by=by, patient_id=patient.id, product=story.product, jurisdiction=PLACE, now=at + timedelta(minutes=3)
    )


def ask_again(clinic: Clinic, story: Story, patient: "Patient", now: datetime) -> None:
    """On the morning of a dose: ask once more what does not stand for longer than a month."""
    told = story.review.told if story.review else {}
    answers = review_answers(told, aged=True)
    reviewing.record_review(by=clinic["ingrid"], patient_id=patient.id, answers=answers, now=now)


def measure(clinic: Clinic, patient: "Patient", weight_kg: Decimal, now: datetime) -> None:
    """Weight, pressure and heart rate, as the nurse took them."""
    taken = (
        ("body-weight", weight_kg, "kg"),
        ("systolic-blood-pressure", Decimal(126), "mm[Hg]"),
        ("diastolic-blood-pressure", Decimal(79), "mm[Hg]"),
        ("heart-rate", Decimal(71), "/min"),
    )
    by = clinic["sam"]
    for code, value, unit in taken:
        fact = Fact(code, value, now, "measured here", unit=unit, asserted_by=by.label)
        services.record_fact(by=by, patient_id=patient.id, fact=fact, now=now)


def end_without_course(clinic: Clinic, story: Story, patient: "Patient", now: datetime) -> None:
    """Tell the person or the referrer that no ketamine begins, and what is offered instead."""
    if story.ending is None:
        return
    endings.end_without_course(
        by=clinic["ingrid"],
        patient_id=patient.id,
        outcome=story.ending.outcome,
        because=story.ending.because,
        decided_on=clinic.day(now),
        alternative=story.ending.alternative,
        letter=story.ending.letter,
        now=now,
    )
