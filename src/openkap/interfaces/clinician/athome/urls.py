"""Addresses of doses at home."""

from openkap.interfaces.clinician.athome import switch_views, views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
TELLERS = {"prescriber", "nurse", "therapist"}
HERE = "patients/<uuid:patient_id>/home/"
urlpatterns = [
    page("home-doses/", switch_views.show_switch, roles=READERS | {"administrator"}, name="home-switch"),
    page("home-doses/sign/", switch_views.sign, roles={"director", "prescriber"}, name="home-switch-sign"),
    page("home-doses/close/", switch_views.close, roles={"director", "prescriber"}, name="home-switch-close"),
    page(HERE, views.show_home, roles=READERS, name="home"),
    page(f"{HERE}companion/", views.companion, roles=TELLERS, name="home-companion"),
    page(f"{HERE}companion/end/", views.companion_end, roles=TELLERS, name="home-companion-end"),
    page(f"{HERE}order/", views.order, roles={"prescriber"}, name="home-order"),
    page(f"{HERE}<uuid:session_id>/release/", views.release, roles={"prescriber"}, name="home-release"),
    page(f"{HERE}<uuid:session_id>/heard/", views.heard, roles=TELLERS, name="home-heard"),
    page(f"{HERE}<uuid:session_id>/after/", views.after, roles=TELLERS, name="home-after"),
]
