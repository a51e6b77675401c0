"""Two simulated protocols on their page: the engine's own figures, a piece a request, and never a real person."""

import html
import json
import re
import shlex
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from typer.testing import CliRunner

from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.simulation.comparing import Difference, compared, differences
from openkap.clinical.simulation.course import course
from openkap.clinical.simulation.preset import Arm
from openkap.content import simulations
from openkap.interfaces.cli import application
from openkap.interfaces.clinician.simulated import asking, pieces, readmodel
from openkap.interfaces.clinician.simulated import urls as simulated_urls
from openkap.interfaces.clinician.simulated.asking import asked_in
from openkap.interfaces.clinician.simulated.picture import figure, interval, pictures, reach, title, word

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]
FEW = 20
ASKED = {"preset": "iv-clinic", "first": "ketamine-iv-6-in-3-weeks", "second": "ketamine-iv-4-in-2-weeks",
         "people": str(FEW), "seed": "7"}  # fmt: skip


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cohorts small enough for a test, and nothing known from another one."""
    monkeypatch.setattr(asking, "PEOPLE", (FEW, 40))
    caches["simulated"].clear()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Who was sent through a course, in their order."""
    sent: list[int] = []

    def counting(scenario: Any, seed: int, number: int) -> Any:
        sent.append(number)
        return course(scenario, seed, number)

    monkeypatch.setattr(pieces, "course", counting)
    return sent


def question(**changed: str) -> asking.Question:
    data = QueryDict(mutable=True)
    data.update({**ASKED, **changed})
    found = asked_in(data).question
    assert found is not None
    return found


def whole(asked: asking.Question) -> pieces.Worked:
    worked = pieces.next_piece(asked)
    while not worked.done:
        worked = pieces.next_piece(asked)
    return worked


def answered(client: Any, **changed: str) -> Any:
    """The page once nothing is left to work out."""
    for _ in range(FEW):
        page = client.get(reverse("simulated"), {**ASKED, **changed})
        if b"data-running" not in page.content:
            return page
    raise AssertionError("it is never done")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(("second", "size"), [("ketamine-iv-4-in-2-weeks", 10), ("control", 7)])
def test_pieces_add_up_to_what_the_engine_says_of_the_whole(
    monkeypatch: pytest.MonkeyPatch, second: str, size: int
) -> None:
    monkeypatch.setattr(pieces, "SIZE", size)
    asked, people = question(second=second), simulations.preset("iv-clinic")
    arm = Arm.CONTROL if second == "control" else Arm.TREATMENT
    first = simulations.scenario(people)
    other = simulations.scenario(people, "" if second == "control" else second, arm=arm)
    expected = differences(*([course(s, 7, n) for n in range(FEW)] for s in (first, other)))
    worked = whole(asked)
    assert compared(worked.first, worked.second) == expected
    told = readmodel.told(asked, worked)
    assert {(r.title, r.difference, r.interval, r.people, r.clear) for r in told.rows} == {
        (title(d), figure(d.difference, d.unit, signed=True), interval(d), d.people, d.clear) for d in expected
    }
    assert len(told.rows) == len(expected)


def test_a_request_works_out_one_piece_and_none_twice(
    clinic: SimpleNamespace, browse: Browse, counted: list[int]
) -> None:
    client = browse(clinic.dov)
    page = client.get(reverse("simulated"), ASKED)
    assert page.status_code == 200
    assert "10 of 20 simulated people have been through both" in page.content.decode()
    assert counted == [*range(10), *range(10)]
    assert "Go on" in page.content.decode(), "without script a button does the next piece"
    assert "What differs?" in client.get(reverse("simulated"), ASKED).content.decode()
    assert counted[20:] == [*range(10, 20), *range(10, 20)]
    client.get(reverse("simulated"), ASKED)
    client.get(reverse("simulated-paper"), ASKED)
    assert len(counted) == 40, "what is known is not worked out again"
    client.get(reverse("simulated"), {**ASKED, "second": "control"})
    assert counted[40:] == [*range(10)], "the first protocol is known already"
    client.get(reverse("simulated"), {**ASKED, "seed": "8"})
    assert len(counted) == 70, "another seed is other people"


def test_two_who_ask_at_once_share_the_work(counted: list[int]) -> None:
    asked = question()
    with ThreadPoolExecutor(2) as both:
        found = list(both.map(pieces.next_piece, [asked, asked]))
    assert sorted(counted) == sorted([*range(20), *range(20)]), "nobody is worked out twice"
    assert sorted(w.done for w in found) == [False, True]


def test_a_piece_rests_on_the_digest_of_its_content() -> None:
    from dataclasses import replace

    one = question().first
    changed = replace(one, plan=replace(one.plan, pin=replace(one.plan.pin, digest="another")))
    assert pieces._key(one, 1, range(10)) != pieces._key(changed, 1, range(10))
    assert pieces._key(one, 1, range(10)) != pieces._key(replace(one, arm=Arm.CONTROL), 1, range(10))


