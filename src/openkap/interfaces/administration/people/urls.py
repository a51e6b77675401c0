"""Addresses of the people pages."""

from openkap.interfaces.administration.people import views
from openkap.interfaces.components.pages import page

ADMINISTRATOR = {"administrator"}
urlpatterns = [
    page("people/", views.people, roles=ADMINISTRATOR, name="people"),
    page("people/<uuid:person_id>/", views.person, roles=ADMINISTRATOR, name="person"),
    page("people/<uuid:person_id>/link", views.link, roles=ADMINISTRATOR, name="person-link"),
    page("people/roles/<uuid:membership_id>/end", views.end_role, roles=ADMINISTRATOR, name="role-end"),
]
