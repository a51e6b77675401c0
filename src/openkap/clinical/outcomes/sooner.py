"""Whether an event comes sooner to people who began with a higher score, or were older: Cox's hazard ratios.

An association among people who were not drawn by lot. That one ratio holds at all times is assumed and is not checked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openkap.clinical.outcomes.among import Among
from openkap.clinical.outcomes.hazards import cox
from openkap.clinical.outcomes.standards import Standards
from openkap.clinical.outcomes.survival import Followed
from openkap.clinical.outcomes.told import Ratio, Sooner
from openkap.clinical.values import Missing, Unknown

STEPS = {"baseline": 5, "age": 10}  # points of the measure, years: the differences for which a ratio is told


@dataclass(frozen=True, slots=True)
class Started:
    """One person: days to the event, the last score before treatment in points, and the years of age when it began."""

    followed: Followed
    baseline: float
    age: float


def sooner(people: Sequence[Started], among: Among, standards: Standards) -> Sooner | Unknown:
    """A ratio for each covariate; unknown where too few events came, or where the fit does not settle."""
    if standards.covariate_events is None:
        return Unknown(Missing.ABSENT, f"{standards.pin} does not say how many events a ratio needs")
    each = standards.covariate_events
    if sum(p.followed.event for p in people) < each * len(STEPS):
        why = f"fewer than {each * len(STEPS)} events were seen: each of the {len(STEPS)} covariates needs {each}"
        return Unknown(Missing.ABSENT, why)
    steps = {name: [getattr(p, name) / step for p in people] for name, step in STEPS.items()}
    found = cox([p.followed for p in people], steps, among)
    if isinstance(found, Unknown):
        return found
    ratios = tuple(Ratio(h.name, STEPS[h.name], h.ratio, h.interval) for h in found.hazards)
    return Sooner(len(people), found.events, ratios)
