"""Everything a simulated course rests on, put together from its files: a preset, a protocol, and all that it uses."""

from datetime import date
from zoneinfo import ZoneInfo

from openkap.clinical.protocols.schedule import Constraints, schedule
from openkap.clinical.simulation.preset import Arm, Preset
from openkap.clinical.simulation.scenario import Scenario
from openkap.content import catalogue
from openkap.content.changerules import rules_of
from openkap.content.loader import ContentError

START = date(2026, 10, 5)  # a Monday; nothing in a simulated course depends on the year
WARNINGS = "relapse-and-silence"


def preset(name: str) -> Preset:
    """A preset by its id; underscores are read as hyphens."""
    found: Preset = catalogue.entry("presets", name.replace("_", "-")).value
    return found


def scenario(
    people: Preset, protocol_id: str = "", *, arm: Arm = Arm.TREATMENT, therapy: float | None = None
) -> Scenario:
    """A preset put through a protocol, by default its usual one.

    Raises ContentError for a protocol that the preset was not made for, and for a therapy effect out of its range.
    """
    name = protocol_id or people.protocols[0]
    if name not in people.protocols:
        known = ", ".join(people.protocols)
        raise ContentError(
            str(people.pin), "protocols", f"it says nothing about {name!r}.", f"It may go through: {known}."
        )
    effect = people.therapy.default.value if therapy is None else therapy
    if not 0 <= effect <= people.therapy.most.value:
        problem = f"{effect:g} is no increment that a source allows for."
        raise ContentError(str(people.pin), "therapy", problem, f"Give 0 to {people.therapy.most.value:g}.")
    protocol = catalogue.entry("protocols", name).value
    plan = catalogue.entry("monitoring", protocol.monitoring).value
    instruments = {m.instrument: catalogue.entry("instruments", m.instrument).value for m in people.measures}
    return Scenario(
        preset=people,
        protocol=protocol,
        start=START,
        schedule=schedule(protocol, START, ZoneInfo("UTC"), Constraints()),
        product=catalogue.entry("products", protocol.product).value,
        plan=plan.in_place(protocol.jurisdictions[0]),
        instruments=instruments,
        rules={i: rules_of(definition) for i, definition in instruments.items()},
        warning_rules=catalogue.entry("warnings", WARNINGS).value,
        arm=arm,
        therapy=effect,
    )
