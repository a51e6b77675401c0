"""Addresses of the day at home. They say nothing."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.athome import views

urlpatterns = [
    page("mine/day/", views.show_day, roles=ANYONE, name="mine-day"),
    page("mine/day/before/", views.before, roles=ANYONE, name="mine-day-before"),
    page("mine/day/say/", views.say, roles=ANYONE, name="mine-day-say"),
    page("mine/day/after/", views.after, roles=ANYONE, name="mine-day-after"),
]
