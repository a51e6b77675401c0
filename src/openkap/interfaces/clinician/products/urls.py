"""Addresses of the library of products and protocols. They name no person."""

from openkap.interfaces.clinician.products import views
from openkap.interfaces.components.pages import STAFF, page

urlpatterns = [
    page("products/", views.show_products, roles=STAFF, name="products"),
    page("products/<slug:product_id>/", views.show_product, roles=STAFF, name="product"),
    page("protocols/", views.show_protocols, roles=STAFF, name="protocols"),
    page("protocols/<slug:protocol_id>/", views.show_protocol, roles=STAFF, name="protocol"),
]
