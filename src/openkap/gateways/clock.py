"""The only place that knows what time it is. Everything above passes ``now`` down as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present instant in UTC, or the one that :func:`frozen` set."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold the clock still: for tests, and for the demonstration's simulated weeks."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone; use datetime(..., tzinfo=UTC).")
    token = _frozen.set(instant)
    try:
        yield
    finally:
        _frozen.reset(token)
