"""``openkap outcomes``: the programme's figures, the same as on the director's page."""

from datetime import datetime
from typing import Annotated, Any

import typer

from openkap.interfaces.cli._start import As, Json, acting_as, django, refuse, say

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("outcomes")
    def outcomes(
        person: As,
        courses: Annotated[str, typer.Option(help="A product's id, or psychotherapy; left out: every course.")] = "",
        measure: Annotated[str, typer.Option(help="An instrument's id; left out: the usual one.")] = "",
        at: Annotated[str, typer.Option(help="A time point, such as week-4; left out: the usual one.")] = "",
        since: Day = None,
        until: Day = None,
        as_json: Json = False,
    ) -> None:
        """Outcomes of the programme: of whom, shares with intervals and bounds, time to response and to relapse."""
        django()
        from openkap.gateways import clock
        from openkap.interfaces.components.figures import as_dict
        from openkap.records.audit.refusals import RefusedError
        from openkap.records.reporting.outcomes import Asked, programme_outcomes

        by = acting_as(person, "director")
        days = {"since": since.date() if since else None, "until": until.date() if until else None}
        try:
            found = programme_outcomes(by=by, asked=Asked(courses, measure, at, **days), now=clock.now())
        except RefusedError as error:
            refuse(str(error), 2)
        document = as_dict(found)
        say(_words(document), document, as_json=as_json)


def _words(told: dict[str, Any]) -> str:
    asked = told["asked"]
    lines = [f"{asked['courses']}, {asked['measure'] or 'no measure'}, referred {asked['since']} to {asked['until']}."]
    lines.append(", ".join(f"{name} {count}" for name, count in told.get("flow", {}).items()))
    for figure in told.get("figures", []):
        if figure["share"] is None:
            lines.append(f"{figure['id']}: cannot tell yet. {figure['why_not']}")
        else:
            low, high = figure["interval"]
            lines.append(f"{figure['id']}: {figure['met']} of {figure['analysed']}, {100 * figure['share']:.0f} % "
                         f"({100 * low:.0f} to {100 * high:.0f})")  # fmt: skip
    return "\n".join(line for line in lines if line)
