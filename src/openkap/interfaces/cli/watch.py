"""``openkap watch``: passes on alerts that nobody answered, and leaves a sign of life that staff pages look for."""

import logging
import os
import time
from contextlib import suppress
from datetime import datetime
from typing import Annotated

import typer

from openkap.interfaces.cli import _prepare

EVERY_SECONDS, DAY = 1.0, 86_400.0


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def watch(
        once: Annotated[bool, typer.Option(help="One round, then stop; ends with an error when it failed.")] = False,
    ) -> None:
        """Watch what is due, second by second. 'openkap serve' starts it; run it yourself only without 'serve'."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
        import django

        django.setup()
        from django.db import DatabaseError, close_old_connections

        from openkap.gateways import clock

        count_at = time.monotonic()
        while True:
            sound = go_round(clock.now())
            if once:
                raise typer.Exit(0 if sound else 1)
            if time.monotonic() >= count_at:
                count_at += DAY
                with suppress(DatabaseError):  # somebody writes at length: tomorrow again
                    _prepare.statistics()
            time.sleep(EVERY_SECONDS)
            close_old_connections()  # a database that was restarted is found again


def go_round(now: datetime) -> bool:
    """Let every app that has a module ``watching`` do its part; beat only when all of them could."""
    from importlib import import_module
    from importlib.util import find_spec

    from django.apps import apps

    from openkap.gateways import heartbeat
    from openkap.records.audit.acting import system
    from openkap.records.safety.selectors import beat_file

    failed = []
    for config in apps.get_app_configs():
        if not config.name.startswith("openkap.records.") or find_spec(f"{config.name}.watching") is None:
            continue
        try:
            import_module(f"{config.name}.watching").watch(system("watcher"), now)
        except Exception as error:  # one app that fails must not silence the others; the bar turns red meanwhile
            failed.append(f"{config.label} failed ({type(error).__name__})")
    for words in failed:
        logging.getLogger("openkap.watch").error("The watch of %s. It is tried again.", words)
    if not failed:
        heartbeat.beat(beat_file(), now)
    return not failed
