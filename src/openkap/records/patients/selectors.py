"""What is known of a person, and the lists of people and reasons. The door itself is in ``door``."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Window,
)
from django.db.models.functions import Rank
from django.utils import timezone

from openkap.clinical.eligibility.looking import LookedAt
from openkap.clinical.eligibility.operators import BIRTH, DEATH
from openkap.clinical.facts import Chart, Fact
from openkap.records.accounts.selectors import zone_of
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.patients.door import ReasonNeededError, members_on, patient_for
from openkap.records.patients.factrows import fact_of
from openkap.records.patients.models import AccessReason, ImportedBundle, Patient, PatientFact

__all__ = [
    "ReasonNeededError", "bundles", "chart", "fact_rows", "facts_of_codes", "has_namesake", "last_effect_ended_at",
    "patient_for", "people", "reasons_to_review", "under_effect",
]  # fmt: skip

ERROR = "entered-in-error"
EFFECT = "under-effect"
CARRIED = (EFFECT, "dose-given")  # what every session writes down, beside its numbers
PEOPLE_A_PAGE = 50
NEWEST_FIRST = Window(Rank(), partition_by=["code"], order_by=F("effective_at").desc())


def fact_rows(patient_id: UUID, as_of: datetime) -> QuerySet[PatientFact]:
    """Facts that were true and known by then, and that nobody had corrected by then; oldest first."""
    known = PatientFact.objects.filter(patient_id=patient_id, effective_at__lte=as_of, recorded_at__lte=as_of)
    corrected = PatientFact.objects.filter(
        patient_id=patient_id, corrects__isnull=False, recorded_at__lte=as_of
    ).values("corrects_id")
    return known.exclude(id__in=corrected).exclude(status=ERROR).order_by("effective_at", "recorded_at", "id")


def without_older_numbers(
    rows: QuerySet[PatientFact], codes: Iterable[str], newest: Iterable[str]
) -> list[PatientFact]:
    """The rows of these codes, without the older numbers of ``newest``.

    Which of one instant is the last is for the reader's order to say.
    """
    crowded, last = _crowded(rows, set(newest) & set(codes))
    return list(rows.filter(Q(code__in=crowded, effective_at__in=last) | Q(code__in=set(codes) - crowded)))


def rows_at_hand(
    patient_id: UUID, as_of: datetime, measured: Iterable[str], most: int
) -> tuple[list[PatientFact], set[str]]:
    """Standing facts, oldest first, and the codes of which only the newest are among them.

    Those are the ``measured``, and what every session writes down, that have more than ``most``.
    """
    rows = fact_rows(patient_id, as_of)
    crowded, last = _crowded(rows, {*measured, *CARRIED}, most)
    return list(rows.filter(~Q(code__in=crowded) | Q(effective_at__in=last))), crowded


def _crowded(rows: QuerySet[PatientFact], codes: Iterable[str], most: int = 1) -> tuple[set[str], set[datetime]]:
    """The codes that have more than ``most`` rows of one kind, and the newest instants of each.

    Of each code the newest that somebody said and the newest that nobody did: what a record alone claims never hides
    what somebody said. Where codes were checked differently, or words stand among numbers, it is no code of these. A
    course of years brings thousands of vital signs, so this is asked first, and older rows are never read.
    """
    unsaid, number = Q(asserted_by=""), Q(value__has_key="decimal")
    told = rows.filter(code__in=codes).order_by().values("code").annotate(
        claimed=Max("effective_at", filter=unsaid),
        said=Max("effective_at", filter=~unsaid),
        checked=Count("identified", distinct=True),
        words=Count("id", filter=~number),
        all=Count("id"),
    )  # fmt: skip
    found = [row for row in told if row["all"] > most and row["checked"] == 1
             and (not row["words"] or row["code"] in CARRIED)]  # fmt: skip
    return {row["code"] for row in found}, {at for row in found for at in (row["claimed"], row["said"]) if at}


def newest_rows(patient_id: UUID, as_of: datetime, codes: Iterable[str], newest: Iterable[str]) -> list[PatientFact]:
    """Standing facts of these codes, oldest first, of ``newest`` the last instant alone; one query, for few rows."""
    ranked = fact_rows(patient_id, as_of).filter(code__in=tuple(codes)).annotate(place=NEWEST_FIRST)
    return list(ranked.filter(Q(place=1) | ~Q(code__in=tuple(newest))))


def history_of(patient_id: UUID, code: str, as_of: datetime) -> QuerySet[PatientFact]:
    """Every standing fact of one code, newest first."""
    return fact_rows(patient_id, as_of).filter(code=code).order_by("-effective_at", "-recorded_at", "-id")


def chart(patient_id: UUID, as_of: datetime, looked: LookedAt | None = None) -> Chart:
    """Everything known of the person at that instant, or only what ``looked`` counts; through the door first.

    Birth and death as the clinic keeps them are facts too, when no record said them.
    """
    rows = fact_rows(patient_id, as_of)
    facts = [fact_of(row) for row in (without_older_numbers(rows, looked.codes, looked.newest) if looked else rows)]
    if not any(f.code == BIRTH for f in facts):
        facts += _of_the_person(patient_id)
    return Chart.at(facts, as_of)


def _of_the_person(patient_id: UUID) -> list[Fact]:
    patient = Patient.objects.get(id=patient_id)
    born = Fact(BIRTH, patient.born_on, datetime.combine(patient.born_on, time(), UTC), "registration")
    died = patient.deceased_at
    return [born] if died is None else [born, Fact(DEATH, died.date(), died, "registration")]


def facts_of_codes(
    patient_id: UUID, codes: tuple[str, ...], as_of: datetime, newest: Collection[str] = ()
) -> tuple[Fact, ...]:
    """What is known of these codes alone, oldest first; of the numbers of ``newest`` only the newest."""
    rows = fact_rows(patient_id, as_of)
    return tuple(
        fact_of(row) for row in (without_older_numbers(rows, codes, newest) if newest else rows.filter(code__in=codes))
    )


def has_namesake(patient: Patient) -> bool:
    """Whether somebody else at the site has the same family name, or the same given name and initial.

    Whoever came through the door brings the answer along.
    """
    known = vars(patient).get("has_namesake")
    if known is not None:
        return bool(known)
    others = Patient.objects.filter(site_id=patient.site_id).exclude(id=patient.id)
    alike = Q(given_name__iexact=patient.given_name, family_name__istartswith=patient.family_name[:1])
    return others.filter(Q(family_name__iexact=patient.family_name) | alike).exists()


def under_effect(patient_id: UUID) -> bool:
    """Whether a dose was given and the person was not discharged since."""
    last = _last_effect(patient_id)
    return last is not None and last.value is True


def last_effect_ended_at(patient_id: UUID) -> datetime | None:
    """When the person was last discharged after a dose; None while one works, or when there never was one."""
    last = _last_effect(patient_id)
    return last.effective_at if last is not None and last.value is False else None


def dose_in_force(patient_id: UUID, at: datetime, known_by: datetime) -> tuple[datetime, datetime] | None:
    """When the dose that works at ``at`` was first and last given, as known by ``known_by``; None when none works.

    Where no amount was carried, the beginning of the effect stands for both.
    """
    rows = PatientFact.objects.filter(patient_id=patient_id, effective_at__lte=at, recorded_at__lte=known_by)
    effects = rows.filter(code=EFFECT).order_by("-effective_at")
    ended = next((e.effective_at for e in effects if e.value is False), None)
    began = [e.effective_at for e in effects if e.value is True and (ended is None or e.effective_at >= ended)]
    if not began:
        return None
    doses = fact_rows(patient_id, known_by).filter(code=CARRIED[1], effective_at__lte=at)
    given = list((doses.filter(effective_at__gt=ended) if ended else doses).values_list("effective_at", flat=True))
    return (min(given), max(given)) if given else (min(began), max(began))


def _last_effect(patient_id: UUID) -> PatientFact | None:
    """The newest word on it. At one and the same instant, *under effect* wins."""
    rows = list(
        PatientFact.objects.filter(patient_id=patient_id, code=EFFECT).order_by("-effective_at", "-recorded_at")[:4]
    )
    if not rows:
        return None
    same = [r for r in rows if r.effective_at == rows[0].effective_at]
    return next((r for r in same if r.value is True), same[0])


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the list of people, and whether there are more."""

    people: tuple[Patient, ...]
    more: bool
    number: int


