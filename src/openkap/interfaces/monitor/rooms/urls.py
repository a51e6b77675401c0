"""Addresses of the room. They name a session by a random id, never a person."""

from django.views.decorators.http import require_POST

from openkap.interfaces.components.pages import page
from openkap.interfaces.monitor.rooms import correcting, given, views, wasting

STAFF = {"nurse", "prescriber", "therapist"}
HERE = {*STAFF, "room"}

urlpatterns = [
    page("rooms/<uuid:session_id>/", views.show_room, roles=HERE, name="room"),
    page("rooms/<uuid:session_id>/live/", views.show_live, roles=HERE, name="room-live"),
    page("rooms/<uuid:session_id>/keep/", require_POST(views.keep_event), roles=HERE, name="room-keep"),
    page("rooms/<uuid:session_id>/answer/", require_POST(views.answer_alert), roles=HERE, name="room-answer"),
    page("rooms/<uuid:session_id>/entries/", views.show_entries, roles=HERE, name="session-entries"),
    page("rooms/<uuid:session_id>/given/", given.record_given, roles=HERE, name="already-given"),
    page(
        "rooms/<uuid:session_id>/entries/<uuid:event_id>/",
        correcting.correct_entry,
        roles=HERE,
        name="correct-entry",
    ),
    page("rooms/<uuid:session_id>/waste/", wasting.record_waste, roles=HERE, name="room-waste"),
    page("sessions/<uuid:patient_id>/", views.open_session, roles=STAFF, name="sessions"),
]