def test_what_is_kept_is_bounded_and_apart_from_the_counting_of_sign_ins() -> None:
    caches["default"].clear()
    whole(question())
    assert len(caches["simulated"]._cache) == 4  # type: ignore[attr-defined] # Django has no public count
    assert len(caches["default"]._cache) == 0  # type: ignore[attr-defined]
    for number in range(2100):
        caches["simulated"].set(str(number), ())
    assert len(caches["simulated"]._cache) <= 2000  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"people": "1000000"}, "This page simulates 100, 200 or 400 people."),
        ({"people": "many"}, "This page simulates 100, 200 or 400 people."),
        ({"preset": "nobody"}, "There is no &#x27;nobody&#x27;. There are: esk-mono"),
        ({"preset": "../../etc"}, "There are: esk-mono"),
        ({"first": "psychotherapy-cbt"}, "It may go through: ketamine-iv-6-in-3-weeks"),
        ({"second": "nothing"}, "It says nothing about &#x27;nothing&#x27;."),
        ({"second": "ketamine-iv-6-in-3-weeks"}, "Both are the same protocol."),
        ({"seed": "-1"}, "A seed is a whole number from 0 to"),
        ({"seed": str(2**63)}, "A seed is a whole number from 0 to"),
        ({"seed": "x"}, "A seed is a whole number from 0 to"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    clinic: SimpleNamespace, browse: Browse, counted: list[int], changed: dict[str, str], said: str
) -> None:
    answer = browse(clinic.dov).get(reverse("simulated"), {**ASKED, **changed})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "What differs?" not in answer.content.decode()
    paper = browse(clinic.dov).get(reverse("simulated-paper"), {**ASKED, **changed})
    assert (paper.status_code, paper["Location"].startswith(reverse("simulated") + "?")) == (302, True)
    assert counted == []


def test_whom_then_what_each_step_begins_with_simulated(clinic: SimpleNamespace, browse: Browse) -> None:
    client = browse(clinic.dov)
    whom = client.get(reverse("simulated"))
    which = client.get(reverse("simulated"), {"preset": "home-sl"})
    for page in (whom, which, answered(client)):
        main = page.content.decode().split("<main", 1)[1]
        assert words(main.split(">", 1)[1]).startswith("Simulated. It tells of no real person.")
    assert whom.content.decode().count("?preset=") == len(readmodel.presets()) >= 8
    shown = which.content.decode()
    assert "The FDA has warned" in shown
    assert "The same as the first, without the drug" in shown
    assert "ketamine-iv" not in shown, "only where these people may go"
    assert which.status_code == 200


def test_the_answer_says_how_it_was_made_and_what_it_leaves_out(clinic: SimpleNamespace, browse: Browse) -> None:
    page = answered(browse(clinic.dov)).content.decode()
    for said in ("20 simulated people, the same ones in both, seed 7", "Nobody knows how the others fared",
                 "presets/iv-clinic@", "monitoring/", "protocols/ketamine-iv-4-in-2-weeks@", "20 worlds",
                 "nothing is ranked", "ASQ"):  # fmt: skip
        assert said in words(page), said
    assert page.count('<tr><th scope="row">') == 15
    assert not [w for w in ("better than", "superior", "best", "recommend", "winner") if w in words(page).lower()]


def test_the_command_on_the_page_gives_the_same_figures(clinic: SimpleNamespace, browse: Browse) -> None:
    asked = question(second="control")
    told = readmodel.told(asked, whole(asked))
    program, *args = shlex.split(told.command)
    ran = CliRunner().invoke(application(), args)
    assert (program, ran.exit_code) == ("openkap", 0)
    found = {d["says"].lower(): d for d in json.loads(ran.stdout)["differences"].values()}
    assert len(found) == len(told.rows)
    for row in told.rows:
        same = found[row.title.lower()]
        assert (row.people, row.clear) == (same["people"], same["clear"])
        assert float(row.first) == pytest.approx(same["first"], abs=0.06 if row.unit == "%" else 0.006), row.title


def test_the_page_asks_for_the_next_piece_until_there_is_none(clinic: SimpleNamespace, browse: Browse) -> None:
    client = browse(clinic.dov)
    one, two = (client.get(reverse("simulated"), ASKED).content.decode() for _ in range(2))
    address, part = re.findall(r'hx-get="([^"]+)" hx-trigger="load" hx-select="#(\w+)"', one)[0]
    assert html.unescape(address) == f"{reverse('simulated')}?{urlencode(ASKED)}"
    assert all(f'id="{part}"' in page for page in (one, two)), "each answer holds the part that the script puts in"
    assert "hx-get" not in two
    assert 'id="worked-said"></p>' in one
    assert 'role="status" id="worked-said">The comparison is ready.</p>' in two


