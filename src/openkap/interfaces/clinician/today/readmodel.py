"""What the Today page and the follow-up list show."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openkap.interfaces.components.worklist import WorkRow


@dataclass(frozen=True, slots=True)
class RoomLink:
    """The room in which somebody's session is open, and its page."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who comes today: when, where, what for, what is still missing, and how it stands (state and words)."""

    at: datetime
    room: RoomLink | None
    person: str
    patient_id: UUID
    what: str
    missing: tuple[str, ...] = ()
    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """The whole page."""

    unowned: tuple[WorkRow, ...]
    mine: tuple[WorkRow, ...]
    people: tuple[Coming, ...]
    in_session: int = 0
    alerts: int = 0
    withdrawn: tuple[WorkRow, ...] = ()
