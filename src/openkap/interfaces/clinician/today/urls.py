"""The day, and follow-up."""

from openkap.interfaces.clinician.today.views import show_today
from openkap.interfaces.components.pages import page

STAFF = {"prescriber", "nurse", "therapist", "director", "administrator"}
urlpatterns = [page("", show_today, roles=STAFF, name="today")]
