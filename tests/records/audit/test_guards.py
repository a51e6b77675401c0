"""On both databases: every guarded table leaves a line; append-only rows stay; nobody writes unnamed."""

import hashlib
import sqlite3
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from openkap.records.accounts.models import Site
from openkap.records.audit import guards, selectors
from openkap.records.audit.acting import acting
from openkap.records.audit.models import AuditEntry
from openkap.records.audit.opening import record_read
from openkap.records.audit.services import service
from openkap.records.audit.tables import guarded

pytestmark = pytest.mark.django_db
APPEND_ONLY = sorted(
    (m for m in apps.get_models() if getattr(m, "history", "") == "append-only"), key=lambda m: m._meta.db_table
)


def _dummy(field: models.Field, place: int) -> object:
    """A value that the table's own checks accept: later fields hold later days, and a choice is one of the choices."""
    if field.choices:
        return field.choices[0][0]
    if field.name == "digest":
        return ""  # a line of the trail arrives unsealed
    kind = field.get_internal_type()
    if kind in {"UUIDField", "ForeignKey", "OneToOneField"}:
        return "00000000000000000000000000000001"
    if kind in {"DateTimeField", "DateField"}:
        return f"2026-01-{place + 1:02}"
    if kind == "JSONField":
        return "{}"
    if kind == "BinaryField":
        return b"x"
    if kind in {"CharField", "TextField"}:
        return "x"
    return 1 if kind != "BooleanField" else True


