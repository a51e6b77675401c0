"""Addresses of the explorer."""

from openkap.interfaces.clinician.expecting import views
from openkap.interfaces.components.pages import page

urlpatterns = [
    page("expect/", views.explore, roles={"prescriber", "nurse", "therapist", "director"}, name="explorer"),
]
