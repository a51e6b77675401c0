"""Addresses of the passkey's two steps."""

from django.views.decorators.http import require_POST

from openkap.interfaces.components.pages import page
from openkap.interfaces.monitor.passkeys import views

HERE = {"nurse", "prescriber", "therapist", "room"}

urlpatterns = [
    page("rooms/<uuid:session_id>/passkey/begin/", require_POST(views.begin), roles=HERE, name="passkey-begin"),
    page("rooms/<uuid:session_id>/passkey/finish/", require_POST(views.finish), roles=HERE, name="passkey-finish"),
]
