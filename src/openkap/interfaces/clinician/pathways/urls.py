"""Addresses of the choice of a course."""

from openkap.interfaces.clinician.pathways import views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
HERE = "patients/<uuid:patient_id>/options/"
urlpatterns = [
    page(HERE, views.show_options, roles=READERS, name="options"),
    page(f"{HERE}choose/", views.choose, roles={"prescriber", "therapist"}, name="options-choose"),
    page(f"{HERE}paper/", views.show_paper, roles=READERS, name="options-paper"),
]
