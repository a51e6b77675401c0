"""Addresses of the patient's pages. Past the link itself, none of them says anything."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.answering import views

urlpatterns = [
    page("q/<str:token>", views.link, roles=ANYONE, name="link"),
    page("answer/", views.question, roles=ANYONE, name="answer"),
    page("answer/save", views.save, roles=ANYONE, name="answer-save"),
    page("answer/finish", views.finish, roles=ANYONE, name="answer-finish"),
    page("help/", views.help_now, roles=ANYONE, name="help"),
]
