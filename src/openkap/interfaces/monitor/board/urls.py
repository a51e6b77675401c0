"""Addresses of the board and of the streams."""

from openkap.interfaces.components.pages import page
from openkap.interfaces.monitor.board import views
from openkap.interfaces.monitor.stream import stream

STAFF = {"nurse", "prescriber", "therapist", "director"}

urlpatterns = [
    page("board/", views.show_board, roles=STAFF, name="board"),
    page("board/live/", views.show_live, roles=STAFF, name="board-live"),
    page("board/stream/", stream, roles=STAFF, name="board-stream"),
    page(
        "rooms/<uuid:session_id>/stream/",
        stream,
        roles={"nurse", "prescriber", "therapist", "room"},
        name="room-stream",
    ),
]
