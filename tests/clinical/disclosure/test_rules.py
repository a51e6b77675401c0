"""Disclosure rules: dated, never shorter than a rule says, and endless where nothing is known."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.disclosure.rules import Answering, DisclosureRules, Keeping, Retention, in_force, keep_until
from openkap.content import catalogue
from openkap.content.rulebook import vocabulary

RULES: dict[str, DisclosureRules] = {e.pin.id: e.value for e in catalogue.entries("disclosure")}
DAYS = st.dates(date(2020, 1, 1), date(2060, 1, 1))


def test_the_newest_rules_that_had_begun_are_in_force() -> None:
    old = replace(RULES["us"], effective_from=date(2020, 1, 1))
    new = replace(RULES["us"], effective_from=date(2024, 4, 16))
    assert in_force((new, old), date(2024, 4, 15)) is old
    assert in_force((new, old), date(2024, 4, 16)) is new
    assert in_force((new, old), date(2019, 12, 31)) is None


@given(DAYS, DAYS, st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["last-contact", "death"])), max_size=4))
def test_a_record_is_kept_for_the_longest_of_all_that_applies(
    last: date, died: date, periods: list[tuple[int, str]]
) -> None:
    retention = tuple(Retention(str(n), "x", years, since, ()) for n, (years, since) in enumerate(periods))
    rules = replace(RULES["uk"], retention=retention)
    kept = keep_until(rules, last_contact_on=last, died_on=died, held=False)
    for years, since in periods:
        begun = died if since == "death" else last
        assert kept.until is not None
        assert kept.until - begun >= timedelta(days=365 * years)
    if not periods:
        assert kept.until is None
    assert keep_until(rules, last_contact_on=last, died_on=died, held=True).until is None
    part = replace(rules, retention_note="States differ.")
    assert keep_until(part, last_contact_on=last, died_on=died, held=False).until is None, "a part is not known"


def test_every_fact_about_substances_carries_the_tag() -> None:
    for definition in vocabulary().definitions.values():
        if definition.group == "Substances":
            assert definition.sensitivity == "substance-use", definition.code
    assert {p.sensitivity for p in RULES["us"].protections} == {"substance-use"}
    classes = {c for p in RULES["us"].protections for c in p.medicine_classes}
    assert classes <= set(catalogue.ids("medicines"))


def test_a_request_may_be_put_off_once_and_only_when_said() -> None:
    answering = Answering(30, 60, ())
    assert answering.due_on(date(2026, 1, 1)) == date(2026, 1, 31)
    assert answering.due_on(date(2026, 1, 1), extended=True) == date(2026, 4, 1)


def test_how_long_a_record_is_kept_says_why() -> None:
    contact, died = date(2024, 2, 29), date(2027, 5, 1)
    after_contact, after_death = (
        Retention("a", "Notes", 7, "last-contact", ()),
        Retention("b", "Images", 1, "death", ()),
    )

    def kept(*retention: Retention, died_on: date | None = None, held: bool = False, note: str = "") -> Keeping:
        rules = replace(RULES["uk"], retention=retention, retention_note=note)
        return keep_until(rules, last_contact_on=contact, died_on=died_on, held=held)

    assert kept(after_contact, after_death) == Keeping(date(2031, 3, 1), ("Notes: 7 years.",))
    both = ("Notes: 7 years.", "Images: 1 years.")
    assert kept(after_contact, after_death, died_on=died) == Keeping(date(2031, 3, 1), both)
    assert kept(after_death, died_on=died).until == date(2028, 5, 1)
    assert kept(after_death) == kept() == Keeping(None, ("No rule of this place is known. Ask a lawyer.",))
    assert kept(after_contact, note="States differ.") == Keeping(None, ("Notes: 7 years.", "States differ."))
    assert kept(after_contact, held=True) == Keeping(None, ("A legal hold stands: nothing may be removed.",))
