"""Lay the triggers that write the trail, and say which are missing.

They are generated from the models, laid again after every migration (a migration on SQLite drops them with the table
it rebuilds), and looked for at start-up: the server refuses to serve without them.
"""

from collections.abc import Iterator
from itertools import chain

from django.db.backends.base.base import BaseDatabaseWrapper

from openkap.records.audit import postgresql, sqlite
from openkap.records.audit.tables import TRAIL, Table, guarded

_LAID = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) AND t.tgenabled <> 'D'",
}
_COLUMNS = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    "postgresql": "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND pg_table_is_visible(c.oid)",
}


def _wanted(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str, str]]:
    words = sqlite if connection.vendor == "sqlite" else postgresql
    there = set(connection.introspection.table_names())
    if TRAIL not in there:
        return
    columns = _columns(connection)
    for table in guarded():
        if table.name in there:
            # half-way through migrations the database may lag behind the models
            kept = tuple(c for c in table.columns if c in columns[table.name])
            present = Table(table.name, table.key, kept, table.append_only)
            yield from ((name, table.name, sql) for name, sql in words.statements(present))
    yield from ((name, TRAIL, sql) for name, sql in words.trail())


def _columns(connection: BaseDatabaseWrapper) -> dict[str, set[str]]:
    """The columns that each table has at this moment, in one query."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS[connection.vendor])
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    return found


def _laid(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str]:
    with connection.cursor() as cursor:
        cursor.execute(_LAID[connection.vendor])
        return {(name, table): sql for name, table, sql in cursor.fetchall()}


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take every guard off; only :func:`lay` and the emptying of a test's database do so."""
    with connection.cursor() as cursor:
        for name, table in _laid(connection):
            if name.startswith(("guard_", "trail_")):
                on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
                cursor.execute(f'DROP TRIGGER "{name}"{on}')


def lay(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place, afresh."""
    lift(connection)
    functions = postgresql.FUNCTIONS if connection.vendor == "postgresql" else ()
    with connection.cursor() as cursor:
        for sql in chain(functions, (sql for _, _, sql in _wanted(connection))):
            cursor.execute(sql)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that are absent, switched off or (on SQLite, where it can be read) reworded."""
    laid = _laid(connection)
    if TRAIL not in connection.introspection.table_names():
        return ["the whole trail"]
    return [
        name
        for name, table, sql in _wanted(connection)
        if (name, table) not in laid or (connection.vendor == "sqlite" and laid[name, table] != sql)
    ]
