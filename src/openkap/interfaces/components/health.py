"""Whether this process can serve: for a proxy or a watchdog. It says nothing about anybody."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from openkap.gateways import clock
from openkap.records.safety.selectors import watcher_is_silent


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (Django's signature)
    """200 when the database answers and the watcher beats; 503 otherwise, with which of them does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers = True
    except DatabaseError:
        answers = False
    beats = not watcher_is_silent(clock.now())
    well = answers and beats
    return JsonResponse({"database": answers, "watcher": beats}, status=200 if well else 503)
