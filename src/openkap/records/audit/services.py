"""How everything above writes: one transaction, an actor, and a line in the trail."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.db import transaction

from openkap.records.audit.acting import Actor, acting

P = ParamSpec("P")
R = TypeVar("R")


def service(verb: Callable[P, R]) -> Callable[P, R]:
    """Make ``verb(*, by, …)`` a service: it runs in one transaction, and the database trail names ``by``."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting(cast("Actor", kwargs["by"])), transaction.atomic():
            return verb(*args, **kwargs)

    return run
