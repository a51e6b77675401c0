"""Addresses of therapy notes, homework and psychotherapy notes."""

from openkap.interfaces.clinician.notes import homework, own, views
from openkap.interfaces.components.pages import page

READERS = {"prescriber", "nurse", "therapist", "director"}
WRITERS = {"prescriber", "therapist"}
HERE = "patients/<uuid:patient_id>/notes/"
urlpatterns = [
    page(HERE, views.show_notes, roles=READERS, name="notes"),
    page(f"{HERE}new/", views.begin, roles=WRITERS, name="note-new"),
    page(f"{HERE}draft/<uuid:draft_id>/", views.write, roles=WRITERS, name="note-write"),
    page(f"{HERE}<uuid:note_id>/", views.show_note, roles=READERS, name="note"),
    page(f"{HERE}homework/", homework.set_new, roles=WRITERS, name="homework-new"),
    page(f"{HERE}homework/<uuid:homework_id>/", homework.close, roles=WRITERS, name="homework-close"),
    page(f"{HERE}own/", own.show_own, roles={"therapist"}, name="notes-own"),
]
