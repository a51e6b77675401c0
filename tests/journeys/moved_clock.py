"""The product's door with a clock that a journey moves: minutes ahead of the real one, read anew at each look.

It lives in the tests: the product itself has no such switch.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from openkap.gateways import clock

AHEAD = Path(os.environ["JOURNEY_CLOCK"])
_real = clock.now


def _moved() -> datetime:
    return _real() + timedelta(minutes=float(AHEAD.read_text()))


clock.now = _moved

from openkap.config.asgi import application  # noqa: E402 (after the clock, which every page reads)

__all__ = ["application"]
