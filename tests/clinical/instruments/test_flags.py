"""A person is called by the answer itself, whatever the total, and a blank is never a no.

Hazards: HZ-14.
"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.scoring import assess
from openkap.clinical.signals import Urgency
from openkap.content import catalogue


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


# guards HZ-14
@pytest.mark.parametrize(
    ("value", "urgency"), [(0, None), (1, Urgency.URGENT), (2, Urgency.URGENT), (3, Urgency.EMERGENCY)]
)
@given(others=st.dictionaries(st.sampled_from([f"q{n}" for n in range(1, 9)]), st.integers(0, 3)))
def test_item_9_above_0_is_seen_whatever_else_was_answered(
    value: int, urgency: Urgency | None, others: dict[str, int]
) -> None:
    signals = assess(instrument("phq-9"), others | {"q9": value}, closed=False).flags
    assert [(s.id, s.urgency) for s in signals] == ([("suicidal-ideation", urgency)] if urgency else [])


def test_a_signal_says_by_when_why_and_which_rule() -> None:
    (signal,) = assess(instrument("phq-9"), {"q9": 1}, closed=False).flags
    assert signal.answer_within == timedelta(minutes=30)
    assert signal.rule == "phq-9@2.0.0"
    assert "item q9 = 1" in signal.because


# guards HZ-14
def test_item_9_blank_is_unknown_once_the_person_is_done_and_not_before() -> None:
    phq = instrument("phq-9")
    answers = {f"q{n}": 1 for n in range(1, 9)}
    assert assess(phq, answers, closed=False).flags == ()
    assert [s.id for s in assess(phq, answers, closed=True).flags] == ["suicidal-ideation-unknown"]
    del answers["q3"]
    assert assess(phq, answers, closed=True).flags == ()


def test_asq_question_5_is_put_only_after_a_yes_and_counts_even_when_it_was_not_put() -> None:
    asq = instrument("asq")
    none = {"q1": 0, "q2": 0, "q3": 0, "q4": 0}
    assert assess(asq, none).complete
    assert not assess(asq, none | {"q4": 1}).complete
    assert [s.id for s in assess(asq, none | {"q5": 1}).flags] == ["suicidal-ideation-now"]
    assert [s.id for s in assess(asq, none | {"q2": 1, "q5": None}).flags] == [
        "suicidal-ideation",
        "suicidal-ideation-now-unknown",
    ]


def test_a_refused_screen_is_treated_as_unknown() -> None:
    assert [s.id for s in assess(instrument("asq"), {}, closed=True).flags] == ["suicidal-ideation-unknown"]
