"""Addresses of the leaflets, for staff."""

from openkap.interfaces.clinician.education import views
from openkap.interfaces.components.pages import STAFF, page

SIGNERS = {"prescriber", "therapist", "nurse"}
urlpatterns = [
    page("education/", views.show_education, roles=STAFF, name="education"),
    page("education/<slug:leaflet_id>/", views.show_preview, roles=STAFF, name="education-preview"),
    page("education/<slug:leaflet_id>/sign/", views.sign, roles=SIGNERS, name="education-sign"),
]
