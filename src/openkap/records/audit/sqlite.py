"""The guards in SQLite's words. ``openkap_actor`` and ``openkap_sha256`` live on our connections alone, so a plain
``sqlite3`` shell cannot write a guarded table at all: the function is missing there.
"""

from collections.abc import Iterator

from openkap.records.audit.tables import TRAIL, Table

REFUSAL = "This table keeps its history: a row is never changed or removed. Append a new row that says why."
NOBODY = "Nobody is acting, so the trail could not say who wrote this. Write through a service."
SEALED = ("at", "actor_kind", "actor_id", "site_id", "verb", "table_name", "row_id", "columns", "row_digest", "purpose")


def statements(table: Table) -> Iterator[tuple[str, str]]:
    """Trigger name and its SQL, for one guarded table."""
    yield _trigger(table, "insert", "AFTER", _line(table, "insert", "NEW", "''"))
    changed = " || ".join(
        f"CASE WHEN NEW.\"{c}\" IS NOT OLD.\"{c}\" THEN '{c},' ELSE '' END" for c in table.columns if c != table.key
    )
    if table.append_only:
        yield _trigger(table, "update", "BEFORE", f"SELECT RAISE(ABORT, '{REFUSAL}');")
        yield _trigger(table, "delete", "BEFORE", f"SELECT RAISE(ABORT, '{REFUSAL}');")
    else:
        yield _trigger(table, "update", "AFTER", _line(table, "update", "NEW", f"rtrim({changed or _EMPTY}, ',')"))
        yield _trigger(table, "delete", "AFTER", _line(table, "delete", "OLD", "''"))


_EMPTY = "''"


def _trigger(table: Table, verb: str, when: str, body: str) -> tuple[str, str]:
    name = f"guard_{table.name}_{verb}"
    return name, f'CREATE TRIGGER "{name}" {when} {verb.upper()} ON "{table.name}" FOR EACH ROW BEGIN {body} END'


def _line(table: Table, verb: str, row: str, columns: str) -> str:
    whole = " || '|' || ".join(f'quote({row}."{c}")' for c in table.columns)
    key = f"replace(CAST({row}.\"{table.key}\" AS TEXT), '-', '')"
    return (
        f'INSERT INTO "{TRAIL}" (at, actor_kind, actor_id, site_id, verb, table_name, row_id, columns, row_digest, '
        f"purpose, previous, digest) VALUES ('', '', '', '', '{verb}', '{table.name}', {key}, {columns}, "
        f"openkap_sha256({whole}), '', '', '');"
    )


def trail() -> Iterator[tuple[str, str]]:
    """The guards of the trail itself: an actor is demanded, each new line is sealed, a sealed line never changes."""
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}');"
    previous = f"coalesce((SELECT digest FROM \"{TRAIL}\" WHERE number < NEW.number ORDER BY number DESC LIMIT 1), '')"
    sealed = " || char(10) || ".join(SEALED)
    seal = (
        f"UPDATE \"{TRAIL}\" SET at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), actor_kind = openkap_actor('kind'), "
        f"actor_id = openkap_actor('id'), site_id = openkap_actor('site'), previous = {previous} "
        f'WHERE number = NEW.number; UPDATE "{TRAIL}" SET '
        f"digest = openkap_sha256(previous || char(10) || {sealed}) WHERE number = NEW.number;"
    )
    for name, head, body in (
        ("trail_actor", "BEFORE INSERT", f"SELECT RAISE(ABORT, '{NOBODY}') WHERE openkap_actor('kind') IS NULL;"),
        ("trail_seal", "AFTER INSERT", seal),
        ("trail_update", "BEFORE UPDATE", f"SELECT RAISE(ABORT, '{REFUSAL}') WHERE OLD.digest <> '';"),
        ("trail_delete", "BEFORE DELETE", refuse),
    ):
        yield name, f'CREATE TRIGGER "{name}" {head} ON "{TRAIL}" FOR EACH ROW BEGIN {body} END'
