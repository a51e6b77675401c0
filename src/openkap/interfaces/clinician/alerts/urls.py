"""Addresses of alerts and cover."""

from openkap.interfaces.clinician.alerts import cover_views, views
from openkap.interfaces.components.pages import page

CLINICIANS = {"prescriber", "nurse", "therapist", "director"}
STAFF = CLINICIANS | {"administrator"}

urlpatterns = [
    page("alerts/", views.show_alerts, roles=STAFF, name="alerts"),
    page("alerts/<uuid:alert_id>/", views.show_alert, roles=CLINICIANS, name="alert"),
    page("alerts/<uuid:alert_id>/acknowledge", views.acknowledge, roles=CLINICIANS, name="alert-acknowledge"),
    page("cover/", cover_views.show_cover, roles=STAFF, name="cover"),
    page("cover/plan", cover_views.plan, roles={"administrator", "director"}, name="cover-plan"),
    page("cover/test", cover_views.test_channel, roles={"administrator", "director"}, name="cover-test"),
    page("cover/confirm", cover_views.confirm, roles=CLINICIANS, name="cover-confirm"),
]
