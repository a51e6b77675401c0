"""Help in danger, worded for a patient: the numbers of where the clinic is, and what the clinic will do."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from openkap.clinical.education.leaflet import ORIGINAL
from openkap.clinical.signals import CrisisHelp, CrisisLine
from openkap.content import catalogue
from openkap.records.accounts.translations import screen_in, translation_of
from openkap.records.safety import cover, risk
from openkap.records.safety import selectors as safety

AFTER_AN_ANSWER, AT_ANY_TIME = "after-an-answer", "at-any-time"  # which heading the panel has
PANEL = "help-panel"


@cache
def _countries() -> dict[str, str]:
    """Which country a time zone lies in, from the time zone database; help never fails for want of it."""
    try:
        lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    except (ModuleNotFoundError, OSError):
        return {}
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {row[2]: row[0].lower() for row in rows}


def _place_of(site: Any) -> str:
    """The numbers of the site's country, else of its jurisdiction; empty where neither is known."""
    country = {"gb": "uk"}.get(_countries().get(site.zone, ""), _countries().get(site.zone, ""))
    return next((id_ for id_ in (country, site.jurisdiction) if id_ in catalogue.ids("crisis")), "")


def _places(site: Any | None, lang: str) -> tuple[tuple[CrisisHelp, ...], tuple[CrisisHelp, ...]]:
    """The places whose numbers stand first, and those behind a tap; where no country is known, all stand first."""
    near = dict.fromkeys(place for one in ([site] if site else safety.sites()) if (place := _place_of(one)))
    known = {id_: _in_language(id_, lang, site.id if site else None) for id_ in catalogue.ids("crisis")}
    first = tuple(known.pop(id_) for id_ in near)
    return (first, () if len(first) == 1 else tuple(known.values())) if first else (tuple(known.values()), ())


def _in_language(place: str, lang: str, site_id: UUID | None) -> CrisisHelp:
    """The lines of a place in a language, where a bilingual clinician of the site has signed it, else in English."""
    entry = catalogue.entry("crisis", place)
    help_: CrisisHelp = entry.value
    made = translation_of(f"crisis/{place}@{entry.pin.version}", lang, site_id) if site_id else None
    if made is None:
        return help_
    lines = enumerate(help_.lines, start=1)
    said = (replace(line, name=made.texts[f"{n}/name"], note=made.texts[f"{n}/note"]) for n, line in lines)
    return replace(help_, lines=tuple(said))


def plan_address(assignment: Any | None) -> str:
    """Where this person's own safety plan opens; empty when there is none to show, or nobody said who they are."""
    shown = assignment is not None and risk.has_plan_to_show(assignment.patient_id)
    return reverse("my-safety-plan") if shown else ""


def panel(site: Any | None, *, heading: str, told: str = "", plan: str = "", lang: str = ORIGINAL) -> dict[str, Any]:
    """What the help panel shows, in ``lang`` where that was signed; the numbers are the same in every language."""
    (places, others), (words, shown) = _places(site, lang), screen_in(PANEL, lang, site.id if site else None)
    calls = [_call(line, place.place if len(places) > 1 else "") for place in places for line in place.lines]
    calls += [_clinic(site)] if site is not None and site.phone else []
    elsewhere = [_call(line, place.place) for place in others for line in place.lines]
    return {
        "heading": words[heading], "lead": words["lead"], "calls": calls, "elsewhere": elsewhere, "told": told,
        "plan": plan, "lang": shown, "next": words["next"], "open_plan": words["open-plan"],
    }  # fmt: skip


def _clinic(site: Any) -> dict[str, str]:
    """The clinic's own number comes last: it does not answer at every hour."""
    note = site.hours or "Somebody may not answer at every hour."
    return {"icon": "phone", "address": f"tel:{site.phone_address}", "name": f"{site.name}: {site.phone}", "note": note}


def _call(line: CrisisLine, place: str) -> dict[str, str]:
    return {
        "icon": "message-square" if line.by_text else "phone",
        "address": f"{'sms' if line.by_text else 'tel'}:{line.number}",
        "name": f"{place}: {line.name}" if place else line.name,
        "note": line.note,
    }


def clock_words(at: datetime, site: Any) -> str:
    """A time of day as people there say it: ``2:40 pm`` in the United States, else ``14:40``."""
    local = at.astimezone(ZoneInfo(site.zone))
    if site.jurisdiction != "us":
        return f"{local:%H:%M}"
    return f"{local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"


def cover_words(site: Any, now: datetime) -> str:
    """That nobody reads answers now, and from when somebody does again; empty while somebody is on cover."""
    if cover.on_cover(site.id, now) is not None:
        return ""
    again = cover.next_cover_at(site.id, now)
    if again is None:
        return "Nobody at the clinic reads your answers right now."
    day = again.astimezone(ZoneInfo(site.zone))
    return (
        f"Nobody at the clinic reads your answers right now. Somebody does from {day:%A} at {clock_words(again, site)}."
    )


def told(assignment: Any, now: datetime) -> str:
    """What happens next after a worrying answer. A time is promised only where an owner and a clock exist."""
    site = assignment.patient.site
    promise = safety.promised(assignment.patient_id, now)
    if promise is None:
        return cover_words(site, now) or "The clinic can see this answer."
    owner, due_at = promise
    return f"{owner}, who is on duty, can see this answer and will contact you before {clock_words(due_at, site)}."
