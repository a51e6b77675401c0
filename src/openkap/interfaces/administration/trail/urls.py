"""Address of the trail's page."""

from openkap.interfaces.administration.trail.views import show_trail
from openkap.interfaces.components.pages import page

urlpatterns = [page("trail/", show_trail, roles={"administrator", "director"}, name="trail")]
