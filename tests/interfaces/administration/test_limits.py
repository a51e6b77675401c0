"""The page of the site's own limits: the content's number with its source, and a stricter one by the director."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from openkap.gateways import clock
from openkap.records.accounts.models import Person, SiteLimit

pytestmark = pytest.mark.django_db
PAGE = "/content/limits/esketamine-nasal/"
ASKED = {"kind": "monitoring", "path": "pressure-high/systolic/above", "reason": "Older people here."}


@pytest.fixture(autouse=True)
def _clock(now: datetime) -> object:
    with clock.frozen(now):
        yield


def signed_in(actor: object) -> Client:
    client = Client()
    client.force_login(Person.objects.get(id=actor.id))
    return client


def test_the_director_tightens_on_the_page_and_everybody_reads_it(clinic: SimpleNamespace) -> None:
    dov, sam = signed_in(clinic.dov), signed_in(clinic.sam)
    page = sam.get(PAGE).content.decode()
    assert "notice after dose: above <strong>180 mmHg</strong>" in page
    assert "Limits in use, 180/110" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]
    assert dov.post(f"{PAGE}set", ASKED | {"value": "170"}).status_code == 302
    page = sam.get(PAGE).content.decode()
    assert "above <strong>170 mmHg</strong>" in page
    assert "the content says 180 mmHg" in page
    assert "Dov, 6 Oct 2026: Older people here." in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"value": "190"}, "never loosen"),
        ({"value": "ten"}, "Enter a number"),
        ({"value": "170", "reason": ""}, "The reason"),
    ],
)
def test_a_refusal_stands_on_the_page_beside_what_was_entered(
    given: dict[str, str], says: str, clinic: SimpleNamespace
) -> None:
    answer = signed_in(clinic.dov).post(f"{PAGE}set", ASKED | given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert f'value="{given["value"]}"' in answer.content.decode()
    assert not SiteLimit.objects.exists()


def test_an_unknown_product_is_not_found_and_the_way_leads_from_the_content_page(clinic: SimpleNamespace) -> None:
    dov = signed_in(clinic.dov)
    assert dov.get("/content/limits/aspirin/").status_code == 404
    assert "/content/limits/" in dov.get("/content/").content.decode()
    assert PAGE in dov.get("/products/esketamine-nasal/").content.decode()
