"""Tell each database connection who is acting, so that its triggers can write it down."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from openkap.records.audit.acting import current

_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "SHOW")


def _actor() -> dict[str, str] | None:
    actor = current()
    if actor is None:
        return None
    return {"kind": actor.kind.value, "id": actor.id.hex, "site": actor.site_id.hex if actor.site_id else ""}


def _actor_part(part: str) -> str | None:
    actor = _actor()
    return actor[part] if actor else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def prepare(connection: BaseDatabaseWrapper) -> None:
    """Make a new connection able to write guarded tables."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("openkap_actor", 1, _actor_part)
        connection.connection.create_function("openkap_sha256", 1, _sha256, deterministic=True)
        connection.connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE removes a row: let its guard see it
    elif _name_actor not in connection.execute_wrappers:
        connection.execute_wrappers.append(_name_actor)


def _name_actor(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 - Django's signature
    """Before a write, set ``openkap.actor``: always, so that nobody's write goes under the name of the one before."""
    if not str(sql).lstrip("( \n").upper().startswith(_READS):
        connection = context["connection"]
        actor = _actor()
        with connection.wrap_database_errors:
            connection.connection.execute(
                "SELECT set_config('openkap.actor', %s, false)", [json.dumps(actor) if actor else ""]
            )
    return execute(sql, params, many, context)
