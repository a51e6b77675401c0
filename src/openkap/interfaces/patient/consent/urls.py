"""Addresses of a form on the clinic's tablet. None of them says what it is about."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.consent import views

urlpatterns = [
    page("form/", views.show_start, roles=ANYONE, name="form"),
    page("form/<int:number>/", views.show_point, roles=ANYONE, name="form-point"),
    page("form/check/", views.show_summary, roles=ANYONE, name="form-check"),
    page("form/done/", views.show_done, roles=ANYONE, name="form-done"),
]
