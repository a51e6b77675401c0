"""Addresses of what leaves a record."""

from openkap.interfaces.administration.disclosure import views
from openkap.interfaces.components.pages import page

KEEPERS = {"director", "administrator"}
HERE = "patients/<uuid:patient_id>/disclosure/"
urlpatterns = [
    page(HERE, views.show_disclosure, roles=KEEPERS, name="disclosure"),
    page(f"{HERE}export/", views.export, roles=KEEPERS, name="disclosure-export"),
    page(f"{HERE}request/", views.request_new, roles=KEEPERS, name="disclosure-request"),
    page(f"{HERE}request/<uuid:request_id>/", views.request_answer, roles=KEEPERS, name="disclosure-answer"),
    page(f"{HERE}consent/", views.consent_new, roles=KEEPERS, name="disclosure-consent"),
    page(f"{HERE}consent/<uuid:consent_id>/withdraw/", views.consent_end, roles=KEEPERS, name="disclosure-withdraw"),
    page(f"{HERE}hold/", views.hold, roles=KEEPERS, name="disclosure-hold"),
]