def test_on_paper_it_is_simulated_first_and_last(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    client, asked = browse(clinic.dov), question()
    assert client.get(reverse("simulated-paper"), ASKED).status_code == 302, "not before everybody is through"
    made = client.get(reverse("simulated-paper"), ASKED)
    assert (made.status_code, made.content[:5]) == (200, b"%PDF-")
    data = QueryDict(mutable=True)
    data.update(ASKED)
    context = {"asked": asked_in(data), "told": readmodel.told(asked, whole(asked)), "now": now}
    page = words(render_to_string("clinician/simulated/paper.html", context).split("<main>", 1)[1])
    assert page.startswith("Simulated. It tells of no real person.")
    assert page.endswith("Simulated. It tells of no real person.")
    assert "Mind: Uncontrolled" in page


def row(difference: float | None, ends: tuple[float, float] | None, unit: str = "%") -> Difference:
    return Difference("x", "x", unit, 20, 1.0, 2.0, difference, Interval(*ends) if ends else None)


def test_a_clear_difference_is_a_dot_and_any_other_a_ring_on_one_zero() -> None:
    rows = [row(-4, (-6, -2)), row(1, (-2, 4)), row(3, None), row(None, None), row(0.5, (0.4, 0.6), "hours a person")]
    points, hours = (str(drawn) for drawn in pictures(rows, 324))
    assert [word(r) for r in rows] == [
        "clear difference", "no clear difference", "no clear difference", "nobody to tell of", "clear difference",
    ]  # fmt: skip
    assert (points.count('class="c-pt"'), points.count('class="c-other-p"'), points.count("c-miss-t")) == (1, 2, 1)
    assert (points.count('class="c-line"'), hours.count('class="c-line"')) == (2, 1)
    assert set(re.findall(r'class="c-other" d="M (\S+)', points + hours)) == {"162"}, "one place for every zero"
    left, right = re.findall(r'class="c-line" d="M (\S+) \S+ H (\S+)"', points)[0]
    assert (float(left), float(right)) == (
        pytest.approx(162 - 0.6 * 154, abs=0.1),
        pytest.approx(162 - 0.2 * 154, abs=0.1),
    )
    assert (
        'aria-label="Simulated: percentage points, second minus first. X: \u22124.0 (\u22126.0 to \u22122.0), clear'
        in points
    )
    assert all(">Simulated: " in drawn for drawn in (points, hours)), "a picture that is copied out still says it"


def test_an_axis_reaches_the_next_round_number_and_small_figures_have_no_sign() -> None:
    assert reach([row(1, (-6, 2))]) == 10
    assert reach([row(1, (-0.13, 0.2)), row(0, (0, 0.04))]) == pytest.approx(0.2)
    assert reach([row(0, (0, 0))]) == reach([row(None, None)]) == 1
    assert figure(-0.04, "%", signed=True) == "0.0"
    assert figure(-0.04, "doses a person", signed=True) == "\u22120.04"
    assert figure(0.26, "%", signed=True) == "+0.3"
    assert (figure(None, "%"), figure(12.345, "%")) == ("not known", "12.3")


def test_the_page_asks_the_database_no_more_than_fifteen_times(clinic: SimpleNamespace, browse: Browse) -> None:
    client = browse(clinic.dov)
    answered(client)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("simulated"), ASKED)
    assert len([q for q in asked.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 15


def test_the_director_finds_it_beside_the_outcomes(clinic: SimpleNamespace, browse: Browse) -> None:
    assert f'href="{reverse("simulated")}"' in browse(clinic.dov).get(reverse("outcomes")).content.decode()


SRC = Path("src/openkap")
HOME = SRC / "interfaces/clinician/simulated"
KNOWS = re.compile(
    r"openkap\.clinical\.simulation|content import .*\bsimulations|content\.simulations|clinician\.simulated"
)


# guards HZ-66
def test_what_is_simulated_never_stands_on_a_page_of_a_real_person() -> None:
    """Only this room and the command line know the simulation; no address of this room names a person."""
    users = {p for part in ("interfaces", "records") for p in (SRC / part).rglob("*.py") if KNOWS.search(p.read_text())}
    assert not [p for p in users if p.parent != HOME and SRC / "interfaces/cli" not in p.parents]
    assert HOME / "pieces.py" in users
    shown_in = {p.parent.name for p in (SRC / "interfaces").rglob("*.html") if "clinician/simulated/" in p.read_text()}
    assert shown_in == {"simulated"}
    assert all(not one.pattern.converters for one in simulated_urls.urlpatterns)
    assert not [p for p in HOME.glob("*.py") if re.search(r"records\.(?!accounts|audit)", p.read_text())]
