"""The address of the risks of a session."""

from openkap.interfaces.components.pages import page
from openkap.interfaces.monitor.risk import views

HERE = {"nurse", "prescriber", "therapist", "room"}

urlpatterns = [page("rooms/<uuid:session_id>/risk/", views.resolve_risk, roles=HERE, name="session-risk")]
