"""The course of a person."""

from openkap.interfaces.clinician.course.views import show_course
from openkap.interfaces.components.pages import page

STAFF = {"prescriber", "nurse", "therapist", "director"}
urlpatterns = [page("patients/<uuid:patient_id>/course/", show_course, roles=STAFF, name="course")]
