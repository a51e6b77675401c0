"""A course of the demonstration: consent, plan, and then visit after visit as the plan dates them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.clinical.protocols.schedule import Constraints
from openkap.interfaces.cli.demo import sessions
from openkap.interfaces.cli.demo.clinic import Clinic
from openkap.interfaces.cli.demo.consenting import give_consent
from openkap.interfaces.cli.demo.forms import answers_of, fill_in, send_forms
from openkap.interfaces.cli.demo.simulated import Simulated
from openkap.interfaces.cli.demo.stories import SIMULATED, Story, Treatment
from openkap.interfaces.cli.demo.talking import close_practice, hold_talk
from openkap.interfaces.cli.demo.watched import Body
from openkap.interfaces.cli.demo.worries import answer_worries
from openkap.records.scheduling import selectors as scheduling
from openkap.records.scheduling import services as visits
from openkap.records.treatment import courses
from openkap.records.treatment import selectors as treatment
from openkap.records.treatment.plans import PlanDraft

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient
    from openkap.records.scheduling.models import Visit

EVERY_DAY = Constraints(open_weekdays=frozenset(range(7)))  # so that today's sessions fall on today
FORMS_BEFORE = timedelta(hours=3)


@dataclass
class Walk:
    """One person's way through their course, and what has happened on it so far."""

    clinic: Clinic
    story: Story
    plan: Treatment
    patient: "Patient"
    chance: Random
    first_day: date
    forms: int = 0  # how many PHQ-9 were sent
    doses: int = 0
    last_dose: tuple[UUID, datetime] | None = None
    practice: UUID | None = None
    shown: Simulated | None = None

    def day_of(self, at: datetime) -> int:
        """Days from the first day of the plan, which is that of the first dose."""
        return (self.clinic.day(at) - self.first_day).days

    def next_total(self, simulated: int | None) -> tuple[int | None, bool]:
        """The total that the next PHQ-9 comes out with, and whether item 9 is above zero."""
        self.forms += 1
        if self.forms > len(self.plan.phq_9):
            raise LookupError(f"{self.story.sample}: the plan asks for PHQ-9 number {self.forms}, the story has none.")
        told = self.plan.phq_9[self.forms - 1]
        if told == SIMULATED and simulated is None:
            raise LookupError(f"{self.story.sample}: no simulated person stands behind this story.")
        return simulated if told == SIMULATED else told, self.forms - 1 in self.plan.worry_on

    def body(self) -> Body:
        """The person in their next session."""
        if self.shown is None:
            raise LookupError(f"{self.story.sample} has a session, and no simulated person behind the story.")
        return Body(self.plan.body, self.shown.bedside())


def begin(walk: Walk, now: datetime) -> None:
    """Consent, then the course and its plan."""
    product = () if walk.plan.dose is None else (walk.story.product,)
    for covers in (*product, "psychotherapy"):
        give_consent(walk.clinic, patient_id=walk.patient.id, name=walk.patient.name, covers=covers, now=now)
    at = now + timedelta(hours=1)
    found = treatment.active_course(walk.patient.id) or courses.start_course(
        by=walk.clinic["ingrid"],
        patient_id=walk.patient.id,
        kind=walk.plan.kind,
        because="Two medicines did not help enough, and this is what the person chose.",
        started_on=walk.clinic.day(at),
        now=at,
    )
    make_plan(walk, found.id, walk.plan.protocol, walk.first_day, "", at)


def make_plan(walk: Walk, course_id: UUID, protocol: str, starts_on: date, because: str, now: datetime) -> None:
    """A plan with the person's own goals; its dose when the protocol has one."""
    dosed = not protocol.startswith("psychotherapy")
    draft = PlanDraft(
        goals=walk.plan.goals,
        protocol=protocol,
        starts_on=starts_on,
        modality=walk.plan.modality,
        dose_value=walk.plan.dose if dosed else None,
        dose_unit=walk.plan.dose_unit if dosed else "",
        dose_reason=walk.plan.dose_reason if dosed else "",
        because=because,
    )
    visits.plan_course(by=walk.clinic["ingrid"], course_id=course_id, draft=draft, constraints=EVERY_DAY, now=now)


def walk_until(walk: Walk, until: datetime) -> None:
    """Everything that the plan dates before an instant happens, one visit after the other."""
    while visit := next_visit(walk.patient.id, until):
        _come(walk, visit)


