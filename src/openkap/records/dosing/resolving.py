"""A risk that arose in a session is resolved where all risks are; the session takes the resolution in as an event."""

from datetime import datetime
from typing import Any
from uuid import uuid5

from openkap.clinical.monitoring.state import SessionState
from openkap.records.dosing.models import DosingSession
from openkap.records.safety.models import AlertState, SafetyAlert

SESSIONS = "dosing-session/"


def source_of(session: DosingSession) -> str:
    """How the alerts of a session name it."""
    return f"{SESSIONS}{session.id}"


def resolutions(session: DosingSession, state: SessionState, now: datetime) -> list[dict[str, Any]]:
    """An event for every risk of the session whose alert a clinician has resolved since."""
    found = []
    for risk in state.risks:
        alerts = SafetyAlert.objects.select_related("resolution__resolved_by")
        last = alerts.filter(source=source_of(session), signal=risk).order_by("-opened_at").first()
        if last is None or last.state != AlertState.RESOLVED:
            continue
        said = last.resolution
        found.append(
            {
                "id": str(uuid5(session.id, f"resolved/{said.id}")),
                "type": "risk-resolved",
                "at": said.resolved_at.isoformat(),
                "recorded_at": now.isoformat(),
                "by": said.resolved_by.name,
                "risk": risk,
                "level": said.level,
                "plan": said.plan,
                "done": said.what_was_done,
            }
        )
    return found
