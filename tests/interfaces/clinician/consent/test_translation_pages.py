"""Translations on screen: read beside the English, signed by name, and then shown on the tablet."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.records.consents.models import Consent

pytestmark = pytest.mark.usefixtures("effect")
Browse = Callable[[Any], Any]
KNOWS = {"reads_both": "Grew up with Spanish, trained in English."}


# guards HZ-62
def test_a_draft_becomes_a_form_on_the_tablet_by_a_named_signature(
    ada: Any, clinic: SimpleNamespace, browse: Browse
) -> None:
    noor, here = browse(clinic.noor), f"/patients/{ada.id}/consent/"
    page = noor.get("/translations/consent-ketamine-iv-es/").content.decode()
    assert "Draft" in page
    assert "ponemos la ketamina gota a gota".capitalize() in page
    assert "We drip ketamine into a vein" in page
    noor.post(f"{here}open/ketamine-iv/", {"language": "es"})
    assert "Interpreter needed" in noor.get(f"{here}{Consent.objects.get().id}/").content.decode()
    for made in ("consent-ketamine-iv-es", "consent-tablet-es"):
        assert noor.post(f"/translations/{made}/sign/", {"reads_both": "Yes"}).status_code == 422
        assert noor.post(f"/translations/{made}/sign/", KNOWS).status_code == 302
        assert "Signed" in noor.get(f"/translations/{made}/").content.decode()
    opened = noor.post(f"{here}open/ketamine-iv/", {"language": "es"}).headers["Location"]
    page = noor.get(opened).content.decode()
    assert 'lang="es"' in page
    assert "Still missing" in page
    assert "Interpreter needed" not in page
    noor.post(f"{opened}explained/", {"words": ""})
    noor.post(f"{opened}capacity/", {"can_decide": "yes", "words": "Clara."})
    noor.post(f"{opened}hand-over/")
    start, point = noor.get("/form/").content.decode(), noor.get("/form/1/").content.decode()
    assert "Empezar" in start
    for words in ("Qué es este tratamiento", "Acepto", "Siguiente", "Punto 1 de"):
        assert words in point
    assert "I agree" not in point


def test_the_list_names_each_draft_and_who_may_not_sign_cannot(clinic: SimpleNamespace, browse: Browse) -> None:
    page = browse(clinic.admin).get("/translations/").content.decode()
    assert page.count("Draft") >= 12
    assert browse(clinic.admin).post("/translations/consent-tablet-es/sign/", KNOWS).status_code == 403
