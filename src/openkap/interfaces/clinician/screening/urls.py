"""Addresses of screening."""

from openkap.interfaces.clinician.screening import views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
HERE = "patients/<uuid:patient_id>/screening/"
urlpatterns = [
    page(HERE, views.show_screening, roles=READERS, name="screening"),
    page(f"{HERE}settle/", views.settle, roles={"prescriber"}, name="screening-settle"),
    page(f"{HERE}withdraw/", views.withdraw, roles={"prescriber"}, name="screening-withdraw"),
    page(f"{HERE}sign/", views.sign, roles={"prescriber"}, name="screening-sign"),
    page(f"{HERE}medicine/<uuid:fact_id>/", views.place, roles={"prescriber", "nurse"}, name="place-medicine"),
    page(f"{HERE}decisions/<uuid:decision_id>/", views.show_decision, roles=READERS, name="decision"),
]
