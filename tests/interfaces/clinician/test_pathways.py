"""The decision aid in the browser's terms."""

import re
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openkap.clinical.facts import Fact
from openkap.records.patients.services import record_fact
from openkap.records.treatment import selectors

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def say(clinic: SimpleNamespace, patient: Any, code: str, value: bool, now: datetime) -> None:
    fact = Fact(code, value, now, "asked", asserted_by="Ingrid", status="" if value else "excluded")
    record_fact(by=clinic.ingrid, patient_id=patient.id, fact=fact, now=now)


@pytest.fixture
def safe(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    for code in ("acute-suicide-risk", "acute-suicidal-crisis"):
        say(clinic, ada, code, False, now)


@pytest.mark.usefixtures("safe")
def test_the_page_compares_and_a_choice_starts_the_course(
    clinic: SimpleNamespace, ada: Any, browse: Browse, now: datetime
) -> None:
    browser = browse(clinic.noor)
    address = reverse("options", args=[ada.id])
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address)
    assert len(asked) <= 15, "\n".join(q["sql"][:120] for q in asked)
    words = text(page)
    assert "No study has shown that psychotherapy and ketamine together do more than each alone." in words
    assert "Severity of the depression" in words
    assert "checked" not in re.findall(r'<input[^>]*name="kind"[^>]*>', page.content.decode())[0]
    given = {"kind": "psychotherapy", "started_on": now.date().isoformat(), "because": "She wants to talk."}
    refused = browser.post(reverse("options-choose", args=[ada.id]), {**given, "because": ""})
    assert refused.status_code == 422
    refused = browser.post(reverse("options-choose", args=[ada.id]), {**given, "kind": "both"})
    assert refused.status_code in {403, 422}
    assert browser.post(reverse("options-choose", args=[ada.id]), given).status_code == 302
    course = selectors.active_course(ada.id)
    assert course is not None
    assert course.kind == "psychotherapy"
    assert "She wants to talk." in text(browser.get(address))


def test_until_risk_is_asked_nothing_can_be_chosen(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    page = browse(clinic.ingrid).get(reverse("options", args=[ada.id]))
    assert "Acute risk is not known" in text(page)
    assert reverse("options-choose", args=[ada.id]) not in page.content.decode()


# guards HZ-47
@pytest.mark.usefixtures("safe")
def test_with_acute_risk_the_page_holds_the_risk_pathway_and_nothing_else(
    clinic: SimpleNamespace, ada: Any, browse: Browse, now: datetime
) -> None:
    say(clinic, ada, "acute-suicide-risk", True, now)
    browser = browse(clinic.ingrid)
    page = browser.get(reverse("options", args=[ada.id]))
    words = text(page)
    assert "Acute risk comes first" in words
    assert "Do not leave them alone" in words
    assert not [w for w in ("Speaks for", "GRADE", "Ketamine with psychotherapy", "adequate") if w in words]
    given = {"kind": "psychotherapy", "started_on": now.date().isoformat(), "because": "She wants to talk."}
    refused = browser.post(reverse("options-choose", args=[ada.id]), given)
    assert refused.status_code == 422
    assert "Acute risk comes first" in text(refused)
    assert selectors.active_course(ada.id) is None
    paper = browser.get(reverse("options-paper", args=[ada.id]))
    assert paper["Content-Type"] == "application/pdf"


@pytest.mark.usefixtures("safe")
def test_the_paper_is_a_pdf_without_a_name_in_its_address(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    paper = browse(clinic.sam).get(reverse("options-paper", args=[ada.id]))
    assert paper.content.startswith(b"%PDF")
    assert paper["Content-Disposition"] == 'inline; filename="options.pdf"'
