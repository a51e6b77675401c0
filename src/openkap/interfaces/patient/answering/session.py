"""The session of a patient's link: a cookie that names one assignment, and the proof that a form came from our page."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt

from openkap.records.assessments import links, selectors

if TYPE_CHECKING:
    from openkap.records.assessments.models import Assignment

KEY = "assignment"
IDLE_SECONDS = 3600
View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """No copy is kept anywhere, and no other site learns the address.

    Under ``no-referrer`` a browser sends ``Origin: null``, which Django's own check takes for a stranger. Pages that
    change something therefore check :func:`proof`, a value that only our own page of this session holds.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


def begin(request: HttpRequest, assignment: "Assignment") -> None:
    """Swap the link for a cookie. Whoever was signed in on this browser is signed out by it."""
    request.session.flush()
    request.session[KEY] = str(assignment.id)
    request.session.set_expiry(IDLE_SECONDS)


def end(request: HttpRequest) -> None:
    """Forget the link on this browser."""
    request.session.flush()


def current(request: HttpRequest, now: datetime) -> "Assignment | None":
    """The assignment of this browser, while its link works."""
    named = request.session.get(KEY)
    assignment = selectors.assignment_behind(UUID(named)) if named else None
    return assignment if assignment and links.is_usable(assignment, now) else None


def proof(request: HttpRequest) -> str:
    """A value for the forms of this session."""
    return salted_hmac("openkap.patient.form", request.session.session_key or "").hexdigest()


def is_proved(request: HttpRequest, given: str) -> bool:
    """Whether a form came from our own page of this session."""
    return bool(request.session.session_key) and constant_time_compare(given, proof(request))
