"""HZ-20: a signature taken while a dose is at work. Nobody signs before discharge or consents that day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.consent.timing import UNDER_EFFECT, UNSURE, Effect, commitment_refusal, consent_refusal
from openkap.clinical.values import Truth

MADRID, AUCKLAND = ZoneInfo("Europe/Madrid"), ZoneInfo("Pacific/Auckland")
DISCHARGED = datetime(2026, 10, 24, 14, 0, tzinfo=UTC)  # a Saturday; Madrid's clocks go back that night


def test_never_dosed_may_sign() -> None:
    effect = Effect(Truth.FALSE)
    assert consent_refusal(effect, DISCHARGED, MADRID) == ""
    assert commitment_refusal(effect) == ""


# guards HZ-20
@pytest.mark.parametrize(("state", "because"), [(Truth.TRUE, UNDER_EFFECT), (Truth.UNKNOWN, UNSURE)])
def test_under_effect_or_unsure_nothing_is_signed(state: Truth, because: str) -> None:
    effect = Effect(state, DISCHARGED - timedelta(days=9))
    assert consent_refusal(effect, DISCHARGED, MADRID) == because
    assert commitment_refusal(effect) == because


def test_consent_waits_for_the_sites_own_next_day() -> None:
    effect = Effect(Truth.FALSE, DISCHARGED)
    last = datetime(2026, 10, 24, 21, 59, tzinfo=UTC)  # 23:59 in Madrid
    first = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # midnight in Madrid
    assert consent_refusal(effect, last, MADRID) == (
        "The last dose was on Saturday 24 October. Consent can be signed from Sunday 25 October on, after sleep."
    )
    assert consent_refusal(effect, first, MADRID) == ""
    assert commitment_refusal(effect) == ""


def test_the_day_is_the_sites_not_utc() -> None:
    effect = Effect(Truth.FALSE, datetime(2026, 10, 6, 2, 0, tzinfo=UTC))  # 15:00 on the 6th in Auckland
    evening = datetime(2026, 10, 6, 10, 30, tzinfo=UTC)  # 23:30 on the 6th
    morning = datetime(2026, 10, 6, 19, 0, tzinfo=UTC)  # 08:00 on the 7th, still the 6th in UTC
    assert consent_refusal(effect, evening, AUCKLAND)
    assert not consent_refusal(effect, morning, AUCKLAND)


# guards HZ-20, HZ-39
@given(
    ended=st.integers(0, 4 * 365 * 24 * 60).map(lambda m: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=m)),
    minutes=st.integers(0, 60 * 60),
    zone=st.sampled_from([MADRID, AUCKLAND, ZoneInfo("America/New_York"), ZoneInfo("UTC")]),
)
def test_consent_is_never_taken_on_the_day_of_the_dose(ended: datetime, minutes: int, zone: ZoneInfo) -> None:
    now = ended + timedelta(minutes=minutes)
    same_day = now.astimezone(zone).date() == ended.astimezone(zone).date()
    assert bool(consent_refusal(Effect(Truth.FALSE, ended), now, zone)) == same_day
