"""Milan's course as the mock-up has it: five doses, one held, one score missing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from openkap.clinical.instruments.definition import Rater
from openkap.clinical.outcomes.change import Rule, Rules, Score, standing
from openkap.clinical.outcomes.measured import Due, measured
from openkap.clinical.sources import Basis, Pin, Verification
from openkap.interfaces.clinician.course.readmodel import (
    Course,
    Dose,
    Exposure,
    Given,
    Pressure,
    Visit,
)
from openkap.interfaces.components.measures import BandView, Measure
from openkap.interfaces.components.worklist import WorkRow

NOW = datetime(2026, 11, 20, 9, 10, tzinfo=UTC)
BEGAN = datetime(2026, 10, 27, 14, tzinfo=UTC)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _rule(value: int, standing_of_source: Verification = Verification.READ) -> Rule:
    return Rule(Decimal(value), (Basis(standing_of_source, ref="a-source", at="table 1"),))


def measure(
    title: str, high: int, bands: list[tuple[str, int, int]], taken: dict[tuple[int, int], int], **rules: Any
) -> Measure:
    held = Rules(title, Decimal(0), Decimal(high), lower_is_better=True, **rules)
    scores = tuple(Score(at(*day), Decimal(value)) for day, value in taken.items())
    plan = [Due(s.at, s.at + timedelta(days=3), s.at, scored=True) for s in scores]
    plan += [Due(at(11, 16), at(11, 18)), Due(at(11, 30), at(12, 2))]
    found = tuple(BandView(n, Decimal(a), Decimal(b)) for n, a, b in bands)
    return Measure(held, Pin("instruments", title.lower(), "1.0.0", "x"), found, "2 weeks", scores, tuple(plan),
                   standing(held, scores, BEGAN), measured(plan, NOW), Rater.PATIENT)  # fmt: skip


def course(**changed: Any) -> Course:
    phq = measure("PHQ-9", 27, [("minimal", 0, 4), ("mild", 5, 9), ("moderate", 10, 14), ("moderately severe", 15, 19),
                                ("severe", 20, 27)],
                  {(10, 6): 19, (10, 26): 20, (11, 2): 14, (11, 9): 11, (11, 20): 9},
                  response=_rule(50), remission=_rule(4), reliable=_rule(6))  # fmt: skip
    gad = measure("GAD-7", 21, [("minimal", 0, 4), ("mild", 5, 9), ("moderate", 10, 14), ("severe", 15, 21)],
                  {(10, 6): 15, (10, 26): 15, (11, 2): 12, (11, 9): 10, (11, 20): 8}, reliable=_rule(4))  # fmt: skip
    peaks = {(10, 27): (134, 152), (10, 30): (136, 160), (11, 3): (133, 166), (11, 6): (136, 171), (11, 19): (138, 184)}
    doses = [
        Dose(Given.GIVEN, at(*day, 14), number, "#", Decimal(49), Decimal("0.50"), Pressure(low, 84),
             Pressure(high, 104), Pressure(130, 82), high > 180, 5, "mild", 129)
        for number, (day, (low, high)) in enumerate(peaks.items(), 1)
    ]  # fmt: skip
    doses.append(Dose(Given.HELD, at(11, 10, 14), why="BP before the dose 164/98; moved to 19 Nov."))
    doses.append(Dose(Given.PLANNED, at(11, 24, 13), 6))
    visits = [("P", 10, 13, "done"), ("P", 10, 20, "done"), ("I", 10, 29, "done"), ("I", 11, 5, "done"),
              ("I", 11, 12, "missed"), ("I", 11, 23, "planned"), ("F", 12, 4, "planned")]  # fmt: skip
    facts: dict[str, Any] = {
        "kind": "both", "has_dosing": True, "began_at": BEGAN, "starts_on": date(2026, 10, 5),
        "ends_on": date(2026, 12, 7), "measures": (phq, gad), "doses": tuple(sorted(doses, key=lambda d: d.at)),
        "visits": tuple(Visit(letter, at(m, d, 14), state) for letter, m, d, state in visits),
        "due": (WorkRow("Peak BP has risen at every dose", "Decide before dose 6.", "You", "by 23 Nov", "alert"),
                WorkRow("Integration after dose 5", "Mon 23 Nov, 14:00; day 4 of 5", "Jonas Weiss", "", "due"),
                WorkRow("Dose 6", "Tue 24 Nov, 13:30, room 4", "Ada Okafor")),
        "exposure": Exposure(5, Decimal(245), None), "call_above": 180,
        "goals": ("Back at the workshop three mornings a week",), "goals_note": "13 Oct. Therapy: ACT, Jonas Weiss.",
    }  # fmt: skip
    return Course(**{**facts, **changed})
