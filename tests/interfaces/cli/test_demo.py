"""The demonstration: built by the command, at different points, live at each start, and never over anything else."""

import fcntl
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests import demonstration

from openkap.interfaces.cli.demo.place import Place

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demonstration.built_home(tmp_path_factory)


@pytest.fixture(scope="module")
def demo(home: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[None]:
    """The built clinic, as this process's database."""
    database = demonstration.copy_of(home, tmp_path_factory.mktemp("demo"))
    with django_db_blocker.unblock(), demonstration.connected(database):
        yield


def _clinic() -> Any:
    from openkap.gateways import clock
    from openkap.interfaces.cli.demo.clinic import clinic_again

    return clinic_again(clock.now())


def _person(family: str) -> Any:
    from openkap.gateways import clock
    from openkap.records.patients.selectors import people

    return people(_clinic()["ingrid"], family, 1, clock.now()).people[0]


def _story(family: str) -> Any:
    from openkap.interfaces.cli.demo.people import STORIES

    return next(s for s in STORIES if s.sample.endswith(f"-{family}"))


def _totals(story: Any, instrument: str) -> list[int]:
    from openkap.records.assessments.selectors import scores

    person = _person(story.sample.rpartition("-")[2])
    return [int(s.score) for s in scores(person.id) if s.pin.id == instrument and s.score is not None]


def test_every_referral_is_here_once(demo: None) -> None:
    from openkap.gateways import clock
    from openkap.gateways.referrals import samples
    from openkap.interfaces.cli.demo.people import STORIES
    from openkap.records.patients.selectors import people

    assert sorted(s.sample for s in STORIES) == list(samples.names())
    assert len(people(_clinic()["ingrid"], "", 1, clock.now()).people) == 12
    assert not people(_clinic()["wei"], "", 1, clock.now()).people


def test_three_rooms_run_at_different_points(demo: None) -> None:
    from openkap.records.dosing.selectors import open_sessions, watched

    rooms = {s.room: watched(s).state for s in open_sessions(_clinic()["sam"])}
    assert {room: state.phase.value for room, state in rooms.items()} == {
        "1": "infusing",
        "2": "watching",
        "3": "before-dose",
    }
    assert [a.cause for a in rooms["1"].alerts if a.open_tier and a.open_tier.rank >= 1] == ["circulation"]
    assert [row.item for row in rooms["3"].before_dose if not row.passes] == ["pressure-before-dose"]


def test_courses_end_differently(demo: None) -> None:
    from openkap.records.treatment import selectors

    kinds = {}
    for family in ("leffler", "kreiger", "conn", "beatty"):
        course = selectors.active_course(_person(family).id)
        kinds[family] = course.kind if course else ""
    assert kinds == {"leffler": "psychotherapy", "kreiger": "psychotherapy", "conn": "both", "beatty": "both"}
    assert [c.to_kind for c in selectors.courses(_person("kreiger").id)[0].changes.all()] == [
        "both",
        "psychotherapy",
    ]
    assert {e.outcome for f in ("wiegand", "thompson") for e in selectors.endings(_person(f).id)} == {"unsuitable"}


def test_scores_are_those_of_the_story(demo: None) -> None:
    from openkap.interfaces.cli.demo.people import STORIES
    from openkap.interfaces.cli.demo.stories import SIMULATED

    for story in STORIES:
        if story.treatment is None:
            continue
        told = [t for t in story.treatment.phq_9 if t is not None]
        totals = _totals(story, "phq-9")
        assert [SIMULATED if t == SIMULATED else n for t, n in zip(told, totals, strict=True)] == told, story.sample
    assert 2 * min(_totals(_story("kreiger"), "phq-9")) > _totals(_story("kreiger"), "phq-9")[0], "no response"
    assert _totals(_story("conn"), "phq-9")[-1] < 5, "remission"
    first, *_, last, relapse = _totals(_story("mccullough"), "phq-9")
    assert (2 * last <= first, relapse) == (True, 18)


@pytest.mark.parametrize("family", ["conn", "mccullough", "beatty", "atencio"])
def test_scores_and_pressures_are_those_of_the_simulated_person_behind_the_story(demo: None, family: str) -> None:
    from openkap.interfaces.cli.demo.building import behind
    from openkap.records.dosing.selectors import sessions_of, watched
    from openkap.records.scheduling.selectors import visits_of

    story, person = _story(family), _person(family)
    shown, dated = behind(story), visits_of(person.id)
    assert shown is not None
    doses = [v.planned_on for v in dated if v.kind == "dosing"]
    wanted: dict[str, list[int]] = {"phq-9": [], "gad-7": []}
    pressures = []
    for visit in (v for v in dated if v.status in {"finished", "arrived"}):
        day = (visit.planned_on - doses[0]).days
        for name, total in shown.totals(visit.instruments, day).items():
            wanted.setdefault(name, []).append(total)
        if visit.kind == "dosing":
            pressures.append(int(shown.bedside().values(-15, ["systolic"])["systolic"]))
            shown.dose(day, more=visit.planned_on != doses[-1])
    for name, totals in wanted.items():
        assert _totals(story, name)[: len(totals)] == totals, name
    found = [watched(s).state.readings for s in sessions_of(_clinic()["sam"], person.id)]
    first = [next(int(r.value) for r in readings if r.measure == "systolic") for readings in found]
    assert sorted(first) == sorted(pressures)
    assert len(set(pressures)) > 1


def test_one_worry_is_taken_and_waits_for_what_was_done(demo: None) -> None:
    from openkap.records.safety.selectors import unresolved_risk

    (alert,) = unresolved_risk(_person("mccullough").id)
    assert (alert.signal, alert.state) == ("suicidal-ideation", "acknowledged")
    assert not unresolved_risk(_person("beatty").id)


def test_verdicts_are_what_the_stories_say(demo: None) -> None:
    from openkap.records.treatment.decisions import replay, signed_decisions

    wanted = {"dicki": "hold", "leffler": "hold", "wiegand": "excluded", "thompson": "excluded", "orosco": "excluded"}
    for family in ("dicki", "leffler", "wiegand", "thompson", "orosco", "beatty", "atencio", "conn"):
        (decision,) = signed_decisions(_person(family).id)
        assert decision.verdict == wanted.get(family, "eligible"), family
        assert replay(decision).same
    assert not signed_decisions(_person("schroeder").id)


def test_nobody_left_before_two_hours(demo: None) -> None:
    from openkap.records.dosing.selectors import sessions_of, watched

    clinic = _clinic()
    ended = [
        watched(session)
        for family in ("kreiger", "conn", "mccullough", "beatty", "atencio")
        for session in sessions_of(clinic["sam"], _person(family).id)
        if not session.is_open
    ]
    assert len(ended) == 21
    for one in ended:
        (ending,) = one.state.endings
        assert ending.stands, ending.because
        assert ending.at >= one.state.earliest_discharge_at


def test_the_trail_of_the_whole_demonstration_holds(demo: None) -> None:
    from openkap.records.audit import selectors

    verdict = selectors.verify(None)
    assert verdict.holds
    assert verdict.lines > 1000


def _give_reasons(by: Any, now: Any) -> None:
    from openkap.records.patients import door
    from openkap.records.patients.selectors import people

    for person in people(by, "", 1, now).people:
        door.give_reason(by=by, patient_id=person.id, reason="Looking at every page", now=now)


@pytest.mark.parametrize("who", demonstration.STAFF)
def test_every_page_of_every_role(demo: None, home: Path, client: Any, settings: Any, who: str) -> None:
    """Every link and form leads to a page that its viewer may open, and none asks the database above fifteen times.

    The administrator gave a reason for each record: what stands behind that door is looked at too.
    """
    from openkap.gateways import clock
    from openkap.records.accounts.selectors import person_by_email
    from openkap.records.audit.acting import acting, system

    settings.DEMONSTRATION = True
    settings.KEYSET = str(home / "demonstration-keys/keyset.json")
    with acting(system("bench")):
        client.force_login(person_by_email(f"{who}@openkap.example"))
    if who == "ines":
        _give_reasons(_clinic()["ines"], clock.now())
    visited = demonstration.visit_all(client, who)
    assert len({page.shape for page in visited}) >= 5
    assert [(p.address, p.status) for p in visited if p.status not in {200, 301, 302}] == []
    assert {(p.shape, action) for p in visited for action in p.closed} == set()
    assert {p.shape: p.queries for p in visited if p.queries > 15} == {}


def test_a_second_start_lays_out_the_hour_anew(home: Path, tmp_path: Path) -> None:
    """What was built today is used again, and what was clicked meanwhile is gone."""
    built = (home / "demonstration/built.sqlite3").stat().st_mtime_ns
    first = json.loads(demonstration.run_demo(home, "--json").stdout)
    again = json.loads(demonstration.run_demo(home, "--json").stdout)
    assert (home / "demonstration/built.sqlite3").stat().st_mtime_ns == built
    assert first["people"] == again["people"]
    assert first["patient_link"]["path"] != again["patient_link"]["path"]
    with sqlite3.connect(home / "demonstration/clinic.sqlite3") as database:
        assert database.execute("select count(*) from dosing_dosingsession where is_open").fetchone() == (3,)


def test_it_is_built_anew_for_another_day_or_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path)
    place.database.write_bytes(b"x")
    place.keep_built(date(2026, 11, 21), "America/New_York")
    assert place.is_built_for(date(2026, 11, 21), "America/New_York")
    assert not place.is_built_for(date(2026, 11, 22), "America/New_York")
    assert not place.is_built_for(date(2026, 11, 21), "Pacific/Honolulu")
    monkeypatch.setattr("openkap.interfaces.cli.demo.place._program", lambda: "another")
    assert not place.is_built_for(date(2026, 11, 21), "America/New_York")


