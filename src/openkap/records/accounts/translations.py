"""Sign-off of translations by a named clinician who reads both languages. Without it, a patient is shown English."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from openkap.clinical.consent.translation import Translation
from openkap.clinical.education.leaflet import ORIGINAL
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.records.accounts.models import TranslationSignOff
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role
from openkap.records.audit.services import service

SHORTEST_WORDS = 12


def signed_translations(site_id: UUID) -> frozenset[Pin]:
    """Every translation that some bilingual clinician of the site has signed, in exactly that meaning."""
    rows = TranslationSignOff.objects.filter(site_id=site_id)
    return frozenset(Pin(r.kind, r.content_id, r.version, r.digest) for r in rows)


def translation_of(of: str, language: str, site_id: UUID | None) -> Translation | None:
    """The translation of exactly this version (``kind/id@version``) that a bilingual clinician here has signed."""
    if language == ORIGINAL:
        return None
    made: list[Translation] = [e.value for e in catalogue.entries("translations")]
    fitting = [t for t in made if (t.of, t.lang) == (of, language)]
    signed = signed_translations(site_id) if fitting and site_id else frozenset()
    return next((t for t in fitting if t.pin in signed), None)


def screen_words(screen_id: str, language: str, site_id: UUID | None) -> Mapping[str, str]:
    """The words of a page in this language where they were signed, else in English."""
    return screen_in(screen_id, language, site_id)[0]


def screen_in(screen_id: str, language: str, site_id: UUID | None) -> tuple[Mapping[str, str], str]:
    """The words of a page, and the language they are in: this one where it was signed, else English."""
    entry = catalogue.entry("screens", screen_id)
    found = translation_of(f"screens/{entry.pin.id}@{entry.pin.version}", language, site_id)
    return (found.texts, language) if found else (entry.value.words, ORIGINAL)


def signers(site_id: UUID, pin: Pin) -> list[TranslationSignOff]:
    """Who signed exactly this, first the oldest."""
    found = TranslationSignOff.objects.select_related("signed_by").filter(site_id=site_id, digest=pin.digest)
    return list(found.filter(kind=pin.kind, content_id=pin.id).order_by("signed_at"))


@service
def sign_translation(*, by: Actor, pin: Pin, language: str, reads_both: str, now: datetime) -> TranslationSignOff:
    """Say, by name, that this translation says what the English says, and how the signer knows both languages."""
    require_role(by, "prescriber", "therapist", "nurse", doing="sign a translation")
    words = " ".join(reads_both.split())
    if len(words) < SHORTEST_WORDS:
        raise RefusedError("Say how you know both languages, in a few words. It is kept with your name.")
    if any(row.signed_by_id == by.id for row in signers(by.site, pin)):
        raise RefusedError("You have signed exactly this already.")
    return TranslationSignOff.objects.create(
        site_id=by.site, kind=pin.kind, content_id=pin.id, version=pin.version, digest=pin.digest,
        language=language, reads_both=words, signed_by_id=by.id, signed_at=now,
    )  # fmt: skip
