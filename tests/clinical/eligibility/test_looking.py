"""What a decision does not look at never changes it: the law that lets records hand over few facts of many."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.eligibility.decision import decide
from openkap.clinical.eligibility.looking import looked_at
from openkap.clinical.facts import Chart, Fact, FactKind, FactValue
from openkap.content.rulebook import rulebook

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
DEFINITIONS = rulebook().vocabulary.definitions
LOOKED = looked_at(rulebook())
WORDS = ("sertraline", "lorazepam", "mild", "yes", "sumfing")


def _values(code: str) -> st.SearchStrategy[FactValue]:
    kind = DEFINITIONS[code].kind
    if kind is FactKind.QUANTITY:
        return st.one_of(st.decimals(0, 250, places=1), st.decimals(0, 250, places=1), st.booleans())
    if kind is FactKind.DATE:
        return st.dates(date(1930, 1, 1), date(2020, 1, 1))
    return st.one_of(st.booleans(), st.sampled_from((*WORDS, *DEFINITIONS[code].choices)), st.just(Decimal(1)))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    code = draw(st.sampled_from(sorted({*DEFINITIONS})))
    at = NOW - timedelta(days=draw(st.integers(0, 900)), hours=draw(st.integers(0, 2)))
    late = timedelta(days=draw(st.integers(0, 5)))
    unit = draw(st.sampled_from((DEFINITIONS[code].unit, "[lb_av]")))
    by, status = draw(st.sampled_from(("", "Dr Lind"))), draw(st.sampled_from(("", "denied", "excluded", "stopped")))
    return Fact(code, draw(_values(code)), at, "test", unit, "sertraline", by, status,
                id=str(draw(st.uuids())), learned_at=at + late)  # fmt: skip


def _counting(whole: tuple[Fact, ...]) -> list[Fact]:
    """Of codes that are looked at everything, but of the numbers of a measurement the last alone."""
    numbers = {f.code: f for f in whole if isinstance(f.value, Decimal) and f.code in LOOKED.newest}
    return [f for f in whole if f.code in LOOKED.codes
            and (f.code not in numbers or not isinstance(f.value, Decimal) or f is numbers[f.code])]  # fmt: skip


@given(st.lists(facts(), max_size=60), st.sampled_from(("esketamine-nasal", "ketamine-iv")))
def test_a_decision_rests_on_what_is_looked_at_alone(history: list[Fact], product: str) -> None:
    whole = Chart.at(history, NOW).facts
    alike = [
        decide(rulebook(), found, product=product, jurisdiction="eu", as_of=NOW) for found in (whole, _counting(whole))
    ]
    assert alike[0] == alike[1]


def test_a_course_of_years_brings_the_facts_that_are_left_out() -> None:
    """What a session writes down again and again is either not looked at, or looked at for its newest number."""
    looked = looked_at(rulebook())
    assert "systolic-blood-pressure" in looked.newest
    assert {"cyp2b6-genotype", "lorazepam-equivalent"} <= looked.codes, "what only an interaction names"
    assert {"bladder-disease", "systolic-blood-pressure"} <= looked.codes, "what only a criterion names"
    assert looked.newest == {c for c in looked.codes if c in DEFINITIONS and DEFINITIONS[c].kind is FactKind.QUANTITY}
    assert not {"dose-given", "under-effect", "heart-rate"} & LOOKED.codes
