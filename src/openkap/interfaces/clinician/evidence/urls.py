"""Addresses of the evidence library."""

from openkap.interfaces.clinician.evidence import views
from openkap.interfaces.components.pages import STAFF, page

urlpatterns = [
    page("evidence/", views.show_claims, roles=STAFF, name="evidence"),
    page("evidence/recommendations/", views.show_recommendations, roles=STAFF, name="evidence-recommendations"),
    page("evidence/studies/", views.show_studies, roles=STAFF, name="evidence-studies"),
    page("sources/<str:kind>/<str:id_>/", views.show_sources, roles=STAFF, name="sources"),
    page("references/<str:reference_id>/", views.show_reference, roles=STAFF, name="reference"),
]
