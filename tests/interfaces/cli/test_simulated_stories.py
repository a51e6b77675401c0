"""The simulated people behind the demonstration: the same by seed, and what a story tells is never theirs."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkap.content import catalogue
from openkap.interfaces.cli.demo.simulated import somebody

SEED = 20261121


@pytest.fixture(scope="module")
def demo() -> SimpleNamespace:
    """What knows the models, and so is imported once Django has started."""
    from openkap.interfaces.cli.demo import course, forms, people, stories

    return SimpleNamespace(course=course, forms=forms, people=people, stories=stories)


def test_a_number_and_a_seed_are_one_person_for_ever() -> None:
    def lived() -> list[Any]:
        shown, found = somebody("iv-clinic", 66, SEED), []
        for day in (-7, 0, 3, 7):
            found += [shown.totals(("phq-9", "gad-7", "asq"), day), shown.bedside().values(40, ("systolic",))]
            shown.dose(day, more=day < 7)
        return found

    assert lived() == lived()
    assert lived()[0].keys() == {"phq-9", "gad-7"}, "the preset knows nothing of ASQ"
    assert len({str(found["systolic"]) for found in lived()[1::2]}) > 1, "no session is like another"
    assert somebody("iv-clinic", 66, SEED).person != somebody("iv-clinic", 67, SEED).person


@settings(max_examples=60)
@given(
    st.sampled_from(["iv-clinic", "esk-phase3"]), st.integers(1, 200), st.booleans(),
    st.fixed_dictionaries({"phq-9": st.integers(1, 24), "gad-7": st.integers(0, 21), "pcl-5": st.integers(0, 76)}),
)  # fmt: skip
def test_answers_make_up_the_total_and_leave_to_the_story_what_a_clinic_acts_on(
    demo: SimpleNamespace, preset: str, number: int, worried: bool, totals: dict[str, int]
) -> None:
    say = demo.forms.answers_of(somebody(preset, number, SEED), totals, worried=worried)
    mood = say("phq-9")
    assert mood["q9"] == int(worried)
    assert sum(mood[f"q{n}"] for n in range(1, 10)) == totals["phq-9"]
    assert sum(say("gad-7").values()) == totals["gad-7"]
    assert say("pcl-5")["q16"] == 0
    if preset == "iv-clinic":
        assert sum(say("pcl-5").values()) == totals["pcl-5"]


def test_every_simulated_story_names_a_preset_made_for_its_protocol(demo: SimpleNamespace) -> None:
    simulated = [s.treatment for s in demo.people.STORIES if s.treatment and s.treatment.simulated]
    assert len(simulated) == 6
    for treatment in simulated:
        assert treatment.protocol in catalogue.entry("presets", treatment.simulated[0]).value.protocols
    told = [s.treatment for s in demo.people.STORIES if s.treatment and not s.treatment.simulated]
    assert [t.kind for t in told] == ["psychotherapy"], "no preset says how people fare with psychotherapy alone"


def test_a_story_that_asks_for_a_simulated_score_without_a_person_is_a_fault(demo: SimpleNamespace) -> None:
    plan = SimpleNamespace(phq_9=(demo.stories.SIMULATED,), worry_on=())
    walk = demo.course.Walk(None, SimpleNamespace(sample="nobody"), plan, None, None, None)
    with pytest.raises(LookupError, match="no simulated person stands behind this story"):
        walk.next_total(None)
    with pytest.raises(LookupError, match="no simulated person behind the story"):
        walk.body()
