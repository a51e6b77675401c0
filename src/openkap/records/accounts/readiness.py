"""What must be true before anything is served. Each fault says what it means and what to do."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from openkap.records.accounts import selectors
from openkap.records.audit import guards


def problems() -> list[str]:
    """Everything that forbids serving; nothing when all is well."""
    found = [_words(m) for m in checks.run_checks() if m.level >= checks.ERROR]
    if settings.SECRET_KEY == settings.UNSAFE_KEY:
        found.append("There is no secret key, so anybody could sign in. Run: openkap install")
    try:
        return found + _of_the_database()
    except (DatabaseError, ImproperlyConfigured) as problem:
        kind = type(problem).__name__
        return [*found, f"The database does not answer ({kind}). Check OPENKAP_DATABASE_URL, or run: openkap install"]


def warnings() -> list[str]:
    """What forbids nothing and should be seen to all the same."""
    return [_words(m) for m in checks.run_checks() if m.level == checks.WARNING]


def _words(message: checks.CheckMessage) -> str:
    return str(message.msg) + (f" {message.hint}" if message.hint else "")


def _of_the_database() -> list[str]:
    if "accounts_installation" not in connection.introspection.table_names():
        return ["The database is empty. Run: openkap install"]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["The database is older than the program. Back it up, then run: openkap manage migrate"]
    found = []
    kind = selectors.installed()
    if kind is None:
        found.append("The database is empty. Run: openkap install")
    elif (kind == "demonstration") != settings.DEMONSTRATION:
        found.append(
            "This database holds the demonstration with invented people. Show it with: openkap demo --serve"
            if kind == "demonstration"
            else "This is a clinic's database. The demonstration never runs on it: name another OPENKAP_DATABASE_URL."
        )
    if gone := guards.missing(connection):
        found.append(f"The trail is not guarded ({', '.join(gone[:3])} …). Lay the guards: openkap manage migrate")
    return found