def people(actor: Actor, words: str, number: int, now: datetime, *, mine: bool = False) -> PeoplePage:
    """People of the actor's site by name, birth date (2026-11-21) or identifier; fifty a page.

    Each says ``in_team``: whether the actor is of their care team. ``mine`` leaves the others out.
    """
    today = timezone.localdate(now, zone_of(actor.site))
    team = members_on(today).filter(patient=OuterRef("pk"), person_id=actor.id)
    found = Patient.objects.filter(site_id=actor.site).annotate(in_team=Exists(team))
    found = found.order_by("family_name", "given_name", "id")
    if mine:
        found = found.filter(in_team=True)
    for word in words.split()[:5]:
        named = Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(identifiers__value=word)
        found = found.filter(named | Q(born_on=word) if _is_day(word) else named)
    start = (max(number, 1) - 1) * PEOPLE_A_PAGE
    rows = list(found.distinct()[start : start + PEOPLE_A_PAGE + 1])
    return PeoplePage(tuple(rows[:PEOPLE_A_PAGE]), len(rows) > PEOPLE_A_PAGE, max(number, 1))


def _is_day(word: str) -> bool:
    try:
        return bool(date.fromisoformat(word))
    except ValueError:
        return False


def fact_row(patient_id: UUID, fact_id: UUID, as_of: datetime) -> PatientFact | None:
    """One fact of the person, when it stands."""
    return fact_rows(patient_id, as_of).filter(id=fact_id).first()


def bundle(patient_id: UUID, bundle_id: UUID) -> ImportedBundle:
    """One import of the person, without the file itself."""
    found = ImportedBundle.objects.select_related("received_by").defer("content")
    row = found.filter(patient_id=patient_id, id=bundle_id).first()
    if row is None:
        raise RefusedError("There is no such import here.")
    return row


def bundles(patient_id: UUID) -> QuerySet[ImportedBundle]:
    """What was imported for the person, newest first; without the files themselves."""
    found = ImportedBundle.objects.select_related("received_by").defer("content")
    return found.filter(patient_id=patient_id).order_by("-received_at")


def reasons_to_review(actor: Actor) -> list[AccessReason]:
    """Reasons that nobody has reviewed yet, oldest first."""
    return list(
        AccessReason.objects.select_related("patient", "person")
        .filter(patient__site_id=actor.site, review__isnull=True)
        .order_by("given_at")[:200]
    )
