"""Addresses of the site's own limits. They name no person."""

from openkap.interfaces.administration.limits import views
from openkap.interfaces.components.pages import STAFF, page

urlpatterns = [
    page("content/limits/<slug:product_id>/", views.show_limits, roles=STAFF, name="limits"),
    page("content/limits/<slug:product_id>/set", views.set_limit, roles={"director"}, name="limits-set"),
]
