"""A keyset of the test's own, so that nothing of the machine's is read or written."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from openkap.records.audit import keyset as keys


@pytest.fixture(autouse=True)
def keyset(settings: Settings, tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "keyset.json"
    keys.create(path)
    settings.KEYSET = str(path)
    return path
