"""Addresses of content sign-off."""

from openkap.interfaces.administration.sign_off import views
from openkap.interfaces.components.pages import page

READERS = {"director", "prescriber", "administrator"}

urlpatterns = [
    page("content/", views.show_content, roles=READERS, name="content"),
    page("content/<str:kind>/", views.show_bundle, roles=READERS, name="content-bundle"),
    page("content/<str:kind>/sign", views.sign, roles={"director"}, name="content-sign"),
]
