"""Early warnings of everybody at the site whose course runs; three queries, however many there are."""

from dataclasses import replace
from datetime import datetime

from openkap.interfaces.clinician.course.early import early, watched
from openkap.interfaces.components.templatetags.frame import link_to
from openkap.interfaces.components.worklist import WorkRow
from openkap.records.assessments import selectors as assessments
from openkap.records.audit.acting import Actor
from openkap.records.dosing import selectors as dosing
from openkap.records.treatment import selectors as treatment


def early_rows(actor: Actor, now: datetime) -> list[tuple[datetime, WorkRow]]:
    """A line a person and rule, under the person's name, with the instant since which it holds."""
    names = treatment.people_in_course(actor)
    first, sent = dosing.first_doses(names), assessments.sent_to(names)
    found = []
    for patient_id, name in names.items():
        for one in early(watched(sent.get(patient_id, []), first.get(patient_id)), now):
            detail = f"{one.row.what}. {one.row.detail}"
            row = replace(one.row, what=name, detail=detail, address=link_to("course", patient_id))
            found.append((one.since, row))
    return found
