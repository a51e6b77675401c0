"""Addresses of a person's questionnaires."""

from openkap.interfaces.clinician.questionnaires import views
from openkap.interfaces.components.pages import page

RATERS = {"prescriber", "nurse", "therapist"}
STAFF = {"prescriber", "nurse", "therapist", "director"}

urlpatterns = [
    page("patients/<uuid:patient_id>/questionnaires/", views.show, roles=STAFF, name="questionnaires"),
    page(
        "patients/<uuid:patient_id>/questionnaires/enter/<slug:instrument_id>/",
        views.enter,
        roles=RATERS,
        name="questionnaires-enter",
    ),
    page("patients/<uuid:patient_id>/questionnaires/send", views.send, roles=STAFF, name="questionnaires-send"),
    page("patients/<uuid:patient_id>/questionnaires/plan", views.share, roles=STAFF, name="questionnaires-plan"),
    page(
        "patients/<uuid:patient_id>/questionnaires/<uuid:assignment_id>/revoke",
        views.revoke,
        roles=STAFF,
        name="questionnaires-revoke",
    ),
]