def next_visit(patient_id: UUID, until: datetime) -> "Visit | None":
    """The first visit before an instant that nobody has come to yet."""
    planned = [v for v in scheduling.visits_of(patient_id) if v.status == "planned" and v.planned_at < until]
    return planned[0] if planned else None


def _come(walk: Walk, visit: "Visit") -> None:
    """One visit: its forms, then what it is for."""
    answered = ask_forms(walk, visit)
    if not answered:
        reason = "Did not come, and did not answer the phone."
        _keep(walk, visit, "noshow", visit.planned_at + timedelta(minutes=40), reason)
        return
    _keep(walk, visit, "arrived", visit.planned_at)
    done_at = visit.planned_at + timedelta(minutes=visit.minutes)
    if visit.kind == "dosing":
        session = sessions.hold_session(walk, visit)
        took(walk, visit)
        walk.doses, walk.last_dose, done_at = walk.doses + 1, (session.id, session.dose_at), session.left_at
    elif visit.kind != "follow-up":
        _talk(walk, visit)
    _keep(walk, visit, "finished", done_at + timedelta(minutes=5))
    if visit.kind == "review" and walk.plan.therapy_alone_after and walk.plan.kind == "both":
        _go_on_without(walk, done_at + timedelta(minutes=10))


def ask_forms(walk: Walk, visit: "Visit") -> bool:
    """Send what the visit asks for; False when nobody answered."""
    if not visit.instruments:
        return True
    totals = walk.shown.totals(visit.instruments, walk.day_of(visit.planned_at)) if walk.shown else {}
    total, worried = walk.next_total(totals.get("phq-9")) if "phq-9" in visit.instruments else (8, False)
    sent_at = visit.planned_at - FORMS_BEFORE
    sent = send_forms(by=walk.clinic["noor"], patient=walk.patient, instruments=visit.instruments, now=sent_at)
    if total is None:
        return False
    at = sent_at + timedelta(minutes=40)
    fill_in(sent, answers_of(walk.shown, {**totals, "phq-9": total}, worried=worried), chance=walk.chance, now=at)
    answer_worries(walk.clinic, walk.patient.id, at + timedelta(minutes=10), to_the_end=True)
    return True


def took(walk: Walk, visit: "Visit") -> None:
    """The simulated person behind the story took a dose too."""
    if walk.shown is not None:
        dated = [v.planned_at for v in scheduling.visits_of(walk.patient.id) if v.kind == "dosing"]
        walk.shown.dose(walk.day_of(visit.planned_at), more=max(dated) > visit.planned_at)


def retrace(walk: Walk, visit: "Visit") -> None:
    """Take the simulated person behind the story through a visit that was, so that they stand where it left them."""
    if walk.shown is not None:
        walk.shown.totals(visit.instruments, walk.day_of(visit.planned_at))
    if visit.kind == "dosing":
        took(walk, visit)


def _talk(walk: Walk, visit: "Visit") -> None:
    """The talk of a visit, with the practice of the last one gone through."""
    close_practice(walk.clinic, walk.practice, walk.chance, visit.planned_at + timedelta(minutes=10))
    walk.practice = hold_talk(
        walk.clinic,
        patient_id=walk.patient.id,
        phase=visit.kind,
        modality_id=walk.plan.modality,
        visit_id=visit.id,
        dose=walk.last_dose if visit.kind == "integration" else None,
        chance=walk.chance,
        held_at=visit.planned_at,
    )


def _keep(walk: Walk, visit: "Visit", status: str, now: datetime, reason: str = "") -> None:
    visits.set_status(by=walk.clinic["sam"], visit_id=visit.id, status=status, reason=reason, now=now)


def _go_on_without(walk: Walk, now: datetime) -> None:
    """The review ends the ketamine: therapy goes on alone, in a plan of its own."""
    if walk.doses < walk.plan.therapy_alone_after:
        return
    found = treatment.active_course(walk.patient.id)
    if found is None or found.kind == "psychotherapy":
        return
    because = "No response to the infusions so far. They stop here, and the talks go on."
    day = walk.clinic.day(now)
    if walk.shown is not None:
        walk.shown.course.stop(walk.day_of(now))
    courses.change_course(
        by=walk.clinic["ingrid"], course_id=found.id, kind="psychotherapy", because=because, reviewed_on=day, now=now
    )
    make_plan(walk, found.id, walk.plan.then_protocol, day + timedelta(days=3), because, now)
