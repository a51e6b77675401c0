"""The pages of what leaves a record, and the command that exports one."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openkap.gateways import clock
from openkap.records.accounts.models import Person
from openkap.records.reporting.models import LegalHold, RecordExport, RecordRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyset")]


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Iterator[None]:
    with clock.frozen(now):
        yield


def browser(actor: Any) -> Client:
    client = Client()
    client.force_login(Person.objects.get(id=actor.id))
    return client


def test_a_director_exports_and_the_page_says_what_was_left_out(clinic: SimpleNamespace, ada: Any) -> None:
    page = browser(clinic.dov)
    assert "never exported" in page.get(reverse("disclosure", args=[ada.id])).content.decode()
    sent = {"to": "person", "recipient": "Ada Marsh", "purpose": "Her own copy"}
    answer = page.post(reverse("disclosure-export", args=[ada.id]), sent)
    assert answer["Content-Type"] == "application/json"
    assert "Marsh" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["person"] == "Ada Marsh"
    assert "Psychotherapy notes" in page.get(reverse("disclosure", args=[ada.id])).content.decode()
    assert page.post(reverse("disclosure-export", args=[ada.id]), {**sent, "purpose": " "}).status_code == 422
    assert RecordExport.objects.count() == 1


def test_requests_and_the_hold_are_kept_from_the_page(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    page = browser(clinic.dov)
    sent = {"kind": "access", "asked_on": now.date().isoformat(), "words": ""}
    assert page.post(reverse("disclosure-request", args=[ada.id]), sent).status_code == 302
    row = RecordRequest.objects.get()
    assert "answer by 5 Nov 2026" in page.get(reverse("disclosure", args=[ada.id])).content.decode()
    answer = page.post(reverse("disclosure-answer", args=[ada.id, row.id]), {"answer": "refused"})
    assert answer.status_code == 422
    page.post(reverse("disclosure-hold", args=[ada.id]), {"reason": "Letter of a lawyer"})
    assert "Letter of a lawyer" in page.get(reverse("disclosure", args=[ada.id])).content.decode()
    page.post(reverse("disclosure-hold", args=[ada.id]), {"reason": "Case closed"})
    assert LegalHold.objects.get().release_reason == "Case closed"


def test_an_administrator_gives_a_reason_first_and_a_therapist_has_no_such_page(
    clinic: SimpleNamespace, ada: Any
) -> None:
    answer = browser(clinic.admin).get(reverse("disclosure", args=[ada.id]))
    assert answer.status_code == 302
    assert reverse("access-reason", args=[ada.id]) in answer["Location"]
    assert browser(clinic.noor).get(reverse("disclosure", args=[ada.id])).status_code == 403


def test_the_command_writes_a_file_only_its_owner_reads(
    clinic: SimpleNamespace, ada: Any, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from openkap.interfaces.cli import application, export

    monkeypatch.setattr(export, "django", lambda: None)
    out, run = tmp_path / "record.json", CliRunner().invoke
    command = ["export", str(ada.id), "--as", "dov@example.org", "--out", str(out), "--purpose", "Her own copy"]
    done = run(application(), [*command, "--json"])
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o077 == 0
    assert json.loads(out.read_text())["left_out"] == json.loads(done.stdout)["left_out"]
    again = run(application(), command)
    assert again.exit_code == 2
    nobody = run(application(), [*command[:1], "00000000-0000-4000-8000-000000000009", *command[2:5],
                                 str(tmp_path / "b.json"), *command[6:]])  # fmt: skip
    assert nobody.exit_code == 2
    assert not (tmp_path / "b.json").exists()
