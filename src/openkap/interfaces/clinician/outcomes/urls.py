"""Addresses of the programme's outcomes."""

from openkap.interfaces.clinician.outcomes import views
from openkap.interfaces.components.pages import page

DIRECTOR = {"director"}
urlpatterns = [
    page("programme/", views.show_outcomes, roles=DIRECTOR, name="outcomes"),
    page("programme/outcomes.pdf", views.outcomes_paper, roles=DIRECTOR, name="outcomes-paper"),
    page("programme/studies/", views.show_studies, roles=DIRECTOR, name="benchmarks"),
]
