"""A column path that says anything else than the one-at-a-time engine would be a second engine: it never may."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.instruments.columns import score_columns
from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.scoring import AnswerError, Complete, assess
from openkap.content import catalogue

INSTRUMENTS = [entry.value for entry in catalogue.entries("instruments")]
PHQ: Instrument = catalogue.entry("instruments", "phq-9").value


def _answers(instrument: Instrument) -> st.SearchStrategy[list[dict[str, int | None]]]:
    """Answer sets: mostly whole, some with blanks."""
    whole = st.fixed_dictionaries({i.id: st.sampled_from(sorted(i.values)) for i in instrument.items})
    some = st.fixed_dictionaries({i.id: st.sampled_from([None, *sorted(i.values)]) for i in instrument.items})
    return st.lists(st.one_of(whole, whole, some), max_size=8)


# guards HZ-12
@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda i: i.pin.id)
@given(data=st.data())
def test_columns_say_what_each_set_says_alone(instrument: Instrument, data: st.DataObject) -> None:
    rows = data.draw(_answers(instrument))
    asked = data.draw(st.sets(st.sampled_from([i.id for i in instrument.items])))  # others have no column: blank
    columns = {i: [row[i] for row in rows] for i in sorted(asked)}
    alone = [assess(instrument, {i: row[i] for i in asked}) for row in rows] if asked else []
    found = score_columns(instrument, columns)
    outcomes = [a.outcome if isinstance(a.outcome, Complete) else None for a in alone]
    assert found.scores == [o and o.score for o in outcomes]
    assert found.bands == [o and o.band for o in outcomes]
    raised = {s.id for a in alone for s in a.flags}
    assert found.flags == {
        id_: frozenset(n for n, a in enumerate(alone) if id_ in {s.id for s in a.flags}) for id_ in raised
    }


@pytest.mark.parametrize(
    ("columns", "words"),
    [({"q1": [0, 4]}, "Row 1: 4 is not an answer to PHQ-9 item q1"), ({"q1": [True]}, "Row 0: True is not an answer"),
     ({"q1": [0], "q2": [0, 1]}, "different lengths"), ({"x": [None]}, "Row 0: PHQ-9 has no item 'x'")],
)  # fmt: skip
def test_what_the_instrument_does_not_have_is_refused_with_its_row(columns: dict[str, Any], words: str) -> None:
    with pytest.raises(AnswerError, match=words):
        score_columns(PHQ, columns)


def test_nothing_gives_nothing() -> None:
    assert score_columns(PHQ, {}).scores == []
    assert score_columns(PHQ, {"x": []}).scores == []


def test_a_flag_over_several_items_is_raised_in_the_row_of_each() -> None:
    one: Instrument = catalogue.entry("instruments", "side-effects").value
    flag = next(f for f in one.flags if f.id == "severe-side-effect")
    first, last = flag.items[0], flag.items[-1]
    columns = {i.id: [0, 0, 0, 0] for i in one.items}
    columns[first], columns[last] = [3, 0, 0, 0], [0, 0, 3, 0]
    assert score_columns(one, columns).flags["severe-side-effect"] == frozenset({0, 2})
    assert score_columns(PHQ, {i.id: [0, 1, None] for i in PHQ.items}).scores == [0, 9, None]
