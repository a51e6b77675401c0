"""Leaflets: open to anybody, addresses that say nothing, Spanish only once a named bilingual clinician signed it."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from openkap.content import catalogue
from openkap.interfaces.patient.leaflets import readmodel
from openkap.records.accounts.models import TranslationSignOff
from openkap.records.safety import selectors as safety

pytestmark = pytest.mark.django_db
Browse = Callable[[Any], Any]
AFTER = "after-a-dose-es"


def linked(page: str) -> list[str]:
    return re.findall(r'href="(/read/[0-9a-f]{8}/)\?lang=', page)


def test_anybody_may_read_and_no_address_names_a_treatment(clinic: SimpleNamespace) -> None:
    page = Client().get("/read/")
    found = linked(page.content.decode())
    english = [e.value for e in catalogue.entries("education") if e.value.lang == "en"]
    assert len(set(found)) == len(found) == len(english)
    assert page.headers["Cache-Control"] == "no-store"
    for address in found:
        one = Client().get(address)
        assert one.status_code == 200
        assert "I need help now" in one.content.decode()
        assert "ketamine" not in re.findall(r"<title>(.*?)</title>", one.content.decode())[0].lower()
    assert Client().get("/read/00000000/").status_code == 404
    assert Client().post("/read/").status_code == 405


def test_spanish_is_english_with_an_interpreter_until_it_is_signed(
    clinic: SimpleNamespace, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safety, "the_only_site", lambda: clinic.here)
    title = catalogue.entry("education", AFTER).value.title
    page = Client().get("/read/?lang=es").content.decode()
    assert title not in page
    address = next(a for a in linked(page) if "The first evening" in Client().get(a).content.decode())
    unsigned = Client().get(f"{address}?lang=es").content.decode()
    assert "Pídanos un intérprete" in unsigned
    assert "No driving" in unsigned
    noor = browse(clinic.noor)
    assert "For reviewers only" in noor.get(f"/education/{AFTER}/").content.decode()
    short = noor.post(f"/education/{AFTER}/sign/", {"reads_both": "yes"})
    assert (short.status_code, TranslationSignOff.objects.count()) == (422, 0)
    words = {"reads_both": "Grew up with Spanish, trained in English."}
    assert noor.post(f"/education/{AFTER}/sign/", words).status_code == 302
    assert noor.post(f"/education/{AFTER}/sign/", words).status_code == 422, "once is enough"
    signed = Client().get(f"{address}?lang=es").content.decode()
    assert title in signed
    assert "Pídanos un intérprete" not in signed
    assert "No driving" in Client().get(address).content.decode(), "English stays English"


def test_only_clinicians_sign_and_only_translations(clinic: SimpleNamespace, browse: Browse) -> None:
    words = {"reads_both": "Grew up with Spanish, trained in English."}
    assert browse(clinic.admin).post(f"/education/{AFTER}/sign/", words).status_code == 403
    assert browse(clinic.noor).post("/education/after-a-dose/sign/", words).status_code == 404
    assert not TranslationSignOff.objects.exists()


def test_staff_see_every_leaflet_with_its_sources(clinic: SimpleNamespace, browse: Browse) -> None:
    sam = browse(clinic.sam)
    every = sam.get("/education/").content.decode()
    assert all(e.value.title.replace("'", "&#x27;") in every for e in catalogue.entries("education"))
    page = sam.get("/education/questions/").content.decode()
    assert "OCEBM" not in page
    assert page.count("<summary") == len(catalogue.entry("education", "questions").value.sections)
    assert sam.get("/education/nothing/").status_code == 404


def test_a_link_narrows_the_list_to_the_persons_own_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = SimpleNamespace(
        product={"id": "ketamine-oral"}, modality={"id": "cbt"}, protocol={"id": "ketamine-oral-series"}
    )
    monkeypatch.setattr(readmodel.treatment, "current", lambda _: (None, plan))
    every = readmodel.leaflets("en", None)
    shown = {o.leaflet.pin.id for o in readmodel.own(every, SimpleNamespace(patient_id=1))}  # type: ignore[arg-type]
    assert {"before-ketamine-oral", "day-ketamine", "therapy-cbt", "questions"} <= shown
    assert not shown & {"before-ketamine-iv", "day-esketamine-nasal", "therapy-act", "at-home"}
    home = SimpleNamespace(product={"id": "ketamine-sublingual"}, modality=None, protocol={"id": "ketamine-at-home"})
    monkeypatch.setattr(readmodel.treatment, "current", lambda _: (None, home))
    assert "at-home" in {o.leaflet.pin.id for o in readmodel.own(every, SimpleNamespace(patient_id=1))}  # type: ignore[arg-type]
    assert readmodel.own(every, None) == every
