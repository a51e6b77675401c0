"""The address of the person's scores. It says nothing."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.scores import views

urlpatterns = [page("mine/scores/", views.show_scores, roles=ANYONE, name="mine-scores")]
