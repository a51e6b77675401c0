"""Addresses of triage and safety plan."""

from openkap.interfaces.clinician.risk import views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
WRITERS = {"prescriber", "nurse", "therapist"}
HERE = "patients/<uuid:patient_id>/risk/"
urlpatterns = [
    page(HERE, views.show_risk, roles=READERS, name="risk"),
    page(f"{HERE}triage/", views.triage, roles=WRITERS, name="risk-triage"),
    page(f"{HERE}plan/", views.plan, roles=WRITERS, name="safety-plan-write"),
    page(f"{HERE}action/<uuid:action_id>/", views.finish, roles=WRITERS, name="risk-action"),
]
