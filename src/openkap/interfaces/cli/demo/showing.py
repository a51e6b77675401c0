"""What the demonstration prints when it is ready, and the server it then runs."""

import json
import socket

import typer
from rich.console import Console
from rich.table import Table

from openkap.interfaces.cli import serve as server
from openkap.interfaces.cli.demo.clinic import STAFF
from openkap.interfaces.cli.demo.live import Invitation
from openkap.interfaces.cli.demo.people import STORIES
from openkap.interfaces.cli.demo.place import Place

HOST = "127.0.0.1"


def show(place: Place, invitation: Invitation, *, serve: bool, as_json: bool) -> int:
    """Print address, sign-ins and people; with ``serve`` run the server until it ends. Returns the exit status."""
    port = free_port() if serve else None
    address = f"http://{HOST}:{port}" if port else ""
    if as_json:
        typer.echo(json.dumps(_document(place, invitation, address)))
    else:
        _print(place, invitation, address)
    return server.run(HOST, port, demonstration=True) if port else 0


def free_port() -> int:
    """A port of this machine that nobody uses; 8000 when it is free."""
    for wanted in (8000, 0):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("No port is free on this machine.")


def _document(place: Place, invitation: Invitation, address: str) -> dict[str, object]:
    return {
        "database": str(place.database),
        "address": address or None,
        "staff": [{"name": m.name, "roles": m.roles, "here": m.here} for m in STAFF],
        "people": [{"sample": s.sample, "shows": s.shows} for s in STORIES],
        "patient_link": {"path": f"/q/{invitation.token}", "birth_date": invitation.born_on.isoformat()},
    }


def _print(place: Place, invitation: Invitation, address: str) -> None:
    console = Console()
    console.print("[bold]The demonstration clinic is ready. Everybody in it is invented.[/bold]")
    people = Table("Person", "Where they are", title="Twelve people", title_justify="left")
    for story in STORIES:
        people.add_row(story.sample.replace("-", " ").title(), story.shows)
    console.print(people)
    staff = Table("Sign in as", "Role", title="One tap on the sign-in page, no password", title_justify="left")
    for member in STAFF:
        staff.add_row(member.name, ", ".join(member.roles) + ("" if member.here else " at the other site"))
    console.print(staff)
    if not address:
        console.print(f"Built in {place.database}. See it with: openkap demo --serve")
        return
    console.print(f"Open      [bold]{address}[/bold]     (Ctrl-C stops it; each start lays this hour out anew)")
    link = f"{address}/q/{invitation.token}"
    console.print(f"As a patient, on a phone or here: {link}\n          birth date {invitation.born_on:%-d %B %Y}")
