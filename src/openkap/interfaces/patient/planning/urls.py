"""Addresses of the patient's plan. They say nothing."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.planning import views

urlpatterns = [
    page("mine/", views.show_mine, roles=ANYONE, name="mine"),
    page("mine/<uuid:homework_id>/", views.report, roles=ANYONE, name="mine-report"),
]
