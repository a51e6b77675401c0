"""Addresses of the ledger of treatment trials."""

from openkap.interfaces.clinician.trials import views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
WRITERS = {"prescriber", "nurse", "therapist"}
HERE = "patients/<uuid:patient_id>/trials/"
urlpatterns = [
    page(HERE, views.show_ledger, roles=READERS, name="trials"),
    page(f"{HERE}new/", views.enter, roles=WRITERS, name="trial-new"),
    page(f"{HERE}complete/", views.complete, roles=WRITERS, name="trials-complete"),
    page(f"{HERE}<uuid:trial_id>/", views.correct, roles=WRITERS, name="trial-correct"),
]
