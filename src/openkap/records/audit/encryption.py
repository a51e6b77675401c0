"""Fields that the database holds only sealed: AES-256-GCM, each value bound to its table, its row and its column.

A sealed value is ``version · key id · nonce · ciphertext and tag``. Its place (``table:row:column``) is authenticated
with it, so that a value copied into another row or column does not open. Use these fields for psychotherapy notes,
narratives about risk, patients' art and other people's secrets; they cannot be searched or sorted.
"""

from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from openkap.records.audit.keyset import KEY_ID_LENGTH, Keyset, load

VERSION = b"\x01"
NONCE_BYTES = 12
HEAD = len(VERSION) + KEY_ID_LENGTH + NONCE_BYTES


class SealBrokenError(Exception):
    """A sealed value does not open: it was changed, moved from another row, or its key is not in the keyset."""


if TYPE_CHECKING:
    _Binary = models.BinaryField[Any, Any]
else:
    _Binary = models.BinaryField


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Bytes as the database holds them; they say nothing until they are opened in their own place."""

    blob: bytes


def seal(plain: bytes, place: str, keyset: Keyset) -> Sealed:
    """Encrypt for one place, ``table:row:column``, with the keyset's primary key and a fresh nonce."""
    nonce = token_bytes(NONCE_BYTES)
    head = VERSION + keyset.primary.encode() + nonce
    return Sealed(head + AESGCM(keyset.keys[keyset.primary]).encrypt(nonce, plain, place.encode()))


def unseal(sealed: Sealed, place: str, keyset: Keyset) -> bytes:
    """Decrypt in the same place; anything else raises :class:`SealBrokenError`, and never returns a wrong text."""
    blob = sealed.blob
    if len(blob) < HEAD or not blob.startswith(VERSION):
        raise SealBrokenError(f"The sealed value at {place} is damaged. Restore it from a backup.")
    key_id = blob[1 : 1 + KEY_ID_LENGTH].decode("ascii", "replace")
    key = keyset.keys.get(key_id)
    if key is None:
        raise SealBrokenError(f"The value at {place} was sealed with key {key_id!r}, which this keyset does not hold.")
    try:
        return AESGCM(key).decrypt(blob[1 + KEY_ID_LENGTH : HEAD], blob[HEAD:], place.encode())
    except InvalidTag:
        raise SealBrokenError(
            f"The sealed value at {place} does not open: it was changed, or copied from another row. Restore it."
        ) from None


class _Opening(DeferredAttribute):
    """Opens a sealed value the first time it is read from a row, for only then is the row known."""

    field: "EncryptedBytesField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        value = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.opened(value, instance)
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedBytesField(_Binary):
    """Bytes, sealed in the database. Null stays null; empty stays empty, and is sealed like any other value."""

    descriptor_class = _Opening

    def opened(self, sealed: Sealed, instance: models.Model) -> Any:
        """The plain value of ``instance``; raises :class:`SealBrokenError`."""
        return unseal(sealed, self._place(instance), load(Path(settings.KEYSET)))

    def plain(self, value: Any) -> bytes:
        """The bytes to be sealed."""
        return bytes(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:  # noqa: ARG002
        """Keep what the database holds sealed until it is read."""
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value: Any) -> Any:
        """Forms and cleaning leave the value as it is."""
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 (Django's signature)
        """Seal for this row."""
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        return seal(self.plain(value), self._place(model_instance), load(Path(settings.KEYSET)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002
        """Only a sealed value reaches the database."""
        if value is not None and not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is encrypted for its row: save the row; it cannot be updated or searched.")
        return None if value is None else connection.Database.Binary(value.blob)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only *is null* can be asked of a sealed column."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:  # noqa: ARG002
        """Fixtures and exports never hold the plain text."""
        raise FieldError(f"{self.name} is encrypted and leaves only through its own page.")

    def _place(self, instance: models.Model) -> str:
        return f"{self.model._meta.db_table}:{instance.pk}:{self.column}"


class EncryptedTextField(EncryptedBytesField):
    """Text, sealed in the database."""

    def plain(self, value: Any) -> bytes:
        """UTF-8."""
        return str(value).encode()

    def opened(self, sealed: Sealed, instance: models.Model) -> str:
        """The plain text of ``instance``."""
        text: bytes = super().opened(sealed, instance)
        return text.decode()
