"""Addresses of courses, plans, orders, visits and letters."""

from openkap.interfaces.clinician.plan import courses, orders, plans, visits
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
DECIDERS = {"prescriber", "therapist"}
HERE = "patients/<uuid:patient_id>/plan/"
urlpatterns = [
    page(HERE, plans.show_plan, roles=READERS, name="plan"),
    page(f"{HERE}before/", plans.show_before, roles=READERS, name="plan-before"),
    page(f"{HERE}new/", plans.new_plan, roles=DECIDERS, name="plan-new"),
    page(f"{HERE}start/", courses.start, roles=DECIDERS, name="course-start"),
    page(f"{HERE}review/", courses.review, roles=DECIDERS, name="course-review"),
    page(f"{HERE}end/", courses.end, roles=DECIDERS, name="course-end"),
    page(f"{HERE}letters/<uuid:letter_id>/", courses.letter, roles=READERS, name="letter"),
    page(f"{HERE}order/", orders.sign, roles={"prescriber"}, name="order-sign"),
    page(f"{HERE}order/<uuid:order_id>/", orders.show_order, roles=READERS, name="order"),
    page(f"{HERE}order/<uuid:order_id>/go/", orders.go, roles={"prescriber"}, name="order-go"),
    page(f"{HERE}order/<uuid:order_id>/hold/", orders.hold, roles=READERS - {"director"}, name="order-hold"),
    page(f"{HERE}order/<uuid:order_id>/withdraw/", orders.withdraw, roles={"prescriber"}, name="order-withdraw"),
    page(f"{HERE}visits/new/", visits.add, roles=READERS - {"director"}, name="visit-new"),
    page(f"{HERE}visits/<uuid:visit_id>/", visits.show_visit, roles=READERS | {"administrator"}, name="visit"),
    page(f"{HERE}visits/<uuid:visit_id>/move/", visits.move, roles=READERS | {"administrator"}, name="visit-move"),
    page(f"{HERE}visits/<uuid:visit_id>/status/", visits.keep, roles=READERS | {"administrator"}, name="visit-status"),
]
