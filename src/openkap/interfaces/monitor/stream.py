"""The live stream of a page: numbers of events, in order, from the last one that the page has seen."""

from collections.abc import AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse

from openkap.gateways import wakeup
from openkap.interfaces.monitor.opening import behind
from openkap.records.audit.acting import Actor
from openkap.records.dosing import selectors

BEATS = 25  # of a second each; then the page comes back by itself, and its door is checked again


def stream(request: HttpRequest, actor: Actor, session_id: UUID | None = None) -> StreamingHttpResponse:
    """Server-sent events. The browser's Last-Event-ID, or ``?after=``, says where to go on; nothing is missed."""
    if session_id is not None:
        behind(actor, session_id)
    seen = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    after = int(seen) if seen.isdecimal() and len(seen) < 19 else selectors.last_number(actor, session_id)
    response = StreamingHttpResponse(_events(actor, session_id, after), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(actor: Actor, session_id: UUID | None, after: int) -> AsyncIterator[str]:
    yield "retry: 400\n\n"
    read = sync_to_async(selectors.events_after)
    async with wakeup.listening() as waiter:
        for _ in range(BEATS):
            for number, session in await read(actor, after, session_id):
                after = number
                yield f"id: {number}\nevent: kept\ndata: {session}\n\n"
            yield f"event: beat\ndata: {after}\n\n"
            await waiter.wait(wakeup.AT_LEAST_EVERY)
