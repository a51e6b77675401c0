"""Addresses of what anybody may read. They are about nobody."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.reading import views

urlpatterns = [page("what-is-known/", views.show_known, roles=ANYONE, name="what-is-known")]
