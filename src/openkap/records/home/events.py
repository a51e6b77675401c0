"""Keeping one thing that was heard of a dose at home."""

from datetime import datetime
from typing import Any
from uuid import UUID

from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.refusals import RefusedError
from openkap.records.home.models import HomeEvent, HomeSession
from openkap.records.patients.carried import AT_HOME


def source_of(session: HomeSession) -> str:
    """How facts and alerts name this dose."""
    return f"{AT_HOME}{session.id}"


def locked_session(by: Actor, session_id: UUID) -> HomeSession:
    """The session at the actor's site, locked; of a patient their own alone."""
    rows = HomeSession.objects.select_for_update(of=("self",))
    rows = rows.select_related("patient__site", "order__plan", "companion")
    if by.kind is not ActorKind.SYSTEM:
        rows = rows.filter(patient__site_id=by.site)
    if by.kind is ActorKind.PATIENT:
        rows = rows.filter(patient_id=by.id)
    session = rows.filter(id=session_id).first()
    if session is None:
        raise RefusedError("There is no such dose here. Open your link again, or call the clinic.")
    return session


def append_event(
    by: Actor, session: HomeSession, kind: str, document: dict[str, Any], at: datetime, now: datetime
) -> HomeEvent:
    """The next event of this session."""
    return HomeEvent.objects.create(
        session=session, number=HomeEvent.objects.filter(session=session).count() + 1, kind=kind, document=document,
        happened_at=at, recorded_at=now, by_kind=by.kind, by_id=by.id, by_label=by.label[:120],
    )  # fmt: skip
