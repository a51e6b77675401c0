"""Addresses of the instrument library."""

from openkap.interfaces.clinician.instruments import views
from openkap.interfaces.components.pages import STAFF, page

ONE = "instruments/<slug:instrument_id>/"
urlpatterns = [
    page("instruments/", views.library, roles=STAFF, name="instruments"),
    page(ONE, views.show, roles=STAFF, name="instrument"),
    page(f"{ONE}wording/", views.load, roles={"director", "administrator"}, name="instrument-wording"),
    page(f"{ONE}questionnaire.json", views.questionnaire, roles=STAFF, name="instrument-questionnaire"),
]
