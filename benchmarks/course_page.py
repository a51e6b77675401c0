"""Every page of a person with 200 dosing sessions: at most 15 queries, at most 1.3 times the time of one with 10."""

import re
import sys
import time
from importlib import import_module
from typing import Any

from _clinic import course_of, person, staffed, temporary_home

FEW, MANY, ROUNDS = 10, 200, 40
MOST_QUERIES, MOST_RATIO = 15, 1.3
PAGES = (
    "course/", "course/?doses=2", "plan/", "plan/before/", "screening/", "facts/", "questionnaires/", "consent/",
    "notes/", "review/",
)  # fmt: skip


def main() -> int:
    """Lay out, look, compare."""
    began = time.monotonic()
    with temporary_home():
        from django.conf import settings
        from django.test import Client

        from openkap.interfaces.cli import _prepare

        settings.DEBUG = False
        import_module("openkap.config.asgi")  # warm, as it is served
        clinic = staffed()
        few, many = person(clinic, "Few"), person(clinic, "Many")
        course_of(clinic, few, FEW)
        course_of(clinic, many, MANY)
        _prepare.statistics()  # as the watcher does every day
        print(f"{FEW} and {MANY} whole sessions laid out through the services in {time.monotonic() - began:.0f} s")
        client = signed_in(Client(), clinic.ingrid.id)
        broken = False
        for page in PAGES:
            one = f"/patients/{few.id}/{page.partition('?')[0]}"  # ten sessions have no second piece
            other = f"/patients/{many.id}/{page}"
            queries = max(queries_of(client, one), queries_of(client, other))
            times = {one: [], other: []}
            for _ in range(ROUNDS):
                for address in (one, other):
                    times[address].append(seconds(client, address))
            few_s, many_s = min(times[one]), min(times[other])  # in turns: a busy machine disturbs both alike
            ratio = many_s / few_s
            kept = queries <= MOST_QUERIES and ratio <= MOST_RATIO
            broken = broken or not kept
            figures = f"{few_s * 1000:6.0f} ms  {many_s * 1000:6.0f} ms  x {ratio:.2f}"
            print(f"{page:16} {queries:3} queries  {figures}  {'kept' if kept else 'NOT kept'}")
    return int(broken)


def signed_in(client: Any, person_id: Any) -> Any:
    """A client as after a sign-in with a code."""
    from openkap.records.accounts.models import Person
    from openkap.records.audit.acting import acting, system

    with acting(system("bench")):
        client.force_login(Person.objects.get(id=person_id))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0}]
    session["account_authentication_methods_user"] = str(person_id)
    session.save()
    return client


def seconds(client: Any, address: str) -> float:
    """One look at a page, in seconds of a core: page and SQLite work in this process, and others do not count."""
    began = time.process_time()
    answer = client.get(address)
    took = time.process_time() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{re.sub('[0-9a-f-]{36}', 'ID', address)} answered {answer.status_code}.")
    return took


def queries_of(client: Any, address: str) -> int:
    """Queries of one page, without its savepoints."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        seconds(client, address)
    return sum(not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN")) for q in asked.captured_queries)


if __name__ == "__main__":
    sys.exit(main())
