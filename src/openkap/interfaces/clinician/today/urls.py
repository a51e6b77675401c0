"""The day, and follow-up."""

from openkap.interfaces.clinician.today.views import show_follow_up, show_today
from openkap.interfaces.components.pages import STAFF, page

CLINICIANS = {"prescriber", "nurse", "therapist", "director"}
urlpatterns = [
    page("", show_today, roles=STAFF, name="today"),
    page("follow-up/", show_follow_up, roles=CLINICIANS, name="follow-up"),
]
