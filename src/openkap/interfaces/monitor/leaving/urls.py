"""Addresses of the lists, the endings and the paper."""

from django.views.decorators.http import require_POST

from openkap.interfaces.components.pages import page
from openkap.interfaces.monitor.leaving import views

HERE = {"nurse", "prescriber", "therapist", "room"}

urlpatterns = [
    page("rooms/<uuid:session_id>/before/", views.before_dose, roles=HERE, name="before-dose"),
    page("rooms/<uuid:session_id>/leaving/", views.before_leaving, roles=HERE, name="before-leaving"),
    page("rooms/<uuid:session_id>/check/", require_POST(views.answer_row), roles=HERE, name="answer-row"),
    page("rooms/<uuid:session_id>/sign/", require_POST(views.sign_leaving), roles=HERE, name="sign-leaving"),
    page("rooms/<uuid:session_id>/end/", views.end_otherwise, roles=HERE, name="end-otherwise"),
    page("rooms/<uuid:session_id>/ended/", views.show_ended, roles=HERE, name="session-ended"),
    page("rooms/<uuid:session_id>/paper/", views.leaving_paper, roles=HERE, name="leaving-paper"),
]
