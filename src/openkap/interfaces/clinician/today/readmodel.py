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
    """Somebody who comes today: when, where, what for, and what is still missing for it."""

    at: datetime
    room: RoomLink | None
    person: str
    patient_id: UUID
    what: str
    missing: tuple[str, ...] = ()
    has_go: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The whole page."""

    unowned: tuple[WorkRow, ...]
    mine: tuple[WorkRow, ...]
    people: tuple[Coming, ...]
    withdrawn: tuple[WorkRow, ...] = ()
