"""The programme's figures on their pages and on paper: of whom first, hidden when small, silent when too few."""

import re
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cohorts import come, treat

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]
BETTER, SAME, WORSE = ((-1, 20), (7, 14), (28, 6)), ((-1, 20), (7, 19), (28, 19)), ((-1, 14), (7, 19), (28, 22))


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace("\u00a0", " ")


def row(answer: Any, title: str) -> str:
    """The words of one row of a table."""
    found = re.search(rf"<tr><th scope=\"row\">{re.escape(title)}.*?</tr>", answer.content.decode(), re.DOTALL)
    assert found, title
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()).replace("\u00a0", " ")


@pytest.fixture
def many(clinic: SimpleNamespace, now: datetime) -> None:
    for scores, count in ((BETTER, 16), (SAME, 12), (WORSE, 6)):
        for n in range(count):
            spread = [(day, value + (n * (day + 3)) % 4 if day > 0 else value) for day, value in scores]
            treat(clinic, now - timedelta(days=100), [*spread, (57, spread[-1][1] - n % 3)])
    come(clinic, now - timedelta(days=20))


def test_the_strip_stands_before_any_share(clinic: SimpleNamespace, browse: Browse, many: None) -> None:
    page = browse(clinic.dov).get(reverse("outcomes"))
    words = text(page)
    assert page.status_code == 200
    counts = re.findall(r"<strong>([^<]+)</strong><span class=\"src\">", page.content.decode())
    assert counts == ["35", "34", "34", "34", "34", "34"]
    assert words.index("Referred 35") < words.index("Responded")
    assert "47 % 31 to 63 % 16 of 34 47 to 47 %" in row(page, "Responded"), "Wilson, by hand: 0.314 to 0.632"
    assert "6 of 34" in row(page, "Worse by more than chance")
    assert "PHQ-9 at least 50 % lower than the last score before treatment began." in words


def test_each_picture_has_its_table_and_says_its_finding(clinic: SimpleNamespace, browse: Browse, many: None) -> None:
    page = browse(clinic.dov).get(reverse("outcomes")).content.decode()
    assert page.count('<svg class="traj"') == 4, "shares, response, relapse, means"
    for drawing in re.findall(r'<svg class="traj".*?role="img" aria-label="([^"]+)"', page):
        assert "The same values stand in the table below." in drawing
    assert page.count('class="tablewrap"') >= 5
    assert "Responded: 47\u00a0%" in page


@pytest.fixture
def relapsed(clinic: SimpleNamespace, now: datetime) -> None:
    """Twenty-four who lost a response, mostly the sooner the higher they began, and eight who kept it; of many ages."""
    for n in range(32):
        start, lost = 16 + n % 10, n % 4 != 3
        after = 100 - 7 * (n % 10) + 9 * (n % 3) if lost else 150
        person = treat(clinic, now - timedelta(days=200), [(-1, start), (10, 5), (10 + after, start if lost else 5)])
        person.born_on = date(1950 + 13 * n % 50, 1, 1)
        person.save()


def test_hazard_ratios_stand_with_their_picture_people_and_what_they_do_not_show(
    clinic: SimpleNamespace, browse: Browse, relapsed: None, now: datetime
) -> None:
    from openkap.clinical.outcomes.told import Sooner
    from openkap.interfaces.components.figures import as_dict
    from openkap.records.reporting.outcomes import Asked, programme_outcomes

    page = browse(clinic.dov).get(reverse("outcomes"))
    report = programme_outcomes(by=clinic.dov, asked=Asked(), now=now)
    assert report.programme is not None
    found = report.programme.sooner_relapse
    assert isinstance(found, Sooner)
    baseline, age = found.ratios
    assert "32 people who responded and were measured again, 24 relapses." in text(page)
    said = f"{baseline.value:.2f} {baseline.interval.low:.2f} to {baseline.interval.high:.2f} Relapse came sooner"
    assert said in row(page, "PHQ-9 before treatment 5 points higher")
    assert f"{age.value:.2f}" in row(page, "10 years older when treatment began")
    assert "not what causes what" in text(page)
    assert "proportional hazards) is assumed, and was not checked" in text(page)
    assert 'aria-label="Hazard ratios of relapse.' in page.content.decode()
    told = as_dict(report)["sooner_relapse"]
    assert (told["people"], told["events"]) == (32, 24)
    assert told["hazard_ratios"][1] == {"covariate": "age", "step": 10, "ratio": age.value,
                                        "interval": [age.interval.low, age.interval.high]}  # fmt: skip


def test_a_ratio_beyond_any_use_is_not_written_to_the_digit_and_stays_in_the_picture() -> None:
    from openkap.clinical.outcomes.proportions import Interval
    from openkap.clinical.outcomes.told import Ratio, Sooner
    from openkap.content import catalogue
    from openkap.content.changerules import rules_of
    from openkap.interfaces.clinician.outcomes.axes import RIGHT
    from openkap.interfaces.clinician.outcomes.ratios import NAMES, sooner_part

    ratios = (Ratio("baseline", 5, 35834.4, Interval(505.4, 2e9)), Ratio("age", 10, 0.004, Interval(1e-9, 0.7)))
    part = sooner_part(Sooner(40, 30, ratios), rules_of(catalogue.entry("instruments", "phq-9").value))
    assert [(r.value, r.interval, r.says) for r in part.rows] == [
        ("over 100", "over 100 to over 100", "Relapse came sooner"),
        ("under 0.01", "under 0.01 to 0.70", "Relapse came later"),
    ]
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', str(part.picture))]
    assert places == [RIGHT, NAMES]


