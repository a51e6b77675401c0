"""Steps of a first set-up; each does nothing when it was done before."""

import os
from pathlib import Path
from secrets import token_urlsafe


def secret_key() -> None:
    """Make the key that signs sessions, readable by its owner alone. Settings read it, so this comes before Django."""
    home = Path(os.environ.get("OPENKAP_HOME", str(Path.cwd() / "var")))
    folder = Path(os.environ.get("OPENKAP_SECRETS", str(home.parent / f"{home.name}-keys")))
    home.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "secret-key"
    if not path.exists() and not os.environ.get("OPENKAP_SECRET_KEY"):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(token_urlsafe(64))


def keyset() -> None:
    """Make the keys of encrypted fields."""
    from django.conf import settings

    from openkap.records.audit import keyset as keys

    keys.create(Path(settings.KEYSET))


def database() -> None:
    """Bring the tables up to this version; the guards of the trail are laid at the end of it."""
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)


def statistics() -> None:
    """Let SQLite look through its indexes, so that it takes the best one; PostgreSQL does so by itself."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")  # some rows of each tell enough, in milliseconds
            cursor.execute("ANALYZE")


def first_site(site: str, zone: str, jurisdiction: str, name: str, email: str) -> str:
    """Mark the database as a clinic's, open its site, add its administrator; the path of their link comes back."""
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.urls import reverse

    from openkap.gateways import clock
    from openkap.records.accounts import links, selectors, services
    from openkap.records.audit.acting import system

    by, now = system("set-up"), clock.now()
    with transaction.atomic():
        if selectors.installed():
            raise ValidationError("This database is in use already. Name another one in OPENKAP_DATABASE_URL.")
        services.mark_installation(by=by, kind="clinic", now=now)
        made = services.open_site(by=by, name=site, zone=zone, jurisdiction=jurisdiction, now=now)
        today = now.astimezone(selectors.zone_of(made.id)).date()
        person = services.add_person(by=by, email=email, name=name, now=now)
        services.grant_role(
            by=by, site_id=made.id, person_id=person.id, role="administrator", valid_from=today, now=now
        )
        uidb36, key = links.new_link(by=by, person_id=person.id, now=now)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": key})
