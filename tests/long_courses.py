"""A course of many sessions without the wait: what one session left behind, again and again, each time days earlier."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models

Left = list[tuple[type[models.Model], list[models.Model]]]


def left_behind(patient: Any) -> Left:
    """Every row that a person's one session came with, in the order of their keys."""
    from openkap.records.assessments.models import Answer, Assignment, QuestionnaireResponse, Score
    from openkap.records.dosing.models import DosingSession, SessionEvent
    from openkap.records.patients.models import PatientFact
    from openkap.records.scheduling.models import Visit
    from openkap.records.therapy.models import Homework, NoteDraft, TherapyNote
    from openkap.records.treatment.decision_models import EligibilityDecision
    from openkap.records.treatment.models import Order, OrderEvent

    own = {"patient": patient}
    whose: list[tuple[type[models.Model], dict[str, Any]]] = [
        (Order, own), (OrderEvent, {"order__patient": patient}), (DosingSession, own),
        (SessionEvent, {"session__patient": patient}), (PatientFact, own), (Visit, own), (EligibilityDecision, own),
        (Assignment, own), (QuestionnaireResponse, own), (Answer, {"response__patient": patient}),
        (Score, {"response__patient": patient}), (NoteDraft, own), (TherapyNote, own), (Homework, own),
    ]  # fmt: skip
    return [(model, list(model._default_manager.filter(**which))) for model, which in whose]


def repeat(left: Left, times: range, apart: timedelta) -> None:
    """The same again, so many times earlier."""
    from openkap.records.dosing.models import SessionEvent

    for back in times:
        ids = {row.pk: uuid4() for _, rows in left for row in rows}
        for model, rows in left:
            copies = [_copy(row, ids, apart * back) for row in rows]
            if model is SessionEvent:
                for place, copied in enumerate(copies):
                    copied.number = 10_000 * back + place  # type: ignore[attr-defined]
            model._default_manager.bulk_create(copies)


def _copy(row: models.Model, ids: dict[Any, UUID], earlier: timedelta) -> models.Model:
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, datetime | date):
            value -= earlier
        elif isinstance(value, UUID):
            value = ids.get(value, value)
        elif field.unique or field.name == "key":
            value = uuid4().hex if value else value
        elif isinstance(field, models.JSONField):
            value = _told_earlier(value, earlier)
        values[field.attname] = value
    return type(row)(**values)


def _told_earlier(value: Any, earlier: timedelta) -> Any:
    """The snapshot of a session tells its first dose in words."""
    if not isinstance(value, dict) or not isinstance(value.get("summary"), dict):
        return value
    first = datetime.fromisoformat(value["summary"]["first_at"]) - earlier
    return {**value, "summary": {**value["summary"], "first_at": f"{first:%Y-%m-%dT%H:%M:%SZ}"}}


class Asked:
    """What a page asked of the database: how many queries, and how many rows they gave."""

    def __init__(self) -> None:
        self.read = 0
        self.queries: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN")):
            self.queries.append(sql)
        if sql.startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS found", params)
                self.read += cursor.cursor.fetchone()[0]
        return execute(sql, params, many, context)


@contextmanager
def asked() -> Iterator[Asked]:
    """Watch the database."""
    counted = Asked()
    with connection.execute_wrapper(counted):
        yield counted
