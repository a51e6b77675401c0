"""Changes between versions are told in words a clinician can check."""

import pytest

from openkap.content import catalogue, changes
from openkap.content.changes import Change
from openkap.content.loader import ContentError


def test_the_second_version_of_a_product_says_what_is_new() -> None:
    assert changes.versions("products", "ketamine-iv") == ("1.0.0", "2.0.0")
    words = [c.words for c in changes.changes("products", "ketamine-iv")]
    assert any(w.startswith("variants, alcohol-research: new: title Alcohol use") for w in words)
    assert any(w.startswith("frequency: new: times 2, in-days 7") for w in words)
    assert not any(w.startswith(("version", "examples")) for w in words)
    assert changes.changes("products", "ketamine-iv", "2.0.0") == ()


def test_things_with_an_id_are_compared_by_it_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    old = {"id": "x", "visits": [{"id": "a", "minutes": 60, "days": [0, 3]}, {"id": "b", "home": True}], "title": "T"}
    new = {"id": "x", "visits": [{"id": "b", "home": False}, {"id": "a", "minutes": 90, "days": [0]}]}
    made = {"1.0.0": old, "2.0.0": new, None: new}
    monkeypatch.setattr(changes, "versions", lambda *_: ("1.0.0", "2.0.0"))
    monkeypatch.setattr(
        catalogue, "entry", lambda kind, id_, version=None: catalogue.Entry(None, made[version], None)  # type: ignore[arg-type]
    )  # fmt: skip
    assert changes.changes("protocols", "x") == (
        Change("visits, a, minutes", "60", "90"),
        Change("visits, a, days", "0; 3", "0"),
        Change("visits, b, home", "yes", "no"),
        Change("title", "T", ""),
    )
    assert Change("title", "T", "").words == "title: taken out: T."


def test_a_first_version_has_nothing_to_compare() -> None:
    with pytest.raises(ContentError, match="only version"):
        changes.changes(
            "criteria", next(i for i in catalogue.ids("criteria") if len(changes.versions("criteria", i)) == 1)
        )
    with pytest.raises(ContentError, match="there is no"):
        changes.changes("protocols", "nothing")
