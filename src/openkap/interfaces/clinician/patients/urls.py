"""Addresses of people and their facts."""

from openkap.interfaces.clinician.patients import access, facts, importing, members, people, review
from openkap.interfaces.components.pages import STAFF, page

CLINICIANS = {"prescriber", "nurse", "therapist"}
IMPORTERS = {*CLINICIANS, "administrator"}
READERS = {*CLINICIANS, "director"}
PERSON = "patients/<uuid:patient_id>/"
urlpatterns = [
    page("patients/", people.show_people, roles=STAFF, name="patients"),
    page("patients/import/", importing.import_file, roles=IMPORTERS, name="import-referral"),
    page("patients/import/<uuid:waiting_id>/", importing.ask_who, roles=IMPORTERS, name="import-who"),
    page("access-reviews/", access.show_reasons, roles={"director"}, name="access-reviews"),
    page("access-reviews/<uuid:reason_id>/", access.review, roles={"director"}, name="access-review"),
    page(f"{PERSON}access/", access.give_reason, roles=STAFF, name="access-reason"),
    page(f"{PERSON}facts/", facts.show_facts, roles={*READERS, "administrator"}, name="facts"),
    page(f"{PERSON}facts/record/", facts.record, roles=CLINICIANS, name="record-fact"),
    page(
        f"{PERSON}facts/<uuid:fact_id>/history/",
        facts.show_history,
        roles={*READERS, "administrator"},
        name="fact-history",
    ),
    page(f"{PERSON}facts/<uuid:fact_id>/correct/", facts.correct, roles=CLINICIANS, name="correct-fact"),
    page(f"{PERSON}imports/<uuid:bundle_id>/", facts.show_bundle, roles={*READERS, "administrator"}, name="bundle"),
    page(f"{PERSON}team/", members.show_team, roles=READERS, name="care-team"),
    page(f"{PERSON}team/<uuid:person_id>/end/", members.end_membership, roles=READERS, name="care-team-end"),
    page(f"{PERSON}review/", review.ask, roles=CLINICIANS, name="review"),
]
