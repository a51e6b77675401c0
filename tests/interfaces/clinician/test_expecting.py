"""The explorer draws a line only where the evidence carries one."""

from types import SimpleNamespace
from typing import Any

import pytest

from openkap.interfaces.components.expecting import expected_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client: Any, clinic: SimpleNamespace) -> Any:
    from django.contrib.auth import get_user_model

    client.force_login(get_user_model().objects.get(pk=clinic.ingrid.id))
    return lambda **asked: client.get("/expect/", asked)


def test_a_strong_model_has_a_line_and_a_peak(ask: Any) -> None:
    page = ask(model="esketamine-nasal", dose_mg=84, weight_kg=70).content.decode()
    assert 'class="c-line" points' in page
    assert "101 ng/mL" in page
    assert "Weak evidence" not in page


def test_a_weak_route_has_a_range_a_badge_and_no_line(ask: Any) -> None:
    page = ask(model="ketamine-im", dose_mg=35, weight_kg=70).content.decode()
    assert 'class="c-line" points' not in page
    assert "Weak evidence" in page


def test_a_dose_that_cannot_be_given_is_said_so(ask: Any) -> None:
    answer = ask(model="esketamine-nasal", dose_mg=50, weight_kg=70)
    assert answer.status_code == 400
    assert "Give a multiple of it" in answer.content.decode()
    assert ask(model="nonsense", dose_mg=50, weight_kg=70).status_code == 400


def test_without_a_weight_a_model_that_needs_one_says_nothing() -> None:
    assert expected_of("ketamine-iv", 35, None) is None
    assert expected_of("esketamine-nasal", 56, None) is not None
    assert expected_of("esketamine-nasal", 50, None) is None
    assert expected_of("no-such-product", 50, 70) is None
