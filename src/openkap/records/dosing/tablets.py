"""A registered device becomes the room of one dosing session: opened, and let to its person, in one transaction."""

from datetime import datetime
from uuid import UUID

from openkap.records.accounts import device_services
from openkap.records.accounts.models import RoomSession
from openkap.records.audit.acting import Actor
from openkap.records.audit.refusals import RefusedError
from openkap.records.audit.services import service
from openkap.records.dosing.models import DosingSession
from openkap.records.patients import door


@service
def open_on_device(*, by: Actor, session_id: UUID, device_id: UUID, now: datetime) -> RoomSession:
    """Open a device of the site for an open session; device and whoever opened it are with the person today."""
    session = DosingSession.objects.filter(id=session_id, site_id=by.site, is_open=True).first()
    if session is None:
        raise RefusedError("There is no such open session here. It may have ended; look at the board.")
    opened = device_services.open_room(
        by=by, device_id=device_id, dosing_session_id=session_id, label=session.room, now=now
    )
    for holder_id in (by.id, device_id):
        door.admit_to_room(by=by, patient_id=session.patient_id, holder_id=holder_id, now=now)
    return opened
