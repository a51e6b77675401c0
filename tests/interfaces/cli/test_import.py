"""``openkap import`` does what the page does, and names who did it."""

import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from openkap.gateways import clock
from openkap.gateways.referrals.samples import HOME
from openkap.interfaces.cli import application
from openkap.records.patients.models import ImportedBundle, Patient

pytestmark = pytest.mark.django_db
MILAN = str(HOME / "milan-beatty.json")


def run(now: datetime, *arguments: str) -> tuple[int, str, str]:
    with clock.frozen(now):
        result = CliRunner().invoke(application(), ["import", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_file_is_imported_once(clinic: SimpleNamespace, now: datetime) -> None:
    status, out, _ = run(now, MILAN, "--as", "ingrid@example.org", "--json")
    answer = json.loads(out)
    assert (status, answer["new_person"], answer["again"]) == (0, True, False)
    assert answer["patient"] == str(Patient.objects.get().id)
    assert ImportedBundle.objects.get().received_by_id == clinic.ingrid.id
    status, out, _ = run(now, MILAN, "--as", "ingrid@example.org")
    assert (status, "Nothing changed" in out, Patient.objects.count()) == (0, True, 1)


def test_a_question_ends_with_its_own_status_and_an_answer_goes_on(
    clinic: SimpleNamespace, now: datetime, tmp_path: Path
) -> None:
    run(now, MILAN, "--as", "ingrid@example.org")
    document = json.loads(Path(MILAN).read_text())
    document["entry"][0]["resource"]["birthDate"] = "1973-11-25"
    other = tmp_path / "other.json"
    other.write_text(json.dumps(document))
    status, out, _ = run(now, str(other), "--as", "ingrid@example.org", "--json")
    assert status == 3
    (candidate,) = json.loads(out)["candidates"]
    assert ImportedBundle.objects.count() == 1
    status, _, _ = run(now, str(other), "--as", "ingrid@example.org", "--same-as", candidate)
    assert (status, ImportedBundle.objects.count()) == (0, 2)


@pytest.mark.parametrize(
    ("file", "person", "words"),
    [
        (MILAN, "nobody@example.org", "nobody who works here"),
        (__file__, "ingrid@example.org", "not JSON"),
        ("/nowhere.json", "ingrid@example.org", "cannot be read"),
    ],
)
def test_what_is_refused_says_why_and_keeps_nothing(
    clinic: SimpleNamespace, now: datetime, file: str, person: str, words: str
) -> None:
    status, out, err = run(now, file, "--as", person)
    assert (status, out) == (2, "")
    assert words in err
    assert not Patient.objects.exists()
