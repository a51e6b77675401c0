"""Address of the clinic's page."""

from openkap.interfaces.administration.clinic.views import show_clinic
from openkap.interfaces.components.pages import page

urlpatterns = [page("clinic/", show_clinic, roles={"administrator"}, name="clinic")]
