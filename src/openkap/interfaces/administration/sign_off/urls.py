"""Addresses of content sign-off."""

from openkap.interfaces.administration.sign_off import views
from openkap.interfaces.components.pages import page

urlpatterns = [
    page("content/", views.show_content, roles={"director", "prescriber", "administrator"}, name="content"),
    page("content/sign", views.sign, roles={"director"}, name="content-sign"),
]
