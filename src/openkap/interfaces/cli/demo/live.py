"""What happens this very hour in the demonstration: laid out anew at each start, so that the board is never stale."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from openkap.interfaces.cli.demo import course, screening, sessions, watched
from openkap.interfaces.cli.demo.building import behind, chance_of
from openkap.interfaces.cli.demo.clinic import Clinic
from openkap.interfaces.cli.demo.course import Walk
from openkap.interfaces.cli.demo.forms import answers_of, fill_in, send_forms
from openkap.interfaces.cli.demo.people import STORIES
from openkap.interfaces.cli.demo.stories import Story
from openkap.interfaces.cli.demo.watched import Said
from openkap.interfaces.cli.demo.worries import answer_worries
from openkap.records.dosing import tablets
from openkap.records.patients import selectors as patients
from openkap.records.scheduling import selectors as scheduling
from openkap.records.scheduling import services as visits

LONGEST_AGO = timedelta(minutes=160)  # the earliest that any of today's sessions opened
SOON = timedelta(hours=1)  # the first dose of the last of them
INFUSION, SPRAY, WAITING = 38, 96, -12  # minutes since the first drug, in rooms 1, 2 and 3
HIGH = ((31, 186, 108), (37, 189, 112))  # two pressures above 180/110, six minutes apart: a prescriber is called


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that a visitor of the demonstration can open as the patient would."""

    name: str
    token: str
    born_on: date


def play(clinic: Clinic, now: datetime) -> Invitation:
    """Three rooms at different minutes, a referral that just came in, an alert that was taken, a form to fill in."""
    screening.refer(clinic, _story("elisha-schroeder"), now - timedelta(minutes=40))
    _relapse(_walk(clinic, _story("laurie-mccullough"), now), now)
    _infusion(_walk(clinic, _story("alberto-atencio"), now), now)
    _spray(_walk(clinic, _story("milan-beatty"), now), now)
    _waiting(_walk(clinic, _story("delbert-williamson"), now), now)
    return _invite(clinic, _story("trey-leffler"), now)


def _infusion(walk: Walk, now: datetime) -> None:
    """Room 1: an infusion is running, two pressures were high, and nobody has taken the alert."""
    opened = _open(walk, now - timedelta(minutes=INFUSION))
    body, chance = walk.body(), walk.chance
    usual = watched.observations(opened.plan, body, chance, opened.drug, 29)
    high = [
        Said(minute, "observation", {"values": {"systolic": systolic, "diastolic": diastolic, "heart-rate": 92}})
        for minute, systolic, diastolic in HIGH
    ]
    before = watched.before_dose(opened.plan, body, chance, sessions.weight_words(walk))
    running = [said for said in watched.given(opened.drug) if said.minute <= INFUSION]
    sessions.record(walk, opened, [*before, *running, *usual, *high])


def _spray(walk: Walk, now: datetime) -> None:
    """Room 2: well past the peak, and the last two observations did not come."""
    opened = _open(walk, now - timedelta(minutes=SPRAY))
    body, chance = walk.body(), walk.chance
    before = watched.before_dose(opened.plan, body, chance, sessions.weight_words(walk))
    usual = watched.observations(opened.plan, body, chance, opened.drug, 72)
    sessions.record(walk, opened, [*before, *watched.given(opened.drug), *usual])


def _waiting(walk: Walk, now: datetime) -> None:
    """Room 3: the pressure before the dose is above the guide, and a prescriber has to decide."""
    opened = _open(walk, now - timedelta(minutes=WAITING))
    body, chance = walk.body(), walk.chance
    sessions.record(walk, opened, watched.before_dose(opened.plan, body, chance, sessions.weight_words(walk)))


def _open(walk: Walk, dose_at: datetime) -> sessions.Opened:
    """Forms this morning, the visit moved to when the room was free, the session, and the tablet in its room."""
    opens_at = dose_at - sessions.BEFORE_DOSE
    visit = next(v for v in scheduling.visits_of(walk.patient.id) if v.status == "planned" and v.kind == "dosing")
    by = walk.clinic["sam"]
    earlier = opens_at - timedelta(hours=6)
    visit = visits.move_visit(by=by, visit_id=visit.id, to=opens_at, reason="The room was free then.", now=earlier)
    course.ask_forms(walk, visit)
    visits.set_status(by=by, visit_id=visit.id, status="arrived", now=opens_at)
    room = walk.story.room
    opened = sessions.open_session(walk, opens_at, room.removeprefix("Room "))
    tablets.open_on_device(by=by, session_id=opened.id, device_id=walk.clinic.tablets[room], now=opens_at)
    return opened


def _relapse(walk: Walk, now: datetime) -> None:
    """A follow-up form this morning with item 9 above zero; Sam took the alert, and still owes what was done."""
    wanted = ("phq-9", "gad-7")
    totals = walk.shown.totals(wanted, walk.day_of(now)) if walk.shown else {}
    total, worried = walk.next_total(totals.get("phq-9"))
    sent = send_forms(by=walk.clinic["noor"], patient=walk.patient, instruments=wanted, now=now - timedelta(hours=3))
    at = now - timedelta(minutes=70)
    fill_in(sent, answers_of(walk.shown, {**totals, "phq-9": total or 0}, worried=worried), chance=walk.chance, now=at)
    answer_worries(walk.clinic, walk.patient.id, at + timedelta(minutes=4), to_the_end=False)


def _invite(clinic: Clinic, story: Story, now: datetime) -> Invitation:
    walk = _walk(clinic, story, now)
    sent = send_forms(by=clinic["noor"], patient=walk.patient, instruments=("phq-9", "gad-7"), now=now)
    return Invitation(walk.patient.name, sent.token, walk.patient.born_on)


def _walk(clinic: Clinic, story: Story, now: datetime) -> Walk:
    """Somebody's walk where the night left it: all forms but the last were asked for."""
    family = story.sample.rpartition("-")[2]
    patient = patients.people(clinic["ingrid"], family, 1, now).people[0]
    if story.treatment is None:
        raise LookupError(f"{story.sample} has no course.")
    forms, dated = len(story.treatment.phq_9) - 1, scheduling.visits_of(patient.id)
    first_day = next((v.planned_on for v in dated if v.kind == "dosing"), clinic.day(now))
    chance, shown = chance_of(story, "today"), behind(story)
    walk = Walk(clinic, story, story.treatment, patient, chance, first_day, forms, shown=shown)
    for visit in (v for v in dated if v.status != "planned"):
        course.retrace(walk, visit)
    return walk


def _story(sample: str) -> Story:
    return next(s for s in STORIES if s.sample == sample)
