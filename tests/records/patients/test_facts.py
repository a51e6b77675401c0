"""Facts as rows: exact, appended, corrected with a reason, and refused when they cannot be true."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.clinical.eligibility.looking import looked_at
from openkap.clinical.eligibility.medicines import medicines_of
from openkap.clinical.facts import Chart, Fact
from openkap.content.rulebook import formulary, rulebook, vocabulary
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.patients import reviewing, selectors
from openkap.records.patients.factrows import restored, stored
from openkap.records.patients.services import begin_effect, correct_fact, end_effect, record_fact


def weight(now: datetime, value: str = "98.30") -> Fact:
    return Fact("body-weight", Decimal(value), now, "scales", unit="kg", display="Weight", asserted_by="Sam")


def own(chart: Chart) -> tuple[Fact, ...]:
    """Without the birth date, which the clinic keeps of everybody."""
    return tuple(f for f in chart.facts if f.code != "birth-date")


@given(st.one_of(st.booleans(), st.decimals(allow_nan=False, allow_infinity=False), st.dates(), st.text()))
def test_a_value_comes_back_exactly(value: bool | Decimal | date | str) -> None:
    back = restored(stored(value))
    assert (back, str(back), type(back)) == (value, str(value), type(value))


@pytest.mark.django_db
class TestFacts:
    def test_a_fact_keeps_its_digits_and_exists_only_from_then_on(
        self, clinic: SimpleNamespace, ada: Any, now: datetime
    ) -> None:
        earlier = weight(now - timedelta(days=2))
        record_fact(by=clinic.sam, patient_id=ada.id, fact=earlier, now=now)
        (found,) = selectors.chart(ada.id, now).of("body-weight")
        assert str(found.value) == "98.30"
        assert found.learned_at == now
        assert own(selectors.chart(ada.id, now - timedelta(minutes=1))) == (), "it was not known yet"

    # guards HZ-32
    def test_a_correction_replaces_and_keeps(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        row = record_fact(by=clinic.sam, patient_id=ada.id, fact=weight(now, "89.3"), now=now)
        later = now + timedelta(hours=1)
        more = {"by": clinic.sam, "patient_id": ada.id, "fact_id": row.id, "now": later}
        with pytest.raises(RefusedError, match="needs a reason"):
            correct_fact(**more, reason=" ", instead=weight(now))
        correct_fact(**more, reason="Digits swapped", instead=weight(now))
        assert [str(f.value) for f in selectors.chart(ada.id, later).of("body-weight")] == ["98.30"]
        assert [str(f.value) for f in selectors.chart(ada.id, now).of("body-weight")] == ["89.3"]
        with pytest.raises(RefusedError, match="corrected already"):
            correct_fact(**more, reason="Again")

    def test_a_fact_taken_back_is_gone_from_the_chart(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        row = record_fact(by=clinic.sam, patient_id=ada.id, fact=weight(now), now=now)
        correct_fact(by=clinic.sam, patient_id=ada.id, fact_id=row.id, reason="Another patient", now=now)
        assert own(selectors.chart(ada.id, now)) == ()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"code": "height-of-mood"}, "no fact"),
            ({"value": Decimal(980)}, "outside 20 to 400"),
            ({"value": "98"}, "not a quantity"),
            ({"value": True}, "not a quantity"),
            ({"code": "child-pugh-class", "value": "D"}, "choose one of"),
            ({"code": "medicine", "value": "  "}, "nothing was written"),
        ],
    )
    def test_what_cannot_be_true_is_refused(
        self, clinic: SimpleNamespace, ada: Any, now: datetime, change: dict[str, Any], words: str
    ) -> None:
        with pytest.raises(RefusedError, match=words):
            record_fact(by=clinic.sam, patient_id=ada.id, fact=replace(weight(now), **change), now=now)
        assert own(selectors.chart(ada.id, now)) == ()

    def test_the_future_and_another_site_are_refused(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        with pytest.raises(RefusedError, match="future"):
            record_fact(by=clinic.sam, patient_id=ada.id, fact=weight(now + timedelta(hours=1)), now=now)
        with pytest.raises(RefusedError, match="no such person"):
            record_fact(by=clinic.wei, patient_id=ada.id, fact=weight(now), now=now)

    def test_the_effect_of_a_dose_begins_and_ends(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        assert not selectors.under_effect(ada.id)
        assert end_effect(by=clinic.sam, patient_id=ada.id, now=now) is None
        assert selectors.last_effect_ended_at(ada.id) is None
        begin_effect(by=clinic.sam, patient_id=ada.id, now=now)
        assert selectors.under_effect(ada.id)
        ended = now + timedelta(hours=3)
        end_effect(by=clinic.sam, patient_id=ada.id, now=ended)
        assert not selectors.under_effect(ada.id)
        assert selectors.last_effect_ended_at(ada.id) == ended
        begin_effect(by=clinic.sam, patient_id=ada.id, now=ended)
        assert selectors.under_effect(ada.id), "at the same instant, under effect wins"
        assert selectors.last_effect_ended_at(ada.id) is None

    def test_the_review_form_keeps_what_was_answered_and_nothing_else(
        self, clinic: SimpleNamespace, ada: Any, now: datetime
    ) -> None:
        answers = {
            "aneurysm": "denied",
            "stroke": "",
            "psychosis": "excluded",
            "childbearing-potential": "no",
            "medicines-reviewed": "yes",
            "adequate-antidepressant-trials": "2",
            "major-depression": "present",
        }
        reviewing.record_review(by=clinic.ingrid, patient_id=ada.id, answers=answers, now=now)
        facts = {f.code: f for f in selectors.chart(ada.id, now).facts}
        assert "stroke" not in facts
        assert facts.pop("birth-date").source == "registration"
        assert {f.asserted_by for f in facts.values()} == {"Ingrid"}
        assert (facts["aneurysm"].value, facts["aneurysm"].status) == (False, "denied")
        assert (facts["psychosis"].value, facts["psychosis"].status) == (False, "excluded")
        assert facts["major-depression"].value is True
        assert facts["adequate-antidepressant-trials"].value == 2

    def test_drugs_with_their_doses_are_worked_out_by_the_published_table_and_told(
        self, clinic: SimpleNamespace, ada: Any, now: datetime
    ) -> None:
        answers = {"lorazepam-equivalent": "Klonopin 0.5 mg; diazepam 7,5"}
        reviewing.record_review(by=clinic.ingrid, patient_id=ada.id, answers=answers, now=now)
        (fact,) = (f for f in selectors.chart(ada.id, now).facts if f.code == "lorazepam-equivalent")
        assert (fact.value, fact.unit) == (Decimal("2.5"), "mg/d")
        assert fact.source == "review form: Klonopin 0.5 mg; diazepam 7,5, by lorazepam 1.0.0"

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({}, "Nothing was answered"),
            ({"aneurysm": ""}, "Nothing was answered"),
            ({"aneurysm": "perhaps"}, "not one of its answers"),
            ({"body-weight": "98"}, "does not ask"),
            ({"stroke": "denied", "adequate-antidepressant-trials": "two"}, "not a number"),
            ({"stroke": "denied", "adequate-antidepressant-trials": "NaN"}, "not a number"),
            (
                {"stroke": "denied", "lorazepam-equivalent": "bromazepam 3"},
                "no published equivalent here for bromazepam",
            ),
            ({"stroke": "denied", "lorazepam-equivalent": "some clonazepam"}, "could not be read"),
        ],
    )
    def test_a_wrong_answer_keeps_none_of_them(
        self, clinic: SimpleNamespace, ada: Any, now: datetime, answers: dict[str, str], words: str
    ) -> None:
        with pytest.raises(RefusedError, match=words):
            reviewing.record_review(by=clinic.ingrid, patient_id=ada.id, answers=answers, now=now)
        assert own(selectors.chart(ada.id, now)) == ()

    def test_a_therapist_asks_but_does_not_exclude_by_examination(
        self, clinic: SimpleNamespace, ada: Any, now: datetime
    ) -> None:
        reviewing.record_review(by=clinic.noor, patient_id=ada.id, answers={"stroke": "denied"}, now=now)
        with pytest.raises(NotAllowedError):
            reviewing.record_review(by=clinic.noor, patient_id=ada.id, answers={"stroke": "excluded"}, now=now)

    def test_a_medicine_is_placed_by_name_with_a_reason(self, clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
        drops = Fact("medicine", "Night drops", now, "visit", asserted_by="Sam")
        record_fact(by=clinic.sam, patient_id=ada.id, fact=drops, now=now)
        more = {"by": clinic.ingrid, "patient_id": ada.id, "text": "night drops", "now": now}
        for ingredients, reason, words in (("valerian", "The label", "not a known"), ("harmless", " ", "how you know")):
            with pytest.raises(RefusedError, match=words):
                reviewing.place_medicine(**more, ingredients=ingredients, reason=reason)
        with pytest.raises(RefusedError, match="No medicine on record"):
            reviewing.place_medicine(**{**more, "text": "drops"}, ingredients="harmless", reason="The label")
        reviewing.place_medicine(**more, ingredients="Diphenhydramine", reason="The label on the bottle")
        (found,) = medicines_of(selectors.chart(ada.id, now), vocabulary(), formulary()).current
        assert found.recognised
        assert [i.name for i in found.ingredients] == ["diphenhydramine"]

    def test_the_form_asks_for_everything_that_holds_and_records_cannot_answer(self) -> None:
        from openkap.clinical.eligibility.operators import facts_of
        from openkap.content.rulebook import rulebook

        asked = {q.definition.code for group in reviewing.questions().values() for q in group}
        needed = {code for c in rulebook().criteria for code in facts_of(c.when)}
        measured = {"systolic-blood-pressure", "diastolic-blood-pressure", "body-weight"}
        assert needed - asked == measured
        assert all(q.choices or q.definition.unit for group in reviewing.questions().values() for q in group)

    def test_of_years_of_numbers_the_newest_counts_as_known_then(
        self, clinic: SimpleNamespace, ada: Any, now: datetime
    ) -> None:
        """The law that leaving the older out changes no decision is in tests/clinical/eligibility/test_looking.py."""
        rows = []
        for days in range(40):
            at = now - timedelta(days=days)
            fact = replace(weight(at, str(90 + days)), at=at)
            rows.append(record_fact(by=clinic.sam, patient_id=ada.id, fact=fact, now=at))
            other = Fact("heart-rate", Decimal(70), at, "cuff", unit="/min", asserted_by="Sam")
            record_fact(by=clinic.sam, patient_id=ada.id, fact=other, now=at)
        looked = looked_at(rulebook())
        for as_of in (now, now - timedelta(days=9)):
            found = own(selectors.chart(ada.id, as_of, looked))
            assert found == selectors.chart(ada.id, as_of).of("body-weight")[-1:]
        correct_fact(by=clinic.sam, patient_id=ada.id, fact_id=rows[0].id, reason="Another person's", now=now)
        found = own(selectors.chart(ada.id, now, looked))
        assert [f.id for f in found] == [str(rows[1].id)], "what was taken back is not the newest"

    def test_a_newer_number_that_nobody_said_hides_none_that_somebody_did(
        self, clinic: SimpleNamespace, ada: Any, now: datetime
    ) -> None:
        """What is measured here answers a check; a later number from a referral that nobody stands behind does not."""
        from openkap.records.patients.factrows import row_of

        for days, value in ((9, "90"), (8, "91")):
            at = now - timedelta(days=days)
            record_fact(by=clinic.sam, patient_id=ada.id, fact=weight(at, value), now=at)
        sent = replace(weight(now - timedelta(days=1), "70"), asserted_by="", source="referral")
        row_of(sent, patient=ada, recorded_at=now).save()
        found = selectors.facts_of_codes(ada.id, ("body-weight",), now, newest=("body-weight",))
        assert [(f.value, f.asserted_by) for f in found] == [(Decimal(91), "Sam"), (Decimal(70), "")]
