"""The words that a site loads into a skeleton: read strictly, kept with their digest, put from then on."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from openkap.clinical.instruments.definition import Instrument, Rater
from openkap.clinical.instruments.wording import Wording, put_in
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.gateways.questionnaires.reading import WordingError, wording
from openkap.records.assessments.earlier import alike
from openkap.records.assessments.models import InstrumentWording
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError, require_role, site_of
from openkap.records.audit.services import service

LOADERS = ("director", "administrator")


@service
def load_wording(*, by: Actor, instrument: str, data: bytes, entitled_by: str, now: datetime) -> InstrumentWording:
    """Load a FHIR Questionnaire as the words of a skeleton. Raises RefusedError; then nothing was kept.

    The same words loaded again are the row that stands already.
    """
    require_role(by, *LOADERS, doing="load the wording of an instrument")
    entry = catalogue.entry("instruments", instrument)
    definition: Instrument = entry.value
    if definition.worded:
        raise RefusedError(f"{definition.title} comes with its official wording. There is nothing to load.")
    if not entitled_by.strip():
        raise RefusedError("Say on what ground the clinic may use this wording: the licence, or whose permission.")
    try:
        found = wording(definition, data)
    except WordingError as error:
        raise RefusedError(str(error)) from None
    standing = newest(site_of(by), entry.pin)
    if standing is not None and standing.digest == found.digest:
        return standing
    return InstrumentWording.objects.create(
        site_id=site_of(by), instrument=entry.pin.id, version=entry.pin.version, language=found.language,
        words=asdict(found), digest=found.digest, entitled_by=entitled_by.strip(), loaded_by=by.id,
        loaded_by_label=by.label, loaded_at=now,
    )  # fmt: skip


def newest(site_id: UUID, pin: Pin) -> InstrumentWording | None:
    """The words in force at a site for this version of an instrument: loaded for it, or for one that asks the same."""
    definition: Instrument = catalogue.entry(pin.kind, pin.id, pin.version).value
    rows = InstrumentWording.objects.filter(site_id=site_id, instrument=pin.id).order_by("-loaded_at")
    fitting = alike(definition, (row.version for row in rows))
    return next((row for row in rows if row.version in fitting), None)


def pinned(site_id: UUID, instrument: str, digest: str) -> Wording:
    """The words that were put, by their digest."""
    return Wording(**InstrumentWording.objects.filter(site_id=site_id, instrument=instrument, digest=digest)[0].words)


def loaded(site_id: UUID) -> dict[str, InstrumentWording]:
    """The words in force at a site, by instrument; one query."""
    rows = InstrumentWording.objects.filter(site_id=site_id).order_by("loaded_at")
    newest_of = {id_: catalogue.entry("instruments", id_).value for id_ in {row.instrument for row in rows}}
    return {r.instrument: r for r in rows if alike(newest_of[r.instrument], (r.version,))}


def sendable(site_id: UUID) -> list[Entry]:
    """The instruments that a patient of this site can be asked to fill in: with words, and theirs to answer."""
    here = loaded(site_id)
    found = catalogue.entries("instruments")
    return [e for e in found if e.value.rater is Rater.PATIENT and (e.value.worded or e.pin.id in here)]


def as_put(site_id: UUID, instrument: str) -> Instrument:
    """An instrument as this site puts it: with its own words, or with those that were loaded; else without."""
    entry = catalogue.entry("instruments", instrument)
    definition: Instrument = entry.value
    found = None if definition.worded else newest(site_id, entry.pin)
    return put_in(definition, Wording(**found.words)) if found else definition
