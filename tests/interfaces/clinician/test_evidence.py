"""The evidence library in the browser's terms."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_reader_sees_which_statements_are_wrong_and_why(clinic: SimpleNamespace, browse: Browse) -> None:
    page = browse(clinic.noor).get(reverse("evidence"), {"verdict": "contradicted"})
    words = text(page)
    assert "Half improved after twelve sessions of CBT with ketamine." in words
    assert "responded to ketamine in the first two weeks" in words
    assert reverse("reference", args=["wilkinson-2017"]) in page.content.decode()
    assert "approved as an anaesthetic in 1970" not in words
    found = text(browse(clinic.noor).get(reverse("evidence"), {"words": "anaesthetic 1970"}))
    assert "approved as an anaesthetic in 1970" in found
    assert "Half improved" not in found
    assert "No claim fits" in text(browse(clinic.noor).get(reverse("evidence"), {"words": "zzz", "verdict": "zzz"}))


# guards HZ-48
def test_what_nobody_read_is_not_on_the_page(clinic: SimpleNamespace, browse: Browse) -> None:
    words = text(browse(clinic.noor).get(reverse("evidence"), {"words": "mask"}))
    assert "Antidepressants only mask symptoms." in words
    assert "Not verified" in words
    assert "established effect" not in words
    assert "1 further point not shown: no source was read." in words
    studies = text(browse(clinic.noor).get(reverse("evidence-studies"), {"words": "elekt-d", "about": "durability"}))
    assert "6 numbers not shown" in studies
    assert "34.5" not in studies


def test_grades_stand_apart_and_the_law_has_its_day(clinic: SimpleNamespace, browse: Browse) -> None:
    words = text(browse(clinic.dov).get(reverse("evidence-recommendations")))
    assert "GRADE moderate · OCEBM 1 to 2" in words
    assert "Compounded, not approved (US) until 31 Dec 2026" in words


def test_every_rule_leads_to_its_source(clinic: SimpleNamespace, ada: Any, browse: Browse) -> None:
    browser = browse(clinic.ingrid)
    screening = browser.get(reverse("screening", args=[ada.id])).content.decode()
    way = reverse("sources", args=["criteria", "c01-aneurysm"])
    assert f'href="{way}"' in screening
    sources = browser.get(way).content.decode()
    reference = re.search(r'href="(/references/[^"]+)"', sources)
    assert reference is not None
    assert f'href="{way}"' in browser.get(reference[1]).content.decode()
    for missing in ("/references/nobody/", "/sources/criteria/nobody/", "/sources/nobody/x/"):
        assert browser.get(missing).status_code == 404


def test_the_library_asks_the_database_little(clinic: SimpleNamespace, browse: Browse) -> None:
    browser = browse(clinic.sam)
    for name in ("evidence", "evidence-recommendations", "evidence-studies"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(reverse(name)).status_code == 200
        assert len(asked) <= 15, name


def test_a_patient_reads_plain_lines_and_reaches_them_from_help(clinic: SimpleNamespace, client: Client) -> None:
    address = reverse("what-is-known")
    assert address in client.get(reverse("help")).content.decode()
    words = text(client.get(address))
    assert "We do not know if talking therapy makes ketamine work better." in words
    assert "mask symptoms" not in words, "nobody read a source for it"
    assert words.index("What nobody has shown") < words.index("What is wrong or out of date")
    assert "has this word" in text(client.get(address, {"words": "zzz"}))
