"""Addresses of a person's trajectory."""

from openkap.interfaces.clinician.trajectory import views
from openkap.interfaces.components.pages import page

STAFF = {"prescriber", "nurse", "therapist", "director"}
HERE = "patients/<uuid:patient_id>/trajectory"
urlpatterns = [
    page(f"{HERE}/", views.show_trajectory, roles=STAFF, name="trajectory"),
    page(f"{HERE}/trajectory.pdf", views.trajectory_paper, roles=STAFF, name="trajectory-paper"),
    page(f"{HERE}/your-scores.pdf", views.plain_paper, roles=STAFF, name="trajectory-plain"),
]
