"""Words on pages that keep somebody from trusting the software too far."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from openkap.records.accounts.models import Person


# guards HZ-30
@pytest.mark.parametrize("name", ["board", "board-live"])
def test_the_board_says_that_bedside_alarms_come_first(clinic: SimpleNamespace, client: Client, name: str) -> None:
    client.force_login(Person.objects.get(id=clinic.sam.id))
    page = client.get(reverse(name)).content.decode()
    assert "Bedside monitors' own alarms stay on and come first." in page


# guards HZ-07
def test_eligible_is_worded_as_what_it_is_and_recommends_nothing() -> None:
    counts = {"unknown": 0, "raised": 0, "overridden": 0, "clear": 48}
    page = render_to_string("components/verdict.html", {"verdict": {"name": "eligible", "sentence": "", **counts}})
    assert "Nothing found against it in what is known" in page
    assert not [word for word in ("eligible</h1>", "recommend", "suitable", "safe") if word in page.lower()]