def _insert_raw(model: type[models.Model]) -> None:
    """One row of any table, behind Django's back; its references are not looked at (they are deferred)."""
    fields = [f for f in model._meta.local_concrete_fields if not f.auto_created]
    names = ", ".join(f'"{f.column}"' for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [_dummy(f, place) for place, f in enumerate(fields)]
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', values)


@pytest.fixture
def _rolled_back() -> Iterator[None]:
    """Rows with references to nowhere must be gone before the constraints are looked at."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# guards HZ-32, HZ-43
@pytest.mark.usefixtures("_rolled_back")
@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda m: m._meta.db_table)
def test_an_append_only_row_is_never_changed_or_removed(model: type[models.Model]) -> None:
    _insert_raw(model)
    table, column = model._meta.db_table, model._meta.local_concrete_fields[-1].column
    for sql in (f'UPDATE "{table}" SET "{column}" = "{column}"', f'DELETE FROM "{table}"'):
        with pytest.raises(IntegrityError, match="keeps its history"), transaction.atomic(), connection.cursor() as c:
            c.execute(sql)
    assert model.objects.exists()


# guards HZ-43
@pytest.mark.usefixtures("_rolled_back")
@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda m: m._meta.db_table)
def test_a_row_that_nobody_writes_is_refused(model: type[models.Model]) -> None:
    with acting(None), pytest.raises(IntegrityError, match="Nobody is acting"), transaction.atomic():
        _insert_raw(model)
    assert not model.objects.exclude(pk__in=AuditEntry.objects.values("pk") if model is AuditEntry else []).exists()


def test_each_kind_of_change_leaves_one_line_with_names_and_no_values(clinic: SimpleNamespace) -> None:
    before = AuditEntry.objects.count()
    with acting(clinic.admin):
        site = Site.objects.create(name="Quayside", zone="Europe/Madrid")
        Site.objects.filter(id=site.id).update(name="Lighthouse", jurisdiction="eu")
        Site.objects.filter(id=site.id).delete()
    lines = list(AuditEntry.objects.order_by("number")[before:])
    assert [(e.verb, e.table_name, e.row_id, e.columns) for e in lines] == [
        ("insert", "accounts_site", site.id.hex, ""),
        ("update", "accounts_site", site.id.hex, "name,jurisdiction"),
        ("delete", "accounts_site", site.id.hex, ""),
    ]
    assert {(e.actor_kind, e.actor_id, e.site_id) for e in lines} == {
        ("person", clinic.admin.id.hex, clinic.here.id.hex)
    }
    text = " ".join(str(value) for e in lines for value in vars(e).values())
    assert "Quayside" not in text
    assert "Lighthouse" not in text
    assert len({e.row_digest for e in lines}) == 2  # as inserted; as updated, and so as deleted


def test_the_chain_holds_and_its_head_is_the_last_line(clinic: SimpleNamespace) -> None:
    kept = selectors.head()
    assert kept is not None
    Site.objects.create(name="Quayside", zone="UTC")
    verdict = selectors.verify(kept)
    assert verdict.holds
    assert verdict.lines == AuditEntry.objects.count() > 10


# guards HZ-43
def test_a_line_changed_behind_the_guards_is_found(clinic: SimpleNamespace) -> None:
    third = AuditEntry.objects.order_by("number")[2]
    guards.lift(connection)
    AuditEntry.objects.filter(number=third.number).update(actor_id="f" * 32)
    assert selectors.verify() == selectors.Verdict(3, holds=False, broken_at=third.number)


def test_a_trail_cut_short_and_written_anew_is_found_by_a_kept_head(clinic: SimpleNamespace) -> None:
    kept = selectors.head()
    assert kept is not None
    guards.lift(connection)
    AuditEntry.objects.filter(number=kept.number).delete()
    guards.lay(connection)
    Site.objects.create(name="Quayside", zone="UTC")
    assert selectors.verify().holds
    assert not selectors.verify(kept).holds


def test_a_read_names_person_and_purpose(clinic: SimpleNamespace, ada: object, now: object) -> None:
    record_read(clinic.sam, ada.id, "chart")
    (entry,) = selectors.openings(ada.id)
    assert (entry.actor_id, entry.verb, entry.purpose) == (clinic.sam.id.hex, "read", "chart")
    assert selectors.verify().holds


def test_the_writer_of_a_line_cannot_give_another_name(clinic: SimpleNamespace) -> None:
    with acting(clinic.sam):
        AuditEntry.objects.create(verb="read", table_name="x", row_id="1", actor_id=clinic.dov.id.hex, at="1999")
    entry = AuditEntry.objects.get(table_name="x")
    assert entry.actor_id == clinic.sam.id.hex
    assert entry.at > "2026"


def test_a_service_writes_under_its_own_actor_and_undoes_all_or_nothing(clinic: SimpleNamespace) -> None:
    @service
    def open_site(*, by: object, name: str) -> None:
        Site.objects.create(name=name, zone="UTC")
        if name == "Bad":
            raise ValueError(name)

    with acting(None):
        open_site(by=clinic.dov, name="Good")
        with pytest.raises(ValueError, match="Bad"):
            open_site(by=clinic.dov, name="Bad")
    assert set(Site.objects.values_list("name", flat=True)) >= {"Good"}
    assert not Site.objects.filter(name="Bad").exists()
    assert AuditEntry.objects.latest("number").actor_id == clinic.dov.id.hex


def test_a_missing_or_reworded_guard_is_named() -> None:
    assert guards.missing(connection) == []
    table = next(t for t in guarded() if t.append_only)
    name = f"guard_{table.name}_{'update' if connection.vendor == 'sqlite' else 'refuse'}"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"' + ("" if connection.vendor == "sqlite" else f' ON "{table.name}"'))
    assert guards.missing(connection) == [name]
    guards.lay(connection)
    assert guards.missing(connection) == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the REPLACE statement is SQLite's alone")
def test_replace_does_not_slip_past_the_guard(clinic: SimpleNamespace) -> None:
    entry = AuditEntry.objects.order_by("number")[0]
    with pytest.raises(IntegrityError, match="keeps its history"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO audit_auditentry SELECT * FROM audit_auditentry WHERE number = %s", [entry.number]
        )


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file that any program may open is SQLite's alone")
def test_a_plain_sqlite_shell_cannot_write(clinic: SimpleNamespace) -> None:
    shell = sqlite3.connect(":memory:")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name IN ('accounts_site', 'audit_auditentry') "
                       "AND sql IS NOT NULL ORDER BY type")  # fmt: skip
        laws = [sql for (sql,) in cursor.fetchall()]
    for law in sorted(laws, key=lambda sql: sql.startswith("CREATE TRIGGER")):
        shell.execute(law) if not law.startswith("CREATE INDEX") else None
    with pytest.raises(sqlite3.OperationalError, match="openkap_"):
        shell.execute("INSERT INTO accounts_site (id, name, zone, jurisdiction) VALUES ('1', 'x', 'UTC', 'us')")
    assert shell.execute("SELECT count(*) FROM accounts_site").fetchone() == (0,)
    shell.close()


def test_the_digest_is_plain_sha256_of_the_fields_one_a_line(clinic: SimpleNamespace) -> None:
    """Anyone can check the chain without this program: the recipe stands in docs/explanation/trail.md."""
    first = AuditEntry.objects.order_by("number")[0]
    text = "\n".join(
        ["", first.at, first.actor_kind, first.actor_id, first.site_id, first.verb, first.table_name, first.row_id,
         first.columns, first.row_digest, first.purpose]
    )  # fmt: skip
    assert first.digest == hashlib.sha256(text.encode()).hexdigest()
