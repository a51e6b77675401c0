"""Addresses of translations."""

from openkap.interfaces.clinician.translations import views
from openkap.interfaces.components.pages import STAFF, page

SIGNERS = {"prescriber", "therapist", "nurse"}
urlpatterns = [
    page("translations/", views.show_translations, roles=STAFF, name="translations"),
    page("translations/<slug:translation_id>/", views.show_translation, roles=STAFF, name="translation"),
    page("translations/<slug:translation_id>/sign/", views.sign, roles=SIGNERS, name="translation-sign"),
]
