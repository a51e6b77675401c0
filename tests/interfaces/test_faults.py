"""What goes wrong is said in words, with the right status, and never with anything about a person."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import clear_url_caches, path
from pytest_django.fixtures import Settings

from openkap.config import urls
from openkap.gateways import clock, heartbeat
from openkap.gateways.logs import WithoutValues
from openkap.interfaces.components.pages import ANYONE, page
from openkap.records.accounts.models import Person
from openkap.records.safety.selectors import beat_file

pytestmark = pytest.mark.django_db
SECRET = "Ada Marsh, born 1984"


def _break(*_: object, **__: object) -> None:
    try:
        {}[SECRET]
    except KeyError as cause:
        raise ValueError(SECRET) from cause


@pytest.fixture
def broken(settings: Settings) -> Iterator[Client]:
    """A browser of a clinic with one broken page, whose address holds a name."""
    extra = path("patients/<str:token>/broken", page("x", _break, roles=ANYONE, name="broken").callback)
    urls.urlpatterns.append(extra)
    settings.ROOT_URLCONF = "openkap.config.urls"
    clear_url_caches()
    yield Client(raise_request_exception=False)
    urls.urlpatterns.remove(extra)
    clear_url_caches()


def test_a_fault_is_said_in_words_and_logged_without_values(broken: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "django.request"):
        answer = broken.get("/patients/Ada-Marsh/broken")
    assert answer.status_code == 500
    assert "was not saved" in answer.content.decode()
    line = WithoutValues().format(caplog.records[-1])
    assert "500 GET /patients/<str:token>/broken" in line
    assert "builtins.ValueError" in line
    assert "builtins.KeyError" in line
    assert "test_faults.py" in line
    assert "Ada" not in line


def test_a_log_line_without_request_keeps_its_words() -> None:
    record = logging.LogRecord("openkap.watch", logging.ERROR, "", 1, "The watch of %s failed.", ("safety",), None)
    assert WithoutValues().format(record).endswith("ERROR openkap.watch The watch of safety failed.")


def test_not_found_and_forbidden_say_what_it_means(client: Client, clinic: SimpleNamespace, now: datetime) -> None:
    answer = client.get("/patients/Ada-Marsh/nothing")
    assert answer.status_code == 404
    assert "Nothing was changed" in answer.content.decode()
    assert "Ada" not in answer.content.decode()
    client.force_login(Person.objects.get(id=clinic.sam.id))
    with clock.frozen(now):
        answer = client.get("/people/")
    assert answer.status_code == 403
    assert "Ask your administrator which role you hold" in answer.content.decode()


def test_every_fault_leads_to_help(broken: Client, clinic: SimpleNamespace) -> None:
    """Whoever stands before it may be a patient: numbers in danger are one tap away, with nothing about a person."""
    answers = [broken.get("/nothing"), broken.get("/patients/Ada-Marsh/broken"), Client().get("/q/foreign")]
    answers.append(Client(enforce_csrf_checks=True).post("/sign-in/account/login/", {"login": "x"}))
    assert [a.status_code for a in answers] == [404, 500, 404, 403]
    for answer in answers:
        assert 'href="/help/"' in answer.content.decode()
        assert "Ada" not in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words(clinic: SimpleNamespace) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/account/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "Send it again" in answer.content.decode()


def test_health_says_which_part_is_missing(
    client: Client, db: None, now: datetime, settings: Settings, tmp_path: object
) -> None:
    settings.HOME = tmp_path

    with clock.frozen(now):
        assert client.get("/health").json() == {"database": True, "watcher": False}
        heartbeat.beat(beat_file(), now)
        assert client.get("/health").status_code == 200
    with clock.frozen(now + timedelta(minutes=3)):
        assert client.get("/health").status_code == 503
