"""What a simulation came to as plain data. Its first word is always that it is simulated."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from openkap.clinical.outcomes.proportions import Interval
from openkap.clinical.simulation.chance import WORLDS
from openkap.clinical.simulation.cohort import RELAPSE_DAYS, alerts, figures, measured_relapse
from openkap.clinical.simulation.comparing import Difference
from openkap.clinical.simulation.course import Course
from openkap.clinical.simulation.mechanics import mechanics
from openkap.clinical.simulation.scenario import SIMULATED, Scenario
from openkap.clinical.values import Unknown

MECHANICS = (
    "Mechanics of the rules under assumed noise and silence: no chance of relapse, and for no real person. "
    "Nothing announces a simulated relapse, so what fires before one fires by chance."
)


def cohort_as_json(scenario: Scenario, courses: Sequence[Course], seed: int) -> dict[str, Any]:
    """One cohort: its figures with their intervals, alerts by cause, and the mechanics of early warning."""
    rooms, forms = alerts(courses)
    curve = measured_relapse(scenario, courses)
    seen = None if isinstance(curve, Unknown) else curve.at(RELAPSE_DAYS)
    step = None if seen is None or isinstance(seen, Unknown) else seen.value
    return {
        **_heading(scenario, len(courses), seed),
        "protocol": str(scenario.protocol.pin),
        "figures": {
            f.id: {
                "says": f.says, "unit": f.unit, "value": _round(f.value), "interval": _ends(f.interval),
                "people": f.among,
            }
            for f in figures(courses)
        },
        "relapse_seen_in_scores": {
            "says": f"relapsed within {RELAPSE_DAYS} days of the first response, by the scores (Kaplan and Meier)",
            "percent": None if step is None else _round(100 * (1 - step.remaining)),
        },
        "alerts": {"room": _counted(rooms), "forms": _counted(forms)},
        "early_warning": {
            "says": MECHANICS,
            "rules": [
                {
                    "rule": m.rule, "fired": m.fired, "people": m.people, "relapsed": m.relapsed,
                    "fired_before_relapse": m.fired_before, "fired_after_relapse": m.fired_after,
                    "fired_without_relapse": m.without_relapse, "days_ahead": _round(m.ahead_days),
                }
                for m in mechanics(scenario, courses)
            ],
        },
    }  # fmt: skip


def comparison_as_json(
    first: Scenario, second: Scenario, found: Sequence[Difference], people: int, seed: int
) -> dict[str, Any]:
    """Two protocols or arms side by side, second minus first."""
    return {
        **_heading(first, people, seed),
        "first": {"protocol": str(first.protocol.pin), "arm": first.arm.value},
        "second": {"protocol": str(second.protocol.pin), "arm": second.arm.value},
        "differences": {
            d.id: {
                "says": d.says, "unit": d.unit, "people": d.people,
                "first": _round(d.first), "second": _round(d.second),
                "difference": _round(d.difference), "interval": _ends(d.interval),
                "clear": d.clear,
            }
            for d in found
        },
    }  # fmt: skip


def _heading(scenario: Scenario, people: int, seed: int) -> dict[str, Any]:
    return {
        "simulated": True,
        "notice": SIMULATED,
        "warnings": list(scenario.preset.warnings),
        "preset": str(scenario.preset.pin),
        "arm": scenario.arm.value,
        "therapy_effect_sd": scenario.therapy,
        "patients": people,
        "seed": seed,
        "intervals": f"95 %, {min(people, WORLDS)} worlds: chance, and the parameters within their published intervals",
        "not_simulated": sorted(not_simulated(scenario)),
        "content": [f"{pin.kind}/{pin}" for pin in scenario.pins],
    }


def not_simulated(scenario: Scenario) -> set[str]:
    """Forms of the protocol that no source lets us simulate: nobody fills them in, and nothing is made of them."""
    asked = {name for visit in scenario.schedule.visits for name in visit.instruments}
    return asked - set(scenario.instruments)


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(interval.low, 2), round(interval.high, 2)]


def _counted(found: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    by_cause: dict[str, dict[str, int]] = {}
    for (cause, tier), number in sorted(found.items()):
        by_cause.setdefault(cause, {})[tier] = number
    return by_cause
