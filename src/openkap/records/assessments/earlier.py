"""What earlier forms of the same instrument said, as far as it was kept by an instant."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.earlier import NOTHING_KNOWN, DoseInForce, EarlierAnswer, EarlierScore, Past
from openkap.clinical.instruments.rules import Since
from openkap.content import catalogue
from openkap.content.loader import ContentError
from openkap.records.assessments.models import Answer, QuestionnaireResponse, Score
from openkap.records.patients import selectors as patients


def past_of(response: QuestionnaireResponse, definition: Instrument, at: datetime, known_by: datetime) -> Past:
    """What is known of this person before ``at`` from other forms of the instrument, as kept by ``known_by``.

    It rests on rows that are only ever appended, so that a score can be worked out again later from the same past.
    """
    if not definition.compares:
        return NOTHING_KNOWN
    answers = _answers(response, definition, known_by)
    flat = tuple(EarlierAnswer(when, item, value) for _, when, item, value in answers)
    by_form: dict[UUID, dict[str, int]] = {}
    for form, _, item, value in answers:
        by_form.setdefault(form, {})[item] = value
    return Past(at, flat, _scores(response, definition, known_by, by_form), _dose(response, definition, at, known_by))


def _answers(
    response: QuestionnaireResponse, definition: Instrument, known_by: datetime
) -> list[tuple[UUID, datetime, str, int]]:
    """Earlier answers to the items that are compared, or on which it hangs what was put; oldest first."""
    items = {item for flag in definition.flags if flag.rises for item in flag.items}
    items |= {item for one in definition.conditional if one.asked_when for item in one.asked_when.any_of}
    if not items:
        return []
    rows = list(
        Answer.objects.filter(response__patient_id=response.patient_id, response__instrument=response.instrument)
        .exclude(response_id=response.id)
        .filter(item__in=items, recorded_at__lte=known_by)
        .order_by("answered_at", "recorded_at", "position")
        .values_list("response_id", "response__version", "answered_at", "item", "value")
    )
    same = alike(definition, (version for _, version, *_ in rows))
    return [(form, at, item, value) for form, version, at, item, value in rows if version in same]


def _scores(
    response: QuestionnaireResponse, definition: Instrument, known_by: datetime, by_form: Mapping[UUID, dict[str, int]]
) -> tuple[EarlierScore, ...]:
    if all(flag.items for flag in definition.flags if flag.rises):
        return ()
    rows = list(
        Score.objects.filter(response__patient_id=response.patient_id, response__instrument=response.instrument)
        .exclude(response_id=response.id)
        .filter(value__isnull=False, scored_at__lte=known_by)
        .order_by("scored_at")
        .values_list("response_id", "response__version", "scored_at", "value")
    )
    same = alike(definition, (version for _, version, *_ in rows))
    return tuple(
        EarlierScore(at, value, by_form.get(form, {}))
        for form, version, at, value in rows
        if value is not None and version in same
    )


def _dose(
    response: QuestionnaireResponse, definition: Instrument, at: datetime, known_by: datetime
) -> DoseInForce | None:
    rises = [rise for flag in definition.flags for rise in flag.rises]
    if not any(rise.since is Since.BEFORE_DOSE for rise in rises):
        return None
    found = patients.dose_in_force(response.patient_id, at, known_by)
    return DoseInForce(*found) if found else None


def alike(definition: Instrument, versions: Iterable[str]) -> frozenset[str]:
    """Those versions of the instrument that ask the same. Of one whose file is gone nobody knows what it asked."""
    found = set()
    for version in set(versions):
        with suppress(ContentError):
            if asks_the_same(catalogue.entry("instruments", definition.pin.id, version).value, definition):
                found.add(version)
    return frozenset(found)


def asks_the_same(one: Instrument, other: Instrument) -> bool:
    """Whether two versions have the same slots: items in order, the answers to each, and the range of the score."""
    same = list(one.values.items()) == list(other.values.items())
    return same and (one.score.low, one.score.high) == (other.score.low, other.score.high)
