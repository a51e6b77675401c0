"""The ASGI door, served by uvicorn."""

import gc
import os
from contextlib import suppress
from importlib import import_module

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
application = get_asgi_application()


def warm() -> None:
    """Load pages and rules before the first request, so that nobody waits a second for them in a room.

    Content that cannot be read is told by the page that needs it: a session under way must come up all the same. What
    was loaded stays for good, so the collector is told not to walk it again during each request.
    """
    from django.conf import settings

    from openkap.content.loader import ContentError
    from openkap.content.rulebook import rulebook

    import_module(settings.ROOT_URLCONF)
    with suppress(ContentError):
        rulebook()
    gc.collect()
    gc.freeze()


warm()
