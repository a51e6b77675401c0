"""A site's stricter limits: the director's alone, never looser, pinned into orders and sessions when they begin."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.sessions import minutes, observe, opened

from openkap.content import catalogue
from openkap.records.accounts import limits
from openkap.records.accounts.models import SiteLimit
from openkap.records.accounts.signing import sign_content
from openkap.records.audit.refusals import RefusedError
from openkap.records.dosing import rechecking
from openkap.records.dosing.folding import plan_of, state_of
from openkap.records.treatment.doses import dose_for
from openkap.records.treatment.pins import pins_in_force
from openkap.records.treatment.services import sign_order

HIGH = "pressure-high/systolic/above"


def tighten(clinic: SimpleNamespace, now: datetime, value: str | None = "170", **changed: Any) -> SiteLimit:
    given: dict[str, Any] = {"by": clinic.dov, "kind": "monitoring", "id_": "esketamine-nasal", "path": HIGH}
    given |= {"value": Decimal(value) if value else None, "reason": "Older people here.", "now": now}
    return limits.set_limit(**given | changed)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"value": Decimal(190)}, "A site may tighten, never loosen: choose a lower value."),
        ({"value": Decimal(180)}, "never loosen"),
        ({"value": Decimal(39)}, "goes too far"),
        ({"path": "no-such/systolic/above"}, "no such number"),
        ({"reason": " "}, "Say in a sentence why"),
        ({"value": None}, "counts already"),
    ],
)
def test_what_loosens_is_refused_in_words(
    changed: dict[str, Any], says: str, clinic: SimpleNamespace, now: datetime
) -> None:
    with pytest.raises(RefusedError, match=says):
        tighten(clinic, now, **changed)
    assert not SiteLimit.objects.exists()


def test_the_director_alone_and_for_their_own_site(clinic: SimpleNamespace, now: datetime) -> None:
    for other in (clinic.ingrid, clinic.sam, clinic.admin, clinic.wei):
        with pytest.raises(PermissionDenied):
            tighten(clinic, now, by=other)
    tighten(clinic, now)
    assert limits.in_force(clinic.here.id, "monitoring", "esketamine-nasal") == {HIGH: Decimal(170)}
    assert limits.in_force(clinic.there.id, "monitoring", "esketamine-nasal") == {}


def test_a_session_keeps_the_limits_that_it_was_opened_with(
    clinic: SimpleNamespace, ada: Any, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tighten(clinic, now)
    session = opened(clinic, ada, now, monkeypatch)
    tighten(clinic, now + timedelta(seconds=1), "160", reason="Stricter still.")
    session.refresh_from_db()
    assert session.plan["limits"] == {HIGH: "170"}
    at = now + minutes(5)
    observe(clinic.sam, session, at, systolic=175, diastolic=80)
    assert "pressure-high" in {t.rule for a in state_of(session).alerts for t in a.triggers}
    tighten(clinic, now + minutes(1), None, reason="Back.")
    session.refresh_from_db()
    assert next(t for t in plan_of(session).thresholds if t.id == "pressure-high").any[0].value == 170
    assert limits.in_force(clinic.here.id, "monitoring", "esketamine-nasal") == {}
    found = rechecking.recheck()
    assert (found.same, list(found.drift)) == (1, [])


def test_an_order_keeps_the_limits_that_it_was_signed_under(clinic: SimpleNamespace, plan: Any, now: datetime) -> None:
    pins = pins_in_force(plan)
    sign_content(by=clinic.dov, pins=pins, now=now)
    tighten(clinic, now, "0.4", kind="products", id_="ketamine-iv", path="ceiling")
    with pytest.raises(RefusedError, match="above the ceiling"):
        sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
    order = sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now, reason="As discussed.")
    assert order.product["limits"] == {"ceiling": "0.4"}


def test_a_dose_is_held_by_the_sites_limits_alone(
    clinic: SimpleNamespace, ada: Any, now: datetime, weigh: Callable[..., None]
) -> None:
    weigh("100", days_ago=3)
    product = catalogue.entry("products", "ketamine-iv").value

    def found() -> set[str]:
        return {f.id for f in dose_for(ada, product, Decimal("0.7"), "mg/kg", now, variant="").check.findings}

    assert not {"above-ceiling", "weight-stale"} & found()
    for path, value in (("ceiling", "0.6"), ("weight-age", "2")):
        tighten(clinic, now, value, kind="products", id_="ketamine-iv", path=path)
    assert {"above-ceiling", "weight-stale"} <= found()
    ada.site = clinic.there
    ada.site_id = clinic.there.id
    assert not {"above-ceiling", "weight-stale"} & found(), "the other site has said nothing"


def test_the_newest_decision_counts_and_none_is_lost(clinic: SimpleNamespace, now: datetime) -> None:
    for n, value in enumerate(("170", "150", "160")):
        tighten(clinic, now + timedelta(minutes=n), value)
    assert limits.in_force(clinic.here.id, "monitoring", "esketamine-nasal") == {HIGH: Decimal(160)}
    assert SiteLimit.objects.count() == 3
