"""Addresses of the cabinet. They name no person."""

from openkap.interfaces.components.pages import page
from openkap.interfaces.monitor.stock import views

STAFF = {"nurse", "prescriber", "director"}

urlpatterns = [
    page("stock/", views.show_stock, roles=STAFF, name="stock"),
    page("stock/<uuid:lot_id>/", views.show_lot, roles=STAFF, name="stock-lot"),
]
