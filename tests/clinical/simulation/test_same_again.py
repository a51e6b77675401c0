"""The same seed tells the same, from one version of the program to the next: a small cohort of each kind, whole.

Figures that change belong in the change log: somebody may have quoted them. Where they should change, delete the file;
it is written anew, and its difference is to be read.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.clinical.simulation.worlds import courses, scenario

from openkap.clinical.simulation.chance import Purpose, stream
from openkap.clinical.simulation.comparing import differences
from openkap.clinical.simulation.course import Course, course
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.rooms import Bedside, bedside, session
from openkap.clinical.simulation.scenario import Scenario
from openkap.clinical.simulation.telling import cohort_as_json, comparison_as_json

KEPT = Path(__file__).with_name("same_again.json")
PEOPLE = 24
AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
DOSES = {"esk-phase3": Decimal(84), "iv-clinic": Decimal(35)}
MEASURES = ("systolic", "diastolic", "heart-rate", "oxygen-saturation", "respiratory-rate", "moaa-s", "dissociation")
SHORTER = "ketamine-iv-4-in-2-weeks"


def one_course(found: Course) -> dict[str, Any]:
    return {
        "person": found.person.number, "visits": found.visits, "minutes": [found.visit_minutes, found.watch_minutes],
        "doses": [found.doses, found.put_off, found.transferred, found.not_out, found.sedated, found.dissociated],
        "left": found.left_on, "stopped": found.stopped, "last": found.last_dose_on, "rise": found.pressure_rise,
        "relapsed": None if found.relapsed_on is None else round(found.relapsed_on, 3),
        "met": [found.response.value, found.remission.value], "effects": sorted(found.effects),
        "alerts": sorted([*k, n] for part in (found.room_alerts, found.form_alerts) for k, n in part.items()),
        "warned": {rule: round(day, 3) for rule, day in sorted(found.warned.items())},
        "scores": {name: [[f"{s.at:%y%m%d}", int(s.value)] for s in all_] for name, all_ in found.scores.items()},
        "forms": {name: [[f"{d.due_at:%y%m%d}", d.answered_at and f"{d.answered_at:%y%m%d}"] for d in all_]
                  for name, all_ in found.forms.items()},
        "trial": sorted([*key, str(value)] for key, value in found.trial.items()),
    }  # fmt: skip


def one_session(preset: str, number: int) -> dict[str, Any]:
    """What a person shows in their second session, and what the engine makes of it."""
    one, mg = scenario(preset), DOSES[preset]
    who = courses(PEOPLE, preset)[number].person
    shown: Bedside = bedside(one.preset, who, Arm.TREATMENT, stream(1, number, Purpose.SESSION, 2))
    found = session(one.plan, one.product, mg, shown, AT, one.due(mg))
    readings = [[r.measure, str(r.value), f"{r.at:%H%M}"] for r in found.state.readings]
    shows = [list(map(str, shown.values(minute, MEASURES).values())) for minute in (-30, 0, 4, 5, 20, 40, 90, 150)]
    return {
        "phase": found.state.phase.value, "minutes": found.minutes, "tries": found.tries, "shows": shows,
        "symptoms": [list(s) for s in shown.symptoms], "readings": readings,
        "alerts": sorted([a.cause, a.tier.value] for a in found.state.alerts),
    }  # fmt: skip


def kinds() -> dict[str, tuple[Scenario, list[Course]]]:
    """People of every kind of course: both arms, at home, another measure, an assumed effect of therapy."""
    some = {
        "esk-phase3": (scenario(), courses(PEOPLE)),
        "iv-clinic": (scenario("iv-clinic"), courses(PEOPLE, "iv-clinic")),
        "home-sl": (scenario("home-sl"), courses(PEOPLE, "home-sl")),
        "ptsd-iv": (scenario("ptsd-iv"), courses(PEOPLE, "ptsd-iv")),
        "control": (scenario(arm=Arm.CONTROL), courses(PEOPLE, arm=Arm.CONTROL)),
    }
    therapy = scenario("iv-clinic", therapy=0.5)
    return {**some, "therapy": (therapy, [course(therapy, 1, number) for number in range(PEOPLE)])}


def told() -> dict[str, Any]:
    """Everything that is held to, as JSON has it."""
    six, four = courses(PEOPLE, "iv-clinic"), courses(PEOPLE, "iv-clinic", SHORTER)
    first, second = scenario("iv-clinic"), scenario("iv-clinic", SHORTER)
    return {
        "cohorts": {name: cohort_as_json(one, found, 1) for name, (one, found) in kinds().items()},
        "compared": comparison_as_json(first, second, differences(six, four), PEOPLE, 1),
        "courses": {name: [one_course(c) for c in found] for name, (_, found) in kinds().items()},
        "sessions": {p: [one_session(p, n) for n in range(4)] for p in ("esk-phase3", "iv-clinic")},
    }


def test_a_seed_tells_the_same_in_every_version() -> None:
    found = told()
    if not KEPT.exists():
        KEPT.write_text(json.dumps(found, separators=(",", ":"), ensure_ascii=False) + "\n")
        pytest.fail("The figures were written anew. Read what differs from those before.")
    kept = json.loads(KEPT.read_text())
    for part, figures in json.loads(json.dumps(found)).items():
        assert figures == kept[part], part
