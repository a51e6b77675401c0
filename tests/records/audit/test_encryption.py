"""Sealed fields: what the database holds says nothing, opens only in its own place, and never opens wrong."""

from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.checks import Error
from django.core.exceptions import FieldError
from django.db import connection

from openkap.records.audit import keyset as keys
from openkap.records.audit.acting import acting
from openkap.records.audit.checks import check_keyset_place, guarded_folders
from openkap.records.audit.encryption import HEAD, SealBrokenError, Sealed, seal, unseal
from openkap.records.therapy.models import PsychotherapyNote

SECRET = "He spoke of his brother. 兄のこと"


@pytest.fixture
def note(clinic: SimpleNamespace, ada: object, now: object) -> PsychotherapyNote:
    with acting(clinic.noor):
        return PsychotherapyNote.objects.create(patient=ada, author_id=clinic.noor.id, written_at=now, body=SECRET)


def stored(note: PsychotherapyNote) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM therapy_psychotherapynote WHERE written_at IS NOT NULL ORDER BY id")
        rows = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(rows) == 1
    return rows[0]


# guards HZ-41
def test_the_text_comes_back_and_the_database_does_not_hold_it(note: PsychotherapyNote) -> None:
    assert PsychotherapyNote.objects.get(id=note.id).body == SECRET
    assert b"brother" not in stored(note)
    assert SECRET not in repr(PsychotherapyNote.objects.values_list("body", flat=True)[0])


@pytest.mark.parametrize("text", ["", "0", " ", "a" * 100_000])
def test_every_text_comes_back_exactly(clinic: SimpleNamespace, ada: object, now: object, text: str) -> None:
    with acting(clinic.noor):
        kept = PsychotherapyNote.objects.create(patient=ada, author_id=clinic.noor.id, written_at=now, body=text)
    assert PsychotherapyNote.objects.get(id=kept.id).body == text
    assert PsychotherapyNote.objects.defer("body").get(id=kept.id).body == text


# guards HZ-41
def test_a_value_copied_into_another_row_does_not_open(
    clinic: SimpleNamespace, ada: object, now: object, note: PsychotherapyNote
) -> None:
    other = PsychotherapyNote(patient=ada, author_id=clinic.noor.id, written_at=now)
    other.__dict__["body"] = Sealed(stored(note))
    with pytest.raises(SealBrokenError, match="copied from another row"):
        _ = other.body


def test_a_value_moved_to_another_table_or_column_does_not_open(keyset: Path) -> None:
    kept, row = keys.load(keyset), uuid4()
    sealed = seal(b"x", f"notes:{row}:body", kept)
    assert unseal(sealed, f"notes:{row}:body", kept) == b"x"
    for elsewhere in (f"others:{row}:body", f"notes:{row}:title", f"notes:{uuid4()}:body"):
        with pytest.raises(SealBrokenError):
            unseal(sealed, elsewhere, kept)


@pytest.mark.parametrize("at", [0, 1, 9, HEAD, -1])
def test_one_changed_bit_anywhere_is_noticed(keyset: Path, at: int) -> None:
    kept = keys.load(keyset)
    blob = bytearray(seal(b"ten bytes!", "a:b:c", kept).blob)
    blob[at] ^= 1
    with pytest.raises(SealBrokenError):
        unseal(Sealed(bytes(blob)), "a:b:c", kept)


@pytest.mark.parametrize("length", [0, 1, HEAD - 1, HEAD, HEAD + 15])
def test_a_cut_value_is_noticed(keyset: Path, length: int) -> None:
    kept = keys.load(keyset)
    with pytest.raises(SealBrokenError):
        unseal(Sealed(seal(b"", "a:b:c", kept).blob[:length]), "a:b:c", kept)


def test_after_rotation_the_old_key_reads_and_the_new_one_writes(keyset: Path, note: PsychotherapyNote) -> None:
    before = keys.load(keyset).primary
    after = keys.rotate(keyset)
    assert after != before
    assert PsychotherapyNote.objects.get(id=note.id).body == SECRET
    assert stored(note)[1:9] == before.encode()
    assert seal(b"x", "a:b:c", keys.load(keyset)).blob[1:9] == after.encode()


def test_a_key_that_is_gone_is_named(keyset: Path, note: PsychotherapyNote) -> None:
    gone = keys.load(keyset).primary
    keyset.unlink()
    keys.create(keyset)
    with pytest.raises(SealBrokenError, match=gone):
        _ = PsychotherapyNote.objects.get(id=note.id).body


def test_sealed_columns_are_neither_searched_nor_updated_nor_exported(note: PsychotherapyNote) -> None:
    with pytest.raises(FieldError):
        PsychotherapyNote.objects.filter(body=SECRET).exists()
    with pytest.raises(FieldError):
        PsychotherapyNote.objects.filter(body__contains="brother").exists()
    with pytest.raises(FieldError):
        PsychotherapyNote.objects.update(body="plain")
    with pytest.raises(FieldError):
        PsychotherapyNote._meta.get_field("body").value_to_string(note)


class TestKeysetFile:
    def test_is_made_once_and_only_for_its_owner(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "keyset.json"
        assert keys.create(path) is True
        first = path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert keys.create(path) is False
        assert path.read_bytes() == first

    def test_others_may_not_read_it(self, keyset: Path) -> None:
        keyset.chmod(0o640)
        with pytest.raises(keys.KeysetError, match="chmod 600"):
            keys.load(keyset)

    @pytest.mark.parametrize(
        "text", ["", "[]", '{"primary": "a", "keys": {"a": "%%"}}', '{"primary": "a", "keys": {}}']
    )
    def test_damage_is_said_without_showing_it(self, keyset: Path, text: str) -> None:
        keyset.write_text(text)
        with pytest.raises(keys.KeysetError, match="Restore it"):
            keys.load(keyset)

    def test_its_absence_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(keys.KeysetError, match="openkap keyset create"):
            keys.load(tmp_path / "nothing.json")

    def test_is_refused_in_the_backups(self, settings: object, keyset: Path) -> None:
        settings.BACKUPS = str(keyset.parent.parent)
        assert [(type(e), e.id) for e in check_keyset_place()] == [(Error, "audit.E001")]

    def test_the_database_folder_is_guarded_when_it_is_a_file(self, tmp_path: Path) -> None:
        backups = str(tmp_path / "b")
        file = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "d" / "db.sqlite3")}
        assert guarded_folders(file, backups) == (tmp_path / "b", tmp_path / "d")
        server = {"ENGINE": "django.db.backends.postgresql", "NAME": "openkap"}
        assert guarded_folders(server, backups) == (tmp_path / "b",)

    def test_a_link_into_the_backups_is_seen_through(self, tmp_path: Path) -> None:
        backups = tmp_path / "backups"
        keys.create(backups / "keyset.json")
        (tmp_path / "link").symlink_to(backups)
        assert keys.misplaced(tmp_path / "link" / "keyset.json", [backups]) == backups

    def test_apart_is_in_order(self, settings: object, keyset: Path) -> None:
        assert check_keyset_place() == []
        keyset.chmod(0o644)
        assert [e.id for e in check_keyset_place()] == ["audit.E002"]