def test_a_database_of_somebody_else_stays_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "var/demonstration"
    place.mkdir(parents=True)
    with sqlite3.connect(place / "clinic.sqlite3") as database:
        database.execute("create table theirs (words text)")
    answer = demonstration.run_demo(tmp_path / "var", "--json")
    assert answer.returncode == 1
    assert "is not a demonstration" in answer.stderr
    with sqlite3.connect(place / "clinic.sqlite3") as database:
        assert database.execute("select name from sqlite_master").fetchall() == [("theirs",)]


def test_it_refuses_a_named_database(tmp_path: Path) -> None:
    answer = demonstration.run_demo(tmp_path / "var", OPENKAP_DATABASE_URL=f"sqlite:///{tmp_path}/clinic.sqlite3")
    assert answer.returncode == 2
    assert "database of its own" in answer.stderr
    assert not list(tmp_path.iterdir())


def test_two_do_not_run_in_one_place(home: Path) -> None:
    with (home / "demonstration/in-use").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = demonstration.run_demo(home, "--json")
    assert answer.returncode == 1
    assert "is running already" in answer.stderr


def test_serve_refuses_the_demonstration(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    database = home / "demonstration/clinic.sqlite3"
    answer = subprocess.run(
        [sys.executable, "-m", "openkap", "serve", "--port", "0"],
        env={
            "PYTHONPATH": str(demonstration.ROOT / "src"),
            "OPENKAP_HOME": str(home / "demonstration"),
            "OPENKAP_DATABASE_URL": f"sqlite:///{database}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 1
    assert re.search(r"openkap demo --serve", answer.stderr)
