"""The server has read its rules before anybody asks, and comes up although a content file cannot be read."""

from pathlib import Path

import pytest

from openkap.content import loader
from openkap.content.rulebook import rulebook


def test_rules_are_read_before_the_first_request() -> None:
    from openkap.config import asgi

    rulebook.cache_clear()
    asgi.warm()
    assert rulebook.cache_info().currsize == 1


def test_a_room_comes_up_although_content_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    from openkap.config import asgi

    def broken(path: Path, _schema: str) -> None:
        raise loader.ContentError(path.name, "", "it cannot be read.", "Restore it.")

    rulebook.cache_clear()
    monkeypatch.setattr(loader, "read", broken)
    asgi.warm()
    assert rulebook.cache_info().currsize == 0
