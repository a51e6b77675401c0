"""When a patient may sign. Nobody signs between a dose and discharge, and nobody consents until the next day.

A *stop* or a withdrawal is not a signature: it is always heard, so nothing here applies to it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openkap.clinical.values import Truth

UNDER_EFFECT = "A dose was given and the person has not been discharged yet. What is signed now would not be free."
UNSURE = "It is not known whether a dose is still at work. Find out, or wait until the next day."


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether a dose is at work, and when the last one ended (discharge); None when there never was one."""

    now_under: Truth
    ended_at: datetime | None = None


def commitment_refusal(effect: Effect) -> str:
    """Why a patient may not commit to anything now (homework, payment, a change of plan); empty when they may."""
    if effect.now_under is Truth.TRUE:
        return UNDER_EFFECT
    return UNSURE if effect.now_under is Truth.UNKNOWN else ""


def consent_refusal(effect: Effect, now: datetime, zone: ZoneInfo) -> str:
    """Why consent may not be signed now; empty when it may: from the site's day after the last dose on."""
    if refusal := commitment_refusal(effect):
        return refusal
    if effect.ended_at is None:
        return ""
    ended_on = effect.ended_at.astimezone(zone).date()
    if now.astimezone(zone).date() > ended_on:
        return ""
    first = ended_on + timedelta(days=1)
    return f"The last dose was on {ended_on:%A %-d %B}. Consent can be signed from {first:%A %-d %B} on, after sleep."
