"""Home doses, work around doses and homework lines at their limits, and the words that a person acts on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.clinical.protocols.test_home import DAY, NOW, PREPARED, READY, SWITCH, rules, signed

from openkap.clinical.protocols.definition import CourseKind, faults
from openkap.clinical.protocols.home import closed_because, site_switch
from openkap.clinical.protocols.homeday import (
    Contact,
    HomeSession,
    is_high,
    preparation_missing,
    release_missing,
    start_missing,
    welfare_due_at,
)
from openkap.clinical.protocols.modalities import FieldKind, NoteField, answer_fault
from openkap.clinical.protocols.schedule import Constraints
from openkap.clinical.protocols.watch import Due, Situation, Standing, WatchItem, due
from openkap.clinical.values import Known, Missing, Truth, Unknown

ABSENT = Unknown(Missing.ABSENT)
YES, NO, DOUBT = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"doses_here": 1}, "1 of 2 sessions were watched at the clinic. The first 2 are given there."),
        (
            {"last_given_mg": ABSENT},
            "What the last session gave is not known, and no dose at home is higher than that.",
        ),
        (
            {"last_given_mg": Known(Decimal(49))},
            "The dose is above the 49 mg of the last session. Try it at the clinic first.",
        ),
        ({"companion": ""}, "No companion is named. Name and train an adult first."),
        ({"companion_age": Known(17)}, "The companion must be 18 or older, and say so."),
        ({"clear_of": (("Psychosis", NO),)},
         "Psychosis stands on record. Home programmes that were studied left such people out."),
        ({"clear_of": (("Psychosis", DOUBT),)}, "Psychosis: not known. Ask, and record the answer."),
    ],
)  # fmt: skip
def test_what_keeps_a_home_dose_from_being_ordered_is_said(change: dict[str, object], says: str) -> None:
    assert preparation_missing(rules(), replace(PREPARED, **change), Decimal(50)) == (says,)  # type: ignore[arg-type]


def test_an_adult_of_just_that_age_and_a_dose_of_just_that_amount_pass() -> None:
    edge = replace(PREPARED, companion_age=Known(rules().chaperone_age), doses_here=3)
    assert preparation_missing(rules(), edge, Decimal(50)) == ()
    most = len(rules().training)
    (few,) = preparation_missing(rules(), replace(edge, trained=frozenset()), Decimal(50))
    assert few == f"The companion was not shown {most} of {most} points. Train them first."
    assert start_missing(rules(), replace(READY, chaperone_age=Known(rules().chaperone_age)), NOW) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"chaperone_present": DOUBT}, "No companion is there. Without one there is no dose."),
        ({"chaperone_age": Known(17)}, "The companion must be 18 or older, and say so."),
        ({"address_confirmed": DOUBT}, "The address for an ambulance is not confirmed."),
        ({"no_alcohol_or_sedatives": NO}, "It is not clear that no alcohol or sedative was taken."),
        ({"diastolic": ABSENT}, "Blood pressure is not known. Measure it now."),
        ({"measured_at": Known(NOW - 31 * MINUTE)}, "Blood pressure must be from the last 30 minutes. Measure it now."),
        ({"systolic": Known(Decimal(141))}, "Blood pressure is above 140/90. No dose; call the clinic."),
    ],
)
def test_what_keeps_a_home_dose_from_being_taken_is_said(change: dict[str, object], says: str) -> None:
    assert start_missing(rules(), replace(READY, **change), NOW) == (says,)  # type: ignore[arg-type]


def test_the_gate_of_pressure_holds_to_the_number_and_the_second() -> None:
    edge = replace(
        READY, systolic=Known(Decimal(140)), diastolic=Known(Decimal(90)), measured_at=Known(NOW - 30 * MINUTE)
    )
    assert start_missing(rules(), edge, NOW) == ()
    assert start_missing(rules(), replace(edge, measured_at=Known(NOW)), NOW) == ()
    assert len(start_missing(rules(), edge, NOW + timedelta(seconds=1))) == 1
    high = replace(edge, systolic=Known(Decimal(141)), measured_at=Known(NOW - 31 * MINUTE))
    assert len(start_missing(rules(), high, NOW)) == 2, "both are said"
    assert is_high(rules(), replace(edge, systolic=ABSENT, diastolic=Known(Decimal(91))))
    assert not is_high(rules(), replace(edge, systolic=ABSENT))


def test_what_must_come_back_is_named_one_by_one() -> None:
    nothing = HomeSession(DOUBT, NO, DOUBT, NO, DOUBT)
    assert release_missing(nothing) == (
        "The check-in after the last session has not been done.",
        "Blood pressure after the last session is not known.",
        "Unwanted effects of the last session have not been asked.",
        "Suicide risk has not been asked since the last session.",
        "What is left of the last release has not been counted, or has not come back.",
    )


def test_silence_counts_from_the_last_word_and_never_from_before_the_dose() -> None:
    taken = Contact(NOW, released_until=NOW, taken_at=NOW, last_heard_at=NOW - timedelta(hours=2))
    assert welfare_due_at(rules(), taken) == NOW + rules().welfare_after
    released = replace(taken, taken_at=None, last_heard_at=None)
    assert welfare_due_at(rules(), released) == NOW + rules().welfare_after
    assert welfare_due_at(rules(), replace(released, checked_in=True)) is None


def test_why_home_is_off_is_said() -> None:
    def why(switch: object = SWITCH, place: str = "us", day: date = DAY, made: object = "own") -> tuple[str, ...]:
        return closed_because(rules() if made == "own" else made, "ketamine", switch, place, day)  # type: ignore[arg-type]

    site = "This site has not allowed doses at home. It is off until the director and a prescriber both sign."
    law = "No rule is on file that allows doses at home here. Ask the site's lawyer."
    assert why(None) == (site,)
    assert why(place="eu") == (law,)
    assert why(None, "eu") == (law, site)
    assert why(day=SWITCH.until) == ()
    assert why(day=SWITCH.until + timedelta(days=1)) == (
        "What the site allowed ended on 2026-12-01. It must be decided anew.",
    )
    ended = "The legal window ended on 2026-12-31. Ask whether the rule was renewed."
    assert why(replace(SWITCH, until=date(2030, 1, 1)), day=date(2027, 1, 1)) == (ended,)
    assert why(made=None) == ("This protocol is for the clinic. Nothing of it is given at home.",)
    words = "This version says nothing on training or check-ins, so nothing is given at home by it."
    for lacking in ({"doses_here_first": 0}, {"check_in_within": timedelta()}, {"training": ()}, {"warnings": ()}):
        assert why(made=replace(rules(), **lacking)) == (words,)  # type: ignore[arg-type]


def test_a_place_is_the_same_however_it_is_written_and_the_newest_word_counts() -> None:
    both = [signed("director", "dov", place="OREGON"), signed("prescriber", "ingrid")]
    from tests.clinical.protocols.test_home import ENTRY

    assert site_switch(both, ENTRY.pin, "us") is not None
    again = [*both, signed("prescriber", "ingrid", at=NOW - MINUTE, withdrawn=True)]
    assert site_switch(again, ENTRY.pin, "us") is not None, "it was signed after it was withdrawn"


FIRST = date(2026, 9, 1)
D = timedelta(days=1)


def item(**more: object) -> WatchItem:
    base = WatchItem("i", "I", "why", ("a",), ("b",), frozenset(), frozenset(), ())
    return replace(base, **more)  # type: ignore[arg-type]


def stands(
    made: WatchItem, last: date | None, today: date = FIRST, **more: date | None
) -> tuple[Standing, date | None]:
    answered = {"a": last, "b": last + D} if last else {}
    found = due(made, Situation(answered, today, **more))  # type: ignore[arg-type]
    return found.standing, found.due_on


def test_a_baseline_is_due_with_the_first_dose_unless_its_answer_is_young_enough() -> None:
    baseline = item(at_most_old=30 * D)
    assert stands(baseline, FIRST - 30 * D, planned_dose_on=FIRST) == (Standing.DONE, None)
    assert stands(baseline, FIRST - 31 * D, planned_dose_on=FIRST) == (Standing.DUE, FIRST)
    assert stands(baseline, None, FIRST - D, planned_dose_on=FIRST) == (Standing.DUE, FIRST)
    assert stands(baseline, None, FIRST + D, planned_dose_on=FIRST) == (Standing.LATE, FIRST)
    assert stands(baseline, None) == (Standing.DUE, None)
    assert stands(item(), None, planned_dose_on=FIRST) == (Standing.DUE, None)
    assert stands(baseline, None, FIRST + D, first_dose_on=FIRST) == (Standing.LATE, FIRST)


def test_what_is_looked_at_again_is_due_once_and_then_every_so_often() -> None:
    again = item(at_most_old=30 * D, again_after=90 * D, every=180 * D)
    assert stands(again, FIRST + 44 * D, FIRST + 50 * D, first_dose_on=FIRST) == (Standing.DONE, FIRST + 90 * D)
    second = FIRST + 45 * D  # half of the wait: this is the answer that was waited for
    assert stands(again, second, FIRST + 50 * D, first_dose_on=FIRST) == (Standing.DONE, second + 180 * D)
    assert stands(item(again_after=90 * D), second, FIRST + 50 * D, first_dose_on=FIRST) == (Standing.DONE, None)
    assert stands(again, second, second + 180 * D, first_dose_on=FIRST)[0] is Standing.DUE
    assert stands(again, second, second + 181 * D, first_dose_on=FIRST)[0] is Standing.LATE
    assert stands(item(every=60 * D), None, FIRST, first_dose_on=FIRST) == (Standing.DUE, FIRST + 60 * D)
    assert stands(item(again_after=90 * D, every=60 * D), None, first_dose_on=FIRST)[1] == FIRST + 90 * D
    assert stands(item(), None, first_dose_on=FIRST) == (Standing.DUE, FIRST)


def test_a_whole_answer_is_as_old_as_its_oldest_part_and_what_does_not_apply_is_not_needed() -> None:
    made = item(at_most_old=30 * D)
    now = Situation({"a": FIRST, "b": FIRST + 3 * D}, FIRST)
    assert due(made, now) == Due(made, Standing.DONE, None, FIRST, ())
    assert due(made, now, DOUBT).uncertain
    assert not due(made, now).uncertain
    assert due(made, Situation({"b": FIRST}, FIRST), NO) == Due(made, Standing.NOT_NEEDED, None, None, ())
    assert due(made, Situation({"b": FIRST}, FIRST)).missing == ("a",)
    assert [item(products=frozenset({"iv"}), jurisdictions=frozenset({"us"})).covers(p, j)
            for p, j in (("iv", "us"), ("im", "us"), ("iv", "eu"))] == [True, False, False]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "answer", "says"),
    [
        (NoteField("a", "Mood", FieldKind.SCALE, lowest=1, highest=5), 0, "Mood: choose a whole number from 1 to 5."),
        (NoteField("a", "Mood", FieldKind.SCALE, lowest=1, highest=5), 2.5, "Mood: choose a whole number from 1 to 5."),
        (NoteField("a", "Mood", FieldKind.SCALE, lowest=1, highest=5), 1, ""),
        (NoteField("a", "Sleep", FieldKind.YES_NO), "yes", "Sleep: answer yes or no."),
        (NoteField("a", "Medium", FieldKind.CHOICE, choices=("x", "y")), "z", "Medium: choose one of x, y."),
        (NoteField("a", "Medium", FieldKind.SEVERAL, choices=("x", "y")), ["x", "z"], "Medium: choose among x, y."),
        (NoteField("a", "Medium", FieldKind.SEVERAL, choices=("x", "y")), [["x"]], "Medium: choose among x, y."),
        (NoteField("a", "Medium", FieldKind.SEVERAL, choices=("x",)), [], ""),
        (NoteField("a", "Medium", FieldKind.SEVERAL, choices=("x",), required=True), [],
         "Medium: this is needed before signing."),
        (NoteField("a", "Said", FieldKind.TEXT), 4, "Said: write a text."),
        (NoteField("a", "Said", FieldKind.TEXT, required=True), None, "Said: this is needed before signing."),
    ],
)  # fmt: skip
def test_a_line_says_what_it_wants(line: NoteField, answer: object, says: str) -> None:
    assert answer_fault(line, answer) == says


def test_a_site_works_on_its_weekdays_but_for_the_days_it_is_closed() -> None:
    monday = date(2026, 10, 5)
    usual = Constraints(closed_on=frozenset({monday + D}))
    assert [usual.open_on(monday + n * D) for n in range(7)] == [True, False, True, True, True, False, False]


def test_a_fault_of_a_protocol_is_said_in_full() -> None:
    from tests.clinical.protocols.test_definition import IV, changed

    together = "Dosing visits, a product and a course with ketamine go together, or none of them stands here."
    needs = "A product needs a monitoring plan, and a plan needs a product."
    most = -max(IV.rule("preparation").days) - 1  # so that the last of them stays before the first dose
    own_day = "integration: nothing that follows a visit may move to its own day or before."
    said = {
        changed("infusion", spacing=None): ("infusion: doses need a spacing.",),
        changed("preparation", later=most): (),
        changed("preparation", later=most + 1): ("preparation: preparation may not move to or past the first dose.",),
        changed("integration", earlier=0): (),
        changed("integration", earlier=1): (own_day,),
        changed("integration", phase="x"): ("integration: there is no phase 'x'.",),
        changed("infusion", days=(0, 0)): ("infusion: its days are not in order.",),
        replace(IV, product=""): (together, needs),
        replace(IV, monitoring=""): (needs,),
        replace(IV, courses=(CourseKind.PSYCHOTHERAPY, CourseKind.BOTH)): (
            "A course of psychotherapy alone has no dosing.",
        ),
    }  # fmt: skip
    for protocol, words in said.items():
        assert faults(protocol) == words
