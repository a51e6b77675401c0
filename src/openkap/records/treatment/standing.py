"""Whether an order may still be carried out: its go, its plan, and what was learned of the person since. One query."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import CharField, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from openkap.clinical.eligibility.decision import Verdict
from openkap.records.patients.models import PatientFact
from openkap.records.patients.selectors import EFFECT
from openkap.records.safety import selectors as safety
from openkap.records.treatment import decisions, withdrawn
from openkap.records.treatment.decision_models import CriterionSettlement, EligibilityDecision
from openkap.records.treatment.eligibility import weighed
from openkap.records.treatment.models import CourseStatus, Order, OrderEvent, OrderEventKind, Plan


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """The order of a day as it stands. ``verdict``: of the newest signed decision; empty when none was ever signed.

    ``news``: whether a fact, a settlement or a decision came since the go. ``source``: of the session that asks.
    """

    order: Order
    go_stands: bool
    in_force: bool
    verdict: str
    news: bool
    risks: int  # alerts of the person that no clinician has resolved
    source: str

    def missing_since_go(self, now: datetime) -> tuple[str, ...]:
        """What has come to stand against it, in words; the person is judged again only when there is news."""
        missing = []
        if not self.in_force:
            missing.append("The plan behind the order is no longer in force. Open the person's plan.")
        if self.order.patient.deceased_at is not None:
            missing.append("The record says that the person has died.")
        return (*missing, *withdrawn.missing_for(self.order), *self._found(now))

    def _found(self, now: datetime) -> tuple[str, ...]:
        if not self.verdict:
            return ()  # without a signed decision no go could be given, and that holds already
        if self.verdict != Verdict.ELIGIBLE:
            return (f"The newest signed eligibility decision says {self.verdict}.",)
        if not self.news:
            return ()
        order = self.order
        place = order.patient.site.jurisdiction
        today = decisions.judge_patient(order.patient_id, order.product["id"], place, now)
        return weighed(today, self.source).missing


def standing_order(patient_id: UUID, on_date: date, source: str = "") -> OrderStanding | None:
    """The order for this day that was not withdrawn; what comes from ``source`` is no news. None: there is none."""
    newest = OrderEvent.objects.filter(order=OuterRef("pk")).order_by("-number")
    found = Order.objects.filter(patient_id=patient_id, for_on=on_date).annotate(
        last=Subquery(newest.values("kind")[:1], output_field=CharField()),
        since=Subquery(newest.values("happened_at")[:1], output_field=DateTimeField()),
    )
    rows = [(row, vars(row)) for row in _annotated(found, source).select_related("plan__course", "patient__site")]
    standing = [(row, more) for row, more in rows if more["last"] != OrderEventKind.WITHDRAWN]
    if not standing:
        return None
    row, more = max(standing, key=lambda found: found[0].signed_at)
    plan, course = row.plan, row.plan.course
    return OrderStanding(
        order=row,
        go_stands=more["last"] == OrderEventKind.GO,
        in_force=(course.status, more["newest_plan"], course.kind)
        == (CourseStatus.ACTIVE, plan.version, plan.course_kind),
        verdict=more["verdict"] or "",
        news=more["news"],
        risks=more["risks"],
        source=source,
    )


def _annotated(orders: QuerySet[Order], source: str) -> QuerySet[Order]:
    person = {"patient_id": OuterRef("patient_id")}
    product = {**person, "product": OuterRef("product_id")}  # as text: PostgreSQL compares no JSON with it
    plans = Plan.objects.filter(course_id=OuterRef("plan__course_id")).order_by("-version").values("version")
    facts = PatientFact.objects.filter(**person, recorded_at__gt=OuterRef("since")).exclude(code=EFFECT)
    if source:
        facts = facts.exclude(source__startswith=source)
    settled = CriterionSettlement.objects.filter(**person, settled_at__gt=OuterRef("since"))
    signed = EligibilityDecision.objects.filter(**product).order_by("-signed_at")
    return orders.annotate(product_id=KT("product__id")).annotate(
        newest_plan=Subquery(plans[:1], output_field=IntegerField()),
        risks=safety.unresolved_risks_of(OuterRef("patient_id")),
        verdict=Subquery(signed.values("verdict")[:1], output_field=CharField()),
        news=Q(Exists(facts)) | Q(Exists(settled)) | Q(Exists(signed.filter(signed_at__gt=OuterRef("since")))),
    )
