"""A line of a list of work, as ``components/worklist_row.html`` shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Something that waits: what, for whom, whose it is, until when, and where to answer it."""

    what: str
    detail: str = ""
    owner: str = ""
    due: str = ""
    state: str = ""
    address: str = ""
