"""What happens around every request."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from openkap.records.audit.acting import acting


@sync_and_async_middleware
def nobody_acts(get_response: Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]) -> object:
    """A request begins with nobody acting: a write outside a service is refused by the database."""
    if iscoroutinefunction(get_response):

        async def answer_later(request: HttpRequest) -> HttpResponseBase:
            with acting(None):
                return await get_response(request)  # type: ignore[no-any-return] # it is one: just asked

        return answer_later

    def answer(request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        with acting(None):
            return get_response(request)

    return answer
