"""The address of the safety plan. It says nothing to anybody who has not said who they are."""

from openkap.interfaces.components.pages import ANYONE, page
from openkap.interfaces.patient.safetyplan import views

urlpatterns = [page("my-plan/", views.show_plan, roles=ANYONE, name="my-safety-plan")]
