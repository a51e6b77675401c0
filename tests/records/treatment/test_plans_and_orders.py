"""Plans fit their course; an order rests on today's content and weight; the go waits until nothing is missing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from openkap.clinical.eligibility.definitions import Level, Result
from openkap.clinical.facts import Fact
from openkap.clinical.signals import SafetySignal, Urgency
from openkap.content import catalogue
from openkap.records.audit.refusals import NotAllowedError, RefusedError
from openkap.records.consents import services as consents
from openkap.records.consents.models import Consent
from openkap.records.patients.carried import carry_fact, product_coding
from openkap.records.treatment import selectors
from openkap.records.treatment.courses import change_course, start_course
from openkap.records.treatment.models import Order, Plan
from openkap.records.treatment.pins import differences, pins_in_force
from openkap.records.treatment.plans import PlanDraft, make_plan
from openkap.records.treatment.services import give_go, hold_order, sign_order, withdraw_order

IV = PlanDraft(
    goals=("Sleep through a night", " "),
    protocol="ketamine-iv-6-in-3-weeks",
    starts_on=datetime(2026, 10, 6).date(),  # noqa: DTZ001 (a day, not an instant)
    dose_value=Decimal("0.5"),
    dose_unit="mg/kg",
)


def test_a_plan_keeps_goals_pins_and_version(
    course: Any, clinic: SimpleNamespace, weigh: Callable[..., None], now: datetime
) -> None:
    weigh()
    plan = make_plan(by=clinic.ingrid, course_id=course.id, draft=IV, now=now)
    assert (plan.version, plan.goals, plan.route, plan.dose_unit) == (
        1,
        ["Sleep through a night"],
        "intravenous",
        "mg/kg",
    )
    assert plan.product["id"] == "ketamine-iv"
    with pytest.raises(RefusedError, match="This replaces a plan"):
        make_plan(by=clinic.ingrid, course_id=course.id, draft=IV, now=now)
    second = make_plan(by=clinic.ingrid, course_id=course.id, draft=replace(IV, because="New goal."), now=now)
    assert second.version == 2
    assert selectors.plan_in_force(course) == second


# guards HZ-22
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"goals": (" ",)}, "There is no goal yet"),
        ({"protocol": "nothing"}, "There is no protocol 'nothing'"),
        ({"protocol": "psychotherapy-cbt"}, "not for a course of ketamine"),
        ({"protocol": "esketamine-nasal-us"}, "not for this jurisdiction"),
        ({"protocol": "ketamine-at-home"}, "Doses at home are off"),
        ({"dose_value": None}, "There is no dose yet"),
        ({"dose_unit": "drops"}, "written in mg, or in mg/kg"),
        ({"dose_value": Decimal(2)}, "anaesthetic dose"),
        ({"dose_value": Decimal("0.9")}, "write the reason for it"),
        ({"modality": "hypnosis"}, "There is no modality"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    course: Any, clinic: SimpleNamespace, weigh: Callable[..., None], now: datetime, changed: dict[str, Any], words: str
) -> None:
    weigh()
    with pytest.raises(RefusedError, match=words):
        make_plan(by=clinic.ingrid, course_id=course.id, draft=replace(IV, **changed), now=now)
    assert not Plan.objects.exists()


def test_a_high_dose_goes_with_a_reason(
    course: Any, clinic: SimpleNamespace, weigh: Callable[..., None], now: datetime
) -> None:
    weigh()
    high = replace(IV, dose_value=Decimal("0.9"), dose_reason="Did well on 0.8 elsewhere.")
    assert make_plan(by=clinic.ingrid, course_id=course.id, draft=high, now=now).dose_reason


# guards HZ-22
def test_no_weight_no_dose_by_weight(
    course: Any, clinic: SimpleNamespace, weigh: Callable[..., None], now: datetime
) -> None:
    with pytest.raises(RefusedError, match="Weigh the person first"):
        make_plan(by=clinic.ingrid, course_id=course.id, draft=IV, now=now)
    weigh("142", unit="[lb_av]")
    with pytest.raises(RefusedError, match="Weigh the person first"):
        make_plan(by=clinic.ingrid, course_id=course.id, draft=IV, now=now)


def test_without_ketamine_there_is_no_dose(clinic: SimpleNamespace, ada: Any, now: datetime) -> None:
    course = start_course(
        by=clinic.noor, patient_id=ada.id, kind="psychotherapy", because="Mild.", started_on=now.date(), now=now
    )
    act = PlanDraft(goals=("See friends",), protocol="psychotherapy-act", starts_on=now.date(), modality="act")
    with pytest.raises(RefusedError, match="has no dose"):
        make_plan(
            by=clinic.noor, course_id=course.id, draft=replace(act, dose_value=Decimal(5), dose_unit="mg"), now=now
        )
    with pytest.raises(RefusedError, match="Therapy needs a modality"):
        make_plan(by=clinic.noor, course_id=course.id, draft=replace(act, modality=""), now=now)
    with pytest.raises(RefusedError, match="goes with another modality"):
        make_plan(by=clinic.noor, course_id=course.id, draft=replace(act, modality="cbt"), now=now)
    plan = make_plan(by=clinic.noor, course_id=course.id, draft=act, now=now)
    assert (plan.product, plan.dose_value, plan.dose_unit, plan.route) == (None, None, "", "")
    with pytest.raises(RefusedError, match="no ketamine"):
        sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)


@pytest.mark.usefixtures("signed_content")
class TestOrder:
    def test_it_rests_on_todays_weight_and_content(self, plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
        order = sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
        assert (order.dose_mg, order.weight_kg, order.route) == (Decimal(32), Decimal("64.4"), "intravenous")
        assert {p["kind"] for p in order.pins} == {"protocols", "products", "monitoring", "forms"}
        assert order.differs == []
        assert len(order.digest) == 64
        found = selectors.order_for(order.patient_id, now.date())
        assert found
        assert (found.order, found.may_be_given) == (order, False)

    def test_only_a_prescriber_signs(self, plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
        for actor in (clinic.sam, clinic.noor, clinic.admin):
            with pytest.raises(NotAllowedError):
                sign_order(by=actor, plan_id=plan.id, for_on=now.date(), now=now)

    def test_a_second_dose_on_a_day_asks_for_a_reason_that_is_kept(
        self, plan: Plan, clinic: SimpleNamespace, now: datetime
    ) -> None:
        patient_id = plan.course.patient_id
        given = Fact("dose-given", Decimal(32), now, "dosing-session/1/2", "mg", coding=product_coding("ketamine-iv"))
        carry_fact(by=clinic.sam, patient_id=patient_id, fact=given, because="", now=now)
        with pytest.raises(RefusedError, match="on this very day already"):
            sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
        order = sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now, reason="The first was spilt.")
        assert "same-day" in {f["id"] for f in order.findings}

    def test_not_for_a_day_that_passed_nor_twice(self, plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
        with pytest.raises(RefusedError, match="That day has passed"):
            sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date() - timedelta(days=1), now=now)
        first = sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
        with pytest.raises(RefusedError, match="There is an order for that day"):
            sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
        withdraw_order(by=clinic.ingrid, order_id=first.id, reason="Wrong day.", now=now)
        assert selectors.order_for(first.patient_id, now.date()) is None
        assert sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)

    def test_an_old_weight_holds_until_a_reason_is_given(
        self, plan: Plan, clinic: SimpleNamespace, now: datetime
    ) -> None:
        later = now + timedelta(days=40)
        with pytest.raises(RefusedError, match=r"The weight is 41 days old.*write the reason"):
            sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=later.date(), now=later)
        order = sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=later.date(), now=later, reason="Scales broken.")
        assert [f["id"] for f in order.findings] == ["weight-stale"]

    def test_a_plan_that_was_replaced_orders_nothing(self, plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
        make_plan(by=clinic.ingrid, course_id=plan.course_id, draft=replace(IV, because="Changed."), now=now)
        with pytest.raises(RefusedError, match="no longer the one in force"):
            sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)

    def test_nor_one_made_for_what_the_course_no_longer_is(
        self, plan: Plan, clinic: SimpleNamespace, now: datetime
    ) -> None:
        change_course(
            by=clinic.ingrid,
            course_id=plan.course_id,
            kind="psychotherapy",
            because="Wants to stop.",
            reviewed_on=now.date(),
            now=now,
        )
        with pytest.raises(RefusedError, match="no longer the one in force"):
            sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
        course = selectors.active_course(plan.course.patient_id)
        assert course
        assert selectors.plan_in_force(course) is None

    def test_where_content_differs_from_the_plans_it_is_said(self, plan: Plan) -> None:
        older = replace(catalogue.entry("products", "ketamine-iv").pin, version="0.9.0", digest="0" * 64)
        plan.product = {"kind": older.kind, "id": older.id, "version": older.version, "digest": older.digest}
        words = differences(plan, pins_in_force(plan))
        assert words == ("ketamine-iv: the plan was made with version 0.9.0; 2.0.0 is in force.",)


# guards HZ-09
def test_content_that_nobody_signed_orders_nothing(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    with pytest.raises(RefusedError, match="The medical director has not signed ketamine-iv-6-in-3-weeks@1"):
        sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
    assert not Order.objects.exists()


@pytest.mark.usefixtures("signed_content", "eligible")
class TestGo:
    """HZ-23: a dose without a prescriber's go of the day."""

    @pytest.fixture
    def order(self, plan: Plan, clinic: SimpleNamespace, now: datetime) -> Order:
        return sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)

    @pytest.mark.usefixtures("consented")
    def test_with_everything_in_place(self, order: Order, clinic: SimpleNamespace, now: datetime) -> None:
        give_go(by=clinic.ingrid, order_id=order.id, now=now)
        found = selectors.order_for(order.patient_id, now.date())
        assert found
        assert found.may_be_given
        hold_order(by=clinic.sam, order_id=order.id, reason="She ate.", now=now)
        held = selectors.order_for(order.patient_id, now.date())
        assert held
        assert not held.may_be_given

    @pytest.mark.usefixtures("effect")
    def test_not_without_consent(self, order: Order, clinic: SimpleNamespace, now: datetime) -> None:
        with pytest.raises(RefusedError, match="Consent has no answer yet"):
            give_go(by=clinic.ingrid, order_id=order.id, now=now)

    @pytest.mark.usefixtures("consented")
    def test_not_after_consent_was_taken_back(self, order: Order, clinic: SimpleNamespace, now: datetime) -> None:
        consents.withdraw_consent(by=clinic.sam, consent_id=Consent.objects.get().id, words="Said no.", now=now)
        with pytest.raises(RefusedError, match="Consent was withdrawn"):
            give_go(by=clinic.ingrid, order_id=order.id, now=now)

    @pytest.mark.usefixtures("consented")
    def test_not_on_another_day(self, order: Order, clinic: SimpleNamespace, now: datetime) -> None:
        for shift in (timedelta(days=-1), timedelta(days=1)):
            with pytest.raises(RefusedError, match="which is not today"):
                give_go(by=clinic.ingrid, order_id=order.id, now=now + shift)

    @pytest.mark.usefixtures("consented", "mail")
    def test_not_with_an_open_risk_alert(self, order: Order, clinic: SimpleNamespace, now: datetime) -> None:
        from openkap.records.safety.services import open_alert

        signal = SafetySignal("suicidal-ideation", Urgency.URGENT, timedelta(hours=1), "Item 9 above 0.", "phq-9@1.0.0")
        open_alert(by=clinic.sam, patient_id=order.patient_id, signal=signal, source="test", now=now)
        with pytest.raises(RefusedError, match="1 risk alert must be resolved first"):
            give_go(by=clinic.ingrid, order_id=order.id, now=now)

    @pytest.mark.usefixtures("consented")
    def test_only_by_a_prescriber_of_this_site(self, order: Order, clinic: SimpleNamespace, now: datetime) -> None:
        with pytest.raises(NotAllowedError):
            give_go(by=clinic.sam, order_id=order.id, now=now)
        with pytest.raises(RefusedError, match="no such order"):
            give_go(by=clinic.wei, order_id=order.id, now=now)

    @pytest.mark.usefixtures("consented")
    @pytest.mark.parametrize(
        ("verdict", "level", "result"),
        [
            ("excluded", Level.CONTRAINDICATED, Result.RAISED),
            ("hold", Level.CONTRAINDICATED, Result.UNKNOWN),
            ("hold", Level.RELATIVE, Result.RAISED),
            ("hold", Level.EVALUATION, Result.RAISED),
        ],
    )
    def test_not_when_something_changed_since_the_decision(
        self,
        order: Order,
        clinic: SimpleNamespace,
        eligible: SimpleNamespace,
        now: datetime,
        verdict: str,
        level: Level,
        result: Result,
    ) -> None:
        eligible.today, eligible.findings = verdict, (found(level, result),)
        with pytest.raises(RefusedError, match=rf"today it is {verdict} \(Aneurysm\)"):
            give_go(by=clinic.ingrid, order_id=order.id, now=now, reason="I know her.")

    @pytest.mark.usefixtures("consented")
    def test_a_fact_that_has_grown_old_goes_with_a_reason(
        self, order: Order, clinic: SimpleNamespace, eligible: SimpleNamespace, now: datetime
    ) -> None:
        eligible.today, eligible.findings = "hold", (found(Level.EVALUATION, Result.UNKNOWN),)
        with pytest.raises(RefusedError, match="These facts have grown old: Aneurysm"):
            give_go(by=clinic.ingrid, order_id=order.id, now=now)
        given = give_go(by=clinic.ingrid, order_id=order.id, now=now, reason="Asked this morning: no change.")
        assert given.reason == "Asked this morning: no change."


def found(level: Level, result: Result) -> SimpleNamespace:
    return SimpleNamespace(holds=True, level=level, result=result, criterion=SimpleNamespace(title="Aneurysm"))


@pytest.mark.usefixtures("signed_content", "consented")
def test_no_go_without_a_signed_decision(plan: Plan, clinic: SimpleNamespace, now: datetime) -> None:
    order = sign_order(by=clinic.ingrid, plan_id=plan.id, for_on=now.date(), now=now)
    with pytest.raises(RefusedError, match="No eligibility decision is signed"):
        give_go(by=clinic.ingrid, order_id=order.id, now=now)