def test_too_few_relapses_give_no_ratio_and_no_count(clinic: SimpleNamespace, browse: Browse, many: None) -> None:
    words = text(browse(clinic.dov).get(reverse("outcomes")))
    _, _, after = words.partition("To whom did a relapse come sooner?")
    assert after.startswith(" Cannot tell yet Fewer than 20 events were seen: each of the 2 covariates needs 10.")
    assert "Hazard ratio" not in words


def test_too_few_people_give_no_percentage_anywhere(clinic: SimpleNamespace, browse: Browse, now: datetime) -> None:
    for _ in range(9):
        treat(clinic, now - timedelta(days=60), BETTER)
    words = text(browse(clinic.dov).get(reverse("outcomes")))
    assert words.count("Cannot tell yet") >= 7
    assert "9 people were analysed, and a share needs 10." in words
    assert not re.findall(r"\d+ % \d+ to", words)


def test_a_small_count_is_hidden_on_the_page_and_in_json(
    clinic: SimpleNamespace, browse: Browse, now: datetime
) -> None:
    from openkap.interfaces.components.figures import as_dict
    from openkap.records.reporting.outcomes import Asked, programme_outcomes

    for end, count in ((BETTER, 4), (SAME, 12)):
        for _ in range(count):
            treat(clinic, now - timedelta(days=60), end)
    for _ in range(3):
        treat(clinic, now - timedelta(days=500), BETTER)
    page = browse(clinic.dov).get(reverse("outcomes"), {"since": (now - timedelta(days=100)).date().isoformat()})
    assert "Hidden Fewer than 5 people are on one side of it" in row(page, "Responded")
    assert "4 of 16" not in text(page)
    assert "0.25" not in page.content.decode()
    asked = Asked(until=(now - timedelta(days=400)).date())
    document = as_dict(programme_outcomes(by=clinic.dov, asked=asked, now=now))
    assert document["flow"] == dict.fromkeys(document["flow"], "1 to 4")
    assert document["figures"][0]["share"] is None


def test_the_question_that_names_nothing_is_answered_with_words(
    clinic: SimpleNamespace, browse: Browse, many: None
) -> None:
    for question, said in (
        ({"courses": "absinthe"}, "There is no course with &#x27;absinthe&#x27;"),
        ({"since": "last week"}, "Write days as 2026-10-06."),
        ({"since": "2026-10-06", "until": "2026-10-05"}, "Turn them round."),
        ({"measure": "madrs"}, "No plan of this time asks for &#x27;madrs&#x27;"),
    ):
        for name in ("outcomes", "benchmarks", "outcomes-paper"):
            answer = browse(clinic.dov).get(reverse(name), question)
            assert answer.status_code == 400
            if name != "outcomes-paper":
                assert said in answer.content.decode()


def test_an_empty_clinic_says_what_would_stand_here(clinic: SimpleNamespace, browse: Browse) -> None:
    assert "No figures yet" in text(browse(clinic.dov).get(reverse("outcomes")))
    assert "No studies for this measure" in text(browse(clinic.dov).get(reverse("benchmarks")))
    assert browse(clinic.dov).get(reverse("outcomes-paper")).content.startswith(b"%PDF-")


def test_only_like_stands_beside_like_and_the_rest_says_why(
    clinic: SimpleNamespace, browse: Browse, many: None
) -> None:
    page = browse(clinic.dov).get(reverse("benchmarks"), {"courses": "ketamine-iv"})
    matched, _, others = text(page).partition("Known, and not to be compared")
    assert "178 US clinics" in matched
    assert "No surprise" in matched
    assert "KARMA-Dep 2, inpatients" not in matched
    for null in ("KARMA-Dep 2, inpatients", "Esketamine in Japan, 84 mg", "Ketamine masked by anaesthesia"):
        assert null in others
    assert "No clear difference In this study the spray did no more than the placebo." in others
    assert "Another scale: MADRS." in others


def test_a_mixture_of_courses_has_no_match(clinic: SimpleNamespace, browse: Browse, many: None) -> None:
    assert "a mixture has no match" in text(browse(clinic.dov).get(reverse("benchmarks")))


@pytest.mark.parametrize("name", ["outcomes", "benchmarks", "outcomes-paper"])
def test_a_page_asks_the_database_no_more_than_fifteen_times(
    clinic: SimpleNamespace, browse: Browse, many: None, name: str
) -> None:
    client = browse(clinic.dov)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(name), {"courses": "ketamine-iv"})
    assert len([q for q in asked.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 15


def test_the_paper_is_tagged_and_draws_in_colour(clinic: SimpleNamespace, browse: Browse, many: None) -> None:
    """A drawing on paper does not see the page's style sheet; without its own it would be black."""
    made = browse(clinic.dov).get(reverse("outcomes-paper")).content
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    inside = b"".join(_inflated(s) for s in streams)
    assert b"/StructTreeRoot" in made + inside
    assert b"0.090196 0.313725 0.372549" in inside, "the line of the house, #17505f"


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""
