"""``openkap simulate``: simulated people through a real protocol, alone or beside another one. No database."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Annotated, Any

import typer

from openkap.clinical.simulation.chance import SEED_MOST
from openkap.clinical.simulation.comparing import Difference, differences
from openkap.clinical.simulation.course import Course, course
from openkap.clinical.simulation.preset import Arm
from openkap.clinical.simulation.scenario import SIMULATED, Scenario
from openkap.clinical.simulation.telling import cohort_as_json, comparison_as_json
from openkap.content import simulations
from openkap.content.loader import ContentError
from openkap.interfaces.cli._start import Json, refuse, say

MOST = 1_000_000
CONTROL = "control"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def simulate(
        preset: Annotated[str, typer.Option(help="Whom: `openkap content list presets` names them.")],
        patients: Annotated[int, typer.Option(help="How many people.", min=2, max=MOST)] = 1000,
        protocol: Annotated[str, typer.Option(help="Its id; the preset's usual one without it.")] = "",
        against: Annotated[str, typer.Option(help="A second protocol, or `control`: the same without the drug.")] = "",
        seed: Annotated[int, typer.Option(help="The same seed gives the same people.", min=0, max=SEED_MOST)] = 1,
        therapy_effect: Annotated[
            float, typer.Option(help="What if psychotherapy added so many standard deviations. No source shows it.")
        ] = 0.0,
        as_json: Json = False,
    ) -> None:
        """Simulate whole courses: visits, people who leave, alerts, hours, relapse. It tells of no real person."""
        try:
            people = simulations.preset(preset)
            first = simulations.scenario(people, protocol, therapy=therapy_effect)
            second = _second(first, against, therapy_effect) if against else None
        except ContentError as error:
            refuse(str(error), 2)
        one = cohort(first, patients, seed)
        if second is None:
            found = cohort_as_json(first, one, seed)
            say(_words(found), found, as_json=as_json)
            return
        apart = differences(one, cohort(second, patients, seed))
        say(_compared(first, second, apart, patients), comparison_as_json(first, second, apart, patients, seed),
            as_json=as_json)  # fmt: skip


def _second(first: Scenario, against: str, therapy: float) -> Scenario:
    if against == CONTROL:
        return simulations.scenario(first.preset, first.protocol.pin.id, arm=Arm.CONTROL, therapy=therapy)
    return simulations.scenario(first.preset, against, therapy=therapy)


def cohort(scenario: Scenario, patients: int, seed: int) -> list[Course]:
    """Everybody's course, on all cores. How the people are dealt out changes nothing."""
    cores = os.cpu_count() or 1
    if patients < FEW or cores == 1:
        return [course(scenario, seed, number) for number in range(patients)]
    with ProcessPoolExecutor(cores) as pool:
        return list(pool.map(partial(course, scenario, seed), range(patients), chunksize=CHUNK))


FEW, CHUNK = 100, 50


def _words(found: dict[str, Any]) -> str:
    lines = [found["notice"], *(f"Mind: {w}" for w in found["warnings"])]
    lines.append(
        f"{found['patients']} simulated people of {found['preset']}, {found['protocol']}, seed {found['seed']}."
    )
    lines.extend(
        f"  {row['says']}: {_one(row['value'], row['interval'])} {row['unit']}" for row in found["figures"].values()
    )
    seen = found["relapse_seen_in_scores"]
    lines.append(f"  {seen['says']}: {_one(seen['percent'], None)} %")
    lines.append(found["early_warning"]["says"])
    lines.extend(_rule(rule) for rule in found["early_warning"]["rules"])
    lines.append(f"Intervals: {found['intervals']}.")
    if found["not_simulated"]:
        lines.append(f"Not simulated, since nothing was found to do it by: {', '.join(found['not_simulated'])}.")
    return "\n".join(lines)


def _rule(rule: dict[str, Any]) -> str:
    return (
        f"  {rule['rule']}: fired in {rule['fired']} of {rule['people']}; of {rule['relapsed']} relapses before "
        f"{rule['fired_before_relapse']} and after {rule['fired_after_relapse']}; "
        f"without relapse {rule['fired_without_relapse']}; median {_one(rule['days_ahead'], None)} days ahead"
    )


def _compared(first: Scenario, second: Scenario, apart: Sequence[Difference], patients: int) -> str:
    lines = [SIMULATED, *(f"Mind: {w}" for w in first.preset.warnings)]
    lines.append(f"{patients} simulated people of {first.preset.pin}, once through each.")
    lines.append(f"First: {first.protocol.pin}, {first.arm.value}. Second: {second.protocol.pin}, {second.arm.value}.")
    for d in apart:
        said = "clear" if d.clear else "no clear difference"
        interval = [d.interval.low, d.interval.high] if d.interval else None
        lines.append(
            f"  {d.says}: {_one(d.first, None)} and {_one(d.second, None)} {d.unit}; "
            f"apart {_one(d.difference, interval)}: {said}"
        )
    return "\n".join(lines)


def _one(value: float | None, interval: Sequence[float] | None) -> str:
    if value is None:
        return "not known"
    return f"{value:.1f}" + (f" ({interval[0]:.1f} to {interval[1]:.1f})" if interval else "")
