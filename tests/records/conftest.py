"""Tests of records seal with a keyset of their own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _keyset(keyset: Path) -> None:
    """Every test here may write sealed fields."""
