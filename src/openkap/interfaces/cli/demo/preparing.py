"""The demonstration's database at a start: built anew for another day or version, and this hour laid out in it."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from openkap.gateways import clock
from openkap.interfaces.cli import _prepare
from openkap.interfaces.cli._start import django
from openkap.interfaces.cli.demo.place import Place

if TYPE_CHECKING:
    from openkap.interfaces.cli.demo.live import Invitation


class NotADemonstrationError(Exception):
    """There is a database in the demonstration's place that is not one."""


def prepare(place: Place, *, quiet: bool) -> "Invitation":
    """Bring the database to this hour; the link that a visitor can try comes back."""
    _prepare.secret_key()
    django()
    from openkap.interfaces.cli.demo import live
    from openkap.interfaces.cli.demo.clinic import clinic_again, zone_between

    _prepare.keyset()
    now = clock.now()
    zone = zone_between(now - live.LONGEST_AGO, now + live.SOON)
    today = now.astimezone(ZoneInfo(zone)).date()
    _refuse_another(place)
    if place.is_built_for(today, zone):
        place.lay_out()
    else:
        _build(place, now, today, zone, quiet=quiet)
    return live.play(clinic_again(now), now)


def _refuse_another(place: Place) -> None:
    """A database that nobody marked as a demonstration is never overwritten."""
    from django.db import DatabaseError, connection

    from openkap.records.accounts.selectors import is_demonstration

    if not place.database.exists():
        return
    try:
        marked = is_demonstration()
    except DatabaseError:
        marked = False  # a build that was broken off before its first table; anything else in it would be somebody's
        if not connection.introspection.table_names():
            return
    finally:
        connection.close()
    if not marked:
        raise NotADemonstrationError


def _build(place: Place, now: datetime, today: date, zone: str, *, quiet: bool) -> None:
    from django.db import connection

    from openkap.interfaces.cli.demo.building import build
    from openkap.interfaces.cli.demo.people import STORIES

    place.clear()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True, disable=quiet) as progress:
        task = progress.add_task("Making the tables", total=len(STORIES) + 1)

        def tell(words: str) -> None:
            progress.update(task, advance=1, description=words)

        _prepare.database()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")  # what is built here can be built again
        build(now, today, zone, tell)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    place.keep_built(today, zone)
