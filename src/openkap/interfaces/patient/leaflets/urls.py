"""Addresses of the leaflets. A leaflet goes by a code, so that an address names no treatment."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.leaflets import views

urlpatterns = [
    page("read/", views.show_leaflets, roles=ANYONE, name="read"),
    page("read/<str:code>/", views.show_leaflet, roles=ANYONE, name="read-one"),
]
