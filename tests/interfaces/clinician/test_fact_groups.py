"""The page of facts: what stands open, what folds away, and that nothing is lost between them."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from openkap.interfaces.clinician.patients.readmodel import Group, Line, overview

Flags = tuple[bool, bool, bool, bool]
FLAGS = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()), max_size=12)


def _line(number: int, flags: Flags) -> Line:
    stale, says_no, is_finding, told = flags
    plain = {"when": "6 Oct 2026", "age": "today", "source": "Ingrid", "weak": False}
    before = Line(UUID(int=1000 + number), "c", "Stroke", "Stroke, active", stale=False, says_no=False,
                  is_finding=True, **plain)  # fmt: skip
    return Line(UUID(int=number), f"c{number}", f"Fact {number}", "No", stale=stale, says_no=says_no,
                is_finding=is_finding and not says_no, earlier=(before,) if told else (), **plain)  # fmt: skip


@given(FLAGS)
def test_each_fact_stands_in_exactly_one_place(flags: list[Flags]) -> None:
    group = Group("Heart", tuple(_line(n, f) for n, f in enumerate(flags)))
    placed = [line.id for part in (group.shown, group.absent, group.old) for line in part]
    assert sorted(placed) == sorted(line.id for line in group.lines)


# guards HZ-02
@given(FLAGS)
def test_findings_and_answers_that_disagree_are_never_folded_away(flags: list[Flags]) -> None:
    group = Group("Heart", tuple(_line(n, f) for n, f in enumerate(flags)))
    loud = {line.id for line in group.lines if line.is_finding or line.told_differently}
    assert loud <= {line.id for line in group.shown}
    first = overview([group])
    assert {line.id for line in (*first.found, *first.differs)} == loud


def test_a_pressure_is_named_only_when_both_of_its_halves_still_count() -> None:
    plain = {"when": "6 Oct 2026", "age": "", "source": "", "weak": False, "says_no": False, "is_finding": False}
    high = Line(UUID(int=1), "systolic-blood-pressure", "Systolic", "135\u00a0mmHg", stale=False, **plain)
    low = Line(UUID(int=2), "diastolic-blood-pressure", "Diastolic", "84\u00a0mmHg", stale=False, **plain)
    old = Line(UUID(int=3), "diastolic-blood-pressure", "Diastolic", "84\u00a0mmHg", stale=True, **plain)
    assert overview([Group("Other", (high, low))]).pressure == "135/84"
    assert overview([Group("Other", (high, old))]).pressure == ""
