"""Addresses of the modalities."""

from openkap.interfaces.clinician.modalities import views
from openkap.interfaces.components.pages import STAFF, page

urlpatterns = [
    page("modalities/", views.show_modalities, roles=STAFF, name="modalities"),
    page("modalities/<str:modality_id>/", views.show_modality, roles=STAFF, name="modality"),
]
