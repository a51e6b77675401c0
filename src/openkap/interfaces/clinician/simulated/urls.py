"""Addresses of the comparison of simulated protocols."""

from openkap.interfaces.clinician.simulated import views
from openkap.interfaces.components.pages import page

DIRECTOR = {"director"}
urlpatterns = [
    page("programme/simulated/", views.show_simulated, roles=DIRECTOR, name="simulated"),
    page("programme/simulated.pdf", views.simulated_paper, roles=DIRECTOR, name="simulated-paper"),
]
