"""The page of treatments that were tried."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from openkap.records.treatment.models import TreatmentTrial

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]
LINE = {"medicine": "Sertraline", "adequate_dose": "yes", "taken_as_prescribed": "yes", "outcome": "none",
        "in_current_episode": "yes", "weeks": "8"}  # fmt: skip


def test_a_line_is_entered_judged_and_corrected(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    page = browse(clinic.ingrid)
    empty = page.get(reverse("trials", args=[ada.id])).content.decode()
    assert "Nothing is entered" in empty
    assert "Not called complete" in empty
    answer = page.post(reverse("trial-new", args=[ada.id]), LINE)
    assert answer.status_code == 302
    shown = page.get(reverse("trials", args=[ada.id])).content.decode()
    assert "1 of 2 trials count" in shown
    assert "payer" not in shown.lower(), "payers of another country do not stand on a European page"
    page.post(reverse("trials-complete", args=[ada.id]))
    assert "Not met" in page.get(reverse("trials", args=[ada.id])).content.decode()
    row = TreatmentTrial.objects.get()
    form = page.get(reverse("trial-correct", args=[ada.id, row.id])).content.decode()
    assert 'value="Sertraline"' in form
    answer = page.post(reverse("trial-correct", args=[ada.id, row.id]), {**LINE, "reason": "Wrong person",
                                                                        "take_back": "yes"})  # fmt: skip
    assert answer.status_code == 302
    assert "taken back by Ingrid" in page.get(reverse("trials", args=[ada.id])).content.decode()
    assert page.get(reverse("trial-correct", args=[ada.id, row.id])).status_code == 404


def test_a_refusal_comes_back_with_what_was_entered(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    sent = {**LINE, "started_on": "2026-05-01", "ended_on": "2026-04-01"}
    answer = browse(clinic.ingrid).post(reverse("trial-new", args=[ada.id]), sent)
    assert answer.status_code == 422
    assert "ended before it began" in answer.content.decode()
    assert not TreatmentTrial.objects.exists()


def test_an_administrator_does_not_open_it(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:

    assert browse(clinic.admin).get(reverse("trials", args=[ada.id])).status_code == 403
