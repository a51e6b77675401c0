"""``openkap outcomes``: the same numbers as on the director's page."""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from tests.cohorts import treat
from typer.testing import CliRunner

from openkap.gateways import clock
from openkap.interfaces.cli import application
from openkap.records.reporting.outcomes import Asked, programme_outcomes

pytestmark = pytest.mark.django_db


@pytest.fixture
def _people(clinic: SimpleNamespace, now: datetime) -> None:
    for end in [6] * 7 + [18] * 6:
        treat(clinic, now - timedelta(days=60), ((-1, 20), (28, end)))


@pytest.mark.usefixtures("_people")
def test_the_numbers_are_those_of_the_report(clinic: SimpleNamespace, now: datetime) -> None:
    with clock.frozen(now):
        answer = CliRunner().invoke(application(), ["outcomes", "--as", "dov@example.org", "--json"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    report = programme_outcomes(by=clinic.dov, asked=Asked(), now=now).programme
    assert report is not None
    share = report.figure("response").share.value  # type: ignore[union-attr]
    assert told["flow"]["analysed"] == report.flow.analysed == 13
    assert told["figures"][0] | {"rule": None} == {
        "id": "response", "rule": None, "share": 7 / 13, "met": 7, "analysed": 13, "started": 13,
        "interval": [share.interval.low, share.interval.high], "worst": 7 / 13, "best": 7 / 13,
    }  # fmt: skip
    assert told["time_to_response"]["people"] == 13
    assert "13 people were analysed, and the model needs 30." in told["means"]["why_not"]


@pytest.mark.usefixtures("_people")
def test_in_words_and_refused_with_words(clinic: SimpleNamespace, now: datetime) -> None:
    with clock.frozen(now):
        said = CliRunner().invoke(application(), ["outcomes", "--as", "dov@example.org", "--courses", "ketamine-iv"])
        nobody = CliRunner().invoke(application(), ["outcomes", "--as", "sam@example.org"])
        wrong = CliRunner().invoke(application(), ["outcomes", "--as", "dov@example.org", "--at", "week-5"])
    assert "response: 7 of 13, 54 % (29 to 77)" in said.stdout
    assert nobody.exit_code == 2
    assert wrong.exit_code == 2
    assert "There is no time point 'week-5'" in wrong.output
