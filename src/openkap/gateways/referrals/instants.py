"""FHIR dates: a day or an instant as a moment in UTC, with how precise it was."""

import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def moment(text: object) -> tuple[datetime | None, bool]:
    """The start of what a FHIR date says, in UTC, and whether it names at least the day; None when it is no date."""
    if not isinstance(text, str):
        return None, False
    match = _DATE.fullmatch(text)
    try:
        if match:
            year, month, day = (int(g) if g else 1 for g in match.groups())
            return datetime(year, month, day, tzinfo=UTC), match[3] is not None
        if "T" in text:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC), True
    except (ValueError, OverflowError):
        return None, False
    return None, False


def day(text: object) -> date | None:
    """A full date, or None when it is partial or no date."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
