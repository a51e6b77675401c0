"""From an empty database to the clinic of this morning: everybody's story up to the night before."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from openkap.interfaces.cli.demo import course, screening, sessions
from openkap.interfaces.cli.demo.clinic import Clinic, found_clinic
from openkap.interfaces.cli.demo.people import STORIES
from openkap.interfaces.cli.demo.simulated import Simulated, somebody
from openkap.interfaces.cli.demo.stories import Story
from openkap.interfaces.cli.demo.talking import keep_private_note
from openkap.records.patients import door

SEED = 20261121
OPENED_BEFORE = timedelta(days=120)


def build(now: datetime, today: date, zone: str, tell: Callable[[str], None]) -> Clinic:
    """Found the clinic and tell every story up to the beginning of ``today``; ``tell`` hears what is told."""
    clinic = found_clinic(now - OPENED_BEFORE, now, zone)
    sessions.stock(clinic, now - OPENED_BEFORE)
    for story in STORIES:
        tell(story.shows)
        if story.referred_days_ago:
            tell_story(clinic, story, today)
    return clinic


def tell_story(clinic: Clinic, story: Story, today: date) -> None:
    """One person, from the referral to last night."""
    referred_at = morning(clinic, today - timedelta(days=story.referred_days_ago))
    patient = screening.refer(clinic, story, referred_at)
    screening.screen(clinic, story, patient, referred_at + timedelta(days=1, hours=1))
    screening.end_without_course(clinic, story, patient, referred_at + timedelta(days=1, hours=3))
    if story.treatment is None:
        _look_in(clinic, story, patient.id, referred_at + timedelta(days=1, hours=4))
        return
    first_day = today - timedelta(days=story.treatment.started_days_ago)
    walk = course.Walk(clinic, story, story.treatment, patient, chance_of(story), first_day, shown=behind(story))
    course.begin(walk, referred_at + timedelta(days=2))
    course.walk_until(walk, morning(clinic, today) - timedelta(hours=9))
    keep_private_note(clinic, patient.id, referred_at + timedelta(days=2, hours=6))


def chance_of(story: Story, more: str = "") -> Random:
    """Chance of this story alone: the same on every run, whatever the others do."""
    return Random(f"{SEED}/{story.sample}/{more}")  # noqa: S311 (nothing secret: invented readings)


def behind(story: Story) -> Simulated | None:
    """The simulated person whose course this story is; None where no preset says how such people fare."""
    found = story.treatment.simulated if story.treatment else None
    return somebody(*found, SEED) if found else None


def morning(clinic: Clinic, day: date) -> datetime:
    """Nine in the morning at the site."""
    return datetime.combine(day, time(9), clinic.zone).astimezone(UTC)


def _look_in(clinic: Clinic, story: Story, patient_id: UUID, now: datetime) -> None:
    """A colleague outside the care team opens a record, with a reason that the director will review."""
    if story.review is not None and story.ending is None:
        reason = "Asked by Dr Lindqvist for a second opinion on the screening."
        door.give_reason(by=clinic["amara"], patient_id=patient_id, reason=reason, now=now)
