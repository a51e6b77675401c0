"""The page *add an instrument in one file*, done: the file alone brings form, score, page, Questionnaire and flag."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fhirkit
import pytest
from django.test import Client

from openkap.content import catalogue, checking, loader
from openkap.gateways import clock
from openkap.records.accounts.models import Person
from openkap.records.assessments.models import Score
from openkap.records.safety.models import SafetyAlert

PAGE = Path(__file__).parents[2] / "docs/how-to/add-an-instrument.md"


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of the content with the example of the page in it, and nothing else touched."""
    found = re.search(r"^```yaml\n(id: (\S+)\n.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found
    home = tmp_path / "content"
    shutil.copytree(loader.HOME, home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (home / "instruments" / f"{found[2]}.v1.yaml").write_text(found[1])
    monkeypatch.setattr(loader, "HOME", home)
    return found[2]


def test_the_file_is_sound(added: str) -> None:
    assert added in catalogue.ids("instruments")
    assert [p for p in checking.problems(locked=False) if added in p.where] == []


@pytest.mark.usefixtures("covered", "keyset")
def test_form_score_flag_page_and_questionnaire_follow(
    added: str, ada: Any, clinic: SimpleNamespace, now: Any, client: Client
) -> None:
    client.force_login(Person.objects.get(id=clinic.noor.id))
    form = f"/patients/{ada.id}/questionnaires/enter/{added}/"
    with clock.frozen(now):
        assert "I felt safe at home." in client.get(form).content.decode()
        client.post(form, {"q1": "2", "q2": "0"})
        assert f'value="{added}"' in client.get(f"/patients/{ada.id}/questionnaires/").content.decode()
        assert "Somebody does not feel safe at home" in client.get(f"/instruments/{added}/").content.decode()
        sent = client.get(f"/instruments/{added}/questionnaire.json").json()
    assert (Score.objects.get().value, Score.objects.get().band) == (2, "calm")
    assert SafetyAlert.objects.get().signal == "not-safe-at-home"
    assert [i["linkId"] for i in sent["item"]] == ["stem", "q1", "q2"]
    assert fhirkit.validate(json.dumps(sent)) == []
