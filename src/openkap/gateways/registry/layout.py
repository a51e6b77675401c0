"""What lies in a registry's folder: four tables of Parquet and a manifest, and how a fact is laid down in them.

Nobody in it has a name. A person and a course are numbers made with the clinic's own key; the days of one person are
all shifted by the same secret number of days; within a course time counts in minutes from the first dose (or from the
start, where there is none), so nothing that a measure needs is lost by the shift.
"""

from dataclasses import dataclass
from decimal import Decimal

MANIFEST = "manifest.json"
PER_POINT = 1000  # scores are kept in thousandths of a point, as the record keeps them
DAY_MIN = 24 * 60

TABLES: dict[str, dict[str, str]] = {
    "people": {
        "person": "int64", "site": "string", "sex": "string", "age_band": "string", "eligible": "boolean",
    },
    "courses": {
        "course": "int64", "person": "int64", "site": "string", "kind": "string", "product": "string",
        "quarter": "string", "dosed": "boolean", "doses": "int32",
    },
    "scores": {"course": "int64", "instrument": "string", "minute": "int32", "milli": "int32"},
    "sessions": {"course": "int64", "minute": "int32", "dose_mg": "float64", "ended": "string", "urgent": "int32"},
}  # fmt: skip
PARTITIONED = {"people": "site", "courses": "site", "scores": "instrument", "sessions": "ended"}


@dataclass(frozen=True, slots=True)
class Scale:
    """One instrument's rules of change, as the folder's measures use them; a rule that no source gives is None."""

    instrument: str
    title: str
    pin: str
    lower_is_better: bool
    response_percent: Decimal | None
    remission: Decimal | None  # the last score that still counts
    reliable: Decimal | None  # points


def milli(points: Decimal) -> int:
    """A score in thousandths. Raises ValueError beyond what the tables can hold."""
    found = int(points * PER_POINT)
    if not 0 <= found < 1 << 24:
        raise ValueError(f"A score of {points} does not fit the registry, which holds 0 to {(1 << 24) // PER_POINT}.")
    return found
