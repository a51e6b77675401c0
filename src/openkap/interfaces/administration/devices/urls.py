"""Addresses of the device pages."""

from openkap.interfaces.administration.devices import views
from openkap.interfaces.components.pages import page

KEEPERS = {"administrator", "nurse"}
CLINICIANS = {"prescriber", "nurse", "therapist", "director"}
urlpatterns = [
    page("devices/", views.show_devices, roles=KEEPERS | CLINICIANS, name="devices"),
    page("devices/register", views.register, roles=KEEPERS, name="device-register"),
    page("devices/pin", views.pin, roles=CLINICIANS, name="device-pin"),
    page("devices/<uuid:device_id>/revoke", views.revoke, roles=KEEPERS, name="device-revoke"),
    page("devices/open/<uuid:session_id>", views.open_room, roles={"prescriber", "nurse"}, name="room-open"),
]
