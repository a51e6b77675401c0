"""The registry holds those who agreed, and nothing by which anybody could be known."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pyarrow.dataset as ds
import pytest
from tests.sessions import keep, minutes, observe, opened, ready_for_dose, ready_to_leave

from openkap.gateways.registry.reading import opened as opened_registry
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import NotAllowedError
from openkap.records.consents import services as consents
from openkap.records.reporting.deidentifying import SHIFT_DAYS, Disguise, age_band, quarter
from openkap.records.reporting.models import RegistryBuild
from openkap.records.reporting.registry import build_registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keyset", "mail")]
LATER = timedelta(days=40)


@pytest.fixture
def course(clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """Ada's scores before and after one whole session, and her consent to the registry, not signed yet."""
    from openkap.interfaces.cli.demo.forms import answers_for, fill_in, send_forms
    from openkap.records.assessments import links

    monkeypatch.setattr(links.cover, "unproved", lambda *_: [])  # weeks apart, and nobody here is worried
    for at, score in ((now - timedelta(days=1), 20), (now + timedelta(days=28), 6)):
        sent = send_forms(by=clinic.noor, patient=ada, instruments=("phq-9", "gad-7"), now=at)
        said = {name: answers_for(name, score, worried=False) for name in ("phq-9", "gad-7")}
        fill_in(sent, said.__getitem__, chance=Random(score), now=at + minutes(30))
    consent = consents.open_consent(by=clinic.ingrid, patient_id=ada.id, covers="registry", now=now)
    session = opened(clinic, ada, now, monkeypatch)
    ready_for_dose(clinic.sam, session, now + minutes(5))
    keep(clinic.sam, session, "dose", now + minutes(10), amount_mg=56, lot="A12")
    observe(clinic.sam, session, now + minutes(50), systolic=151, diastolic=94, heart_rate=88, dissociation="some")
    ready_to_leave(clinic.sam, session, now + minutes(132))
    keep(clinic.sam, session, "discharged", now + minutes(133), signed_by="Sam")
    return consent, session


def agree(clinic: SimpleNamespace, ada: Any, consent: Any, at: datetime) -> None:
    person = Actor(ActorKind.PATIENT, ada.id, clinic.here.id, label=ada.name)
    consents.note_explained(by=clinic.ingrid, consent_id=consent.id, words="Asked who sees it.", now=at)
    consents.note_capacity(by=clinic.ingrid, consent_id=consent.id, can_decide=True, words="Says what it is.", now=at)
    for element in consent.shown:
        consents.answer_element(by=person, consent_id=consent.id, element=element["id"], agrees=True, now=at)
    consents.sign_consent(by=person, consent_id=consent.id, typed_name=ada.name, now=at)


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return list(ds.dataset(folder / table, partitioning="hive").to_table().to_pylist())


# guards HZ-65
def test_only_who_agreed_is_in_and_nobody_can_be_known(
    clinic: SimpleNamespace, ada: Any, now: datetime, course: tuple[Any, Any], tmp_path: Path
) -> None:
    consent, session = course
    at, folder = now + LATER, tmp_path / "registry"
    refused = build_registry(by=clinic.dov, folder=folder, now=at)
    assert refused.rows == {"people": 0, "courses": 0, "scores": 0, "sessions": 0}
    assert refused.left_out == {"people whose consent to the registry does not stand": 1}
    agree(clinic, ada, consent, at)
    built = build_registry(by=clinic.dov, folder=folder, now=at + minutes(10))
    assert built.left_out == {}
    assert built.rows == {"people": 1, "courses": 1, "scores": 4, "sessions": 1}
    (one,) = rows(folder, "courses")
    assert (one["dosed"], one["doses"], one["product"]) == (True, 1, "esketamine-nasal")
    taken = {(s["instrument"], s["minute"] < 0): s["milli"] for s in rows(folder, "scores")}
    assert taken["phq-9", True] == 20_000
    assert taken["phq-9", False] == 6_000
    (sat,) = rows(folder, "sessions")
    assert (sat["minute"], sat["dose_mg"], sat["ended"], sat["course"]) == (0, 56.0, "discharged", one["course"])
    everything = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file()).decode("latin-1")
    for known in (ada.given_name, ada.family_name, str(ada.id), ada.id.hex, str(session.id), "2026-10-06", "A12"):
        assert known not in everything, "nothing by which she could be known"
    person = Actor(ActorKind.PATIENT, ada.id, clinic.here.id, label=ada.name)
    consents.withdraw_consent(by=person, consent_id=consent.id, words="No more.", now=at + minutes(20))
    assert build_registry(by=clinic.dov, folder=folder, now=at + minutes(30)).rows["people"] == 0
    assert not rows(folder, "people") if (folder / "people").exists() else True
    assert opened_registry(folder).tables["people"].count().to_pyarrow().as_py() == 0
    assert RegistryBuild.objects.count() == 3


def test_who_may_build_it(clinic: SimpleNamespace, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        build_registry(by=clinic.sam, folder=tmp_path / "r", now=now)
    assert not (tmp_path / "r").exists()


def test_numbers_and_shifts_are_the_same_at_every_build_and_differ_between_clinics(ada: Any) -> None:
    here, there = Disguise(b"a" * 32), Disguise(b"b" * 32)
    assert here.number("person", ada.id) == here.number("person", ada.id)
    assert len({here.number("person", ada.id), there.number("person", ada.id), here.number("course", ada.id)}) == 3
    assert abs(here.shift(ada.id).days) <= SHIFT_DAYS
    assert 0 <= here.number("person", ada.id) < 1 << 63


@pytest.mark.parametrize(("years", "band"), [(17, "under 18"), (18, "18 to 29"), (64, "45 to 64"), (65, "65 or over")])
def test_ages_are_bands(years: int, band: str) -> None:
    assert age_band(years) == band


def test_a_quarter_is_named(now: datetime) -> None:
    assert [quarter(now.date().replace(month=m)) for m in (1, 3, 4, 12)] == ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]
