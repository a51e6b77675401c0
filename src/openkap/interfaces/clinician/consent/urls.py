"""Addresses of consent, for staff."""

from openkap.interfaces.clinician.consent import views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
ASKERS = {"prescriber", "nurse", "therapist"}
HERE = "patients/<uuid:patient_id>/consent/"
urlpatterns = [
    page(HERE, views.show_consents, roles=READERS, name="consent"),
    page(f"{HERE}open/<slug:covers>/", views.open_form, roles=ASKERS, name="consent-open"),
    page(f"{HERE}<uuid:consent_id>/", views.show_consent, roles=READERS, name="consent-form"),
    page(f"{HERE}<uuid:consent_id>/explained/", views.explained, roles=ASKERS, name="consent-explained"),
    page(f"{HERE}<uuid:consent_id>/capacity/", views.capacity, roles=ASKERS, name="consent-capacity"),
    page(f"{HERE}<uuid:consent_id>/hand-over/", views.hand_over, roles=ASKERS, name="consent-hand-over"),
    page(f"{HERE}<uuid:consent_id>/withdraw/", views.withdraw, roles=ASKERS, name="consent-withdraw"),
]
