"""What is due around the doses stands on the course page."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from openkap.records.patients.reviewing import record_review

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]


@pytest.mark.usefixtures("plan")
def test_a_baseline_that_nobody_recorded_waits_until_somebody_does(
    clinic: SimpleNamespace, ada: Any, browse: Browse, now: datetime
) -> None:
    shown = browse(clinic.ingrid).get(reverse("course", args=[ada.id])).content.decode()
    assert "Toxicology and alcohol screen" in shown
    assert "Whether it applies is not known" in shown
    assert "Prescription monitoring programme" not in shown, "that is a rule of the United States"
    answers = {"toxicology-screen": "yes", "childbearing-potential": "no", "cognitive-screen": "no"}
    record_review(by=clinic.ingrid, patient_id=ada.id, answers=answers, now=now)
    shown = browse(clinic.ingrid).get(reverse("course", args=[ada.id])).content.decode()
    assert "Toxicology and alcohol screen" not in shown
    assert "Pregnancy test" not in shown
    assert "A brief screen of memory" in shown, "a no is not a screen"


def test_without_a_product_nothing_is_due(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    assert "Toxicology" not in browse(clinic.ingrid).get(reverse("course", args=[ada.id])).content.decode()
