"""``openkap replay``: the events of a session in, the state after each of them out. No database, nothing kept."""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from openkap.clinical.monitoring.events import Event, EventError, read_event
from openkap.clinical.monitoring.plan import MonitoringPlan
from openkap.clinical.monitoring.state import SessionState, alert_as_json, discharge_as_json
from openkap.clinical.monitoring.transition import start, step
from openkap.content import catalogue
from openkap.content.loader import ContentError

REFUSED = 2  # exit status


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def replay(
        events: Annotated[Path, typer.Argument(help="One JSON event a line, in the order of arrival; - reads stdin.")],
        protocol: Annotated[str, typer.Option(help="A protocol with dosing, or a monitoring plan.")],
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    ) -> None:
        """Replay a dosing session: one line an event, then a line on where the session stands.

        The events and their fields stand in docs/reference/session-events.md.
        """
        try:
            plan = plan_of(protocol)
            text = sys.stdin.read() if str(events) == "-" else events.read_text(encoding="utf-8")
            for result in results(plan, text):
                sys.stdout.write((json.dumps(result, ensure_ascii=False) if as_json else _plain(result)) + "\n")
        except OSError as error:
            _refuse(f"{events} cannot be read: {error.strerror}. Give a file of events, one a line.")
        except UnicodeDecodeError:
            _refuse(f"{events} is not UTF-8 text. Give a file of events, one JSON object a line.")
        except (ContentError, EventError) as error:
            _refuse(str(error))


def plan_of(protocol: str) -> MonitoringPlan:
    """The plan that a protocol names, or the plan of this id. Raises ContentError when there is neither."""
    named: str = protocol
    if protocol not in catalogue.ids("monitoring"):
        named = catalogue.entry("protocols", protocol).value.monitoring
    if not named:
        raise ContentError("protocols", protocol, "it has no dosing.", "Name a protocol that gives a product.")
    return cast("MonitoringPlan", catalogue.entry("monitoring", named).value)


def results(plan: MonitoringPlan, text: str) -> Iterator[dict[str, Any]]:
    """One result an event, then the last one. Raises EventError with the number of a wrong line."""
    session = start(plan)
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            event = _event(line)
            session = step(plan, session, event, event.recorded_at)
        except EventError as error:
            raise EventError(f"Line {number} was refused, and nothing after it was read: {error}") from None
        yield after_event(session.state)
    yield at_the_end(session.state)


def after_event(state: SessionState) -> dict[str, Any]:
    """The line after one event."""
    snapshot = state.as_json()
    return {"state": snapshot["phase"], "alerts": snapshot["alerts"], "next_due_at": snapshot["next_due_at"]}


def at_the_end(state: SessionState) -> dict[str, Any]:
    """The last line. Readiness is judged at the bedside time of the last event."""
    return {
        "phase": state.phase.value,
        "earliest_discharge_at": state.as_json()["earliest_discharge_at"],
        "discharge": discharge_as_json(state.leaving),
        "alerts": [alert_as_json(a) for a in state.alerts],
    }


def _event(line: str) -> Event:
    try:
        return read_event(json.loads(line, parse_float=Decimal, object_pairs_hook=_object))
    except EventError:
        raise
    except (ValueError, RecursionError, ArithmeticError):
        raise EventError("it is not JSON. Write one JSON object a line.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise EventError("a field stands twice in it. Keep one of each.")
    return found


def _plain(result: dict[str, Any]) -> str:
    alerts = "; ".join(f"{a['status']}: {a['words']}" for a in result["alerts"]) or "no alerts"
    if "state" in result:
        return f"{result['state']}, next due {result['next_due_at'] or 'nothing'}, {alerts}"
    ready = "ready to leave" if result["discharge"]["ready"] else "may not leave yet"
    missing = "".join(f"\n  - {what}" for what in result["discharge"]["missing"])
    return f"{result['phase']}; earliest {result['earliest_discharge_at'] or 'unknown'}; {ready}; {alerts}{missing}"


def _refuse(message: str) -> None:
    sys.stdout.flush()
    typer.echo(message, err=True)
    raise typer.Exit(REFUSED)
