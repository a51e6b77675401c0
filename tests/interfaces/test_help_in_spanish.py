"""Help in danger in Spanish: only once a named bilingual clinician signed it; the numbers stay the same."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from openkap.content import catalogue
from openkap.gateways import clock
from openkap.records.accounts.models import Site
from openkap.records.accounts.translations import sign_translation

pytestmark = pytest.mark.django_db


def page(client: Client, lang: str) -> str:
    return client.get(f"/help/?lang={lang}").content.decode()


# guards HZ-62
def test_help_is_english_with_a_word_on_it_until_the_spanish_is_signed(
    client: Client, clinic: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Site.objects.filter(id=clinic.here.id).update(zone="America/New_York", jurisdiction="us")
    here = Site.objects.get(id=clinic.here.id)
    monkeypatch.setattr("openkap.records.safety.selectors.the_only_site", lambda: here)
    with clock.frozen(now):
        before = page(client, "es")
        assert "Call 988" in before
        assert "Al llamar, pida a alguien que hable español" in before
        for id_ in ("crisis-us-es", "help-panel-es"):
            pin: Any = catalogue.entry("translations", id_).pin
            sign_translation(by=clinic.noor, pin=pin, language="es", reads_both="Grew up with both.", now=now)
        after, english = page(client, "es"), page(client, "en")
    assert "Llamar al 988" in after
    assert "por favor llame ahora" in after
    assert "Al llamar, pida" not in after
    for number in ("tel:988", "sms:988", "tel:911"):
        assert number in before
        assert number in after
    assert "Call 988" in english
    assert 'data-help lang="es"' not in english
