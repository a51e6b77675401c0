"""How a page is registered: its address, its view and who may open it, in one line that the tests can read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from openkap.gateways import clock
from openkap.records.accounts import devices
from openkap.records.accounts import selectors as accounts
from openkap.records.audit.acting import Actor
from openkap.records.patients.door import ReasonNeededError

View = Callable[..., HttpResponseBase]
ANYONE = frozenset({"anyone"})
STAFF = frozenset({"prescriber", "nurse", "therapist", "director", "administrator"})
DEVICE_COOKIE = "openkap_device"
SITE_KEY = "site_id"
DEMONSTRATION = "demonstration"  # the method of a one-click sign-in, which the demonstration alone has


@dataclass(frozen=True, slots=True)
class PageRule:
    """Who may open a page: role names, ``room`` among them; or ``ANYONE`` for a page that checks its own token.

    A device that is opened as a room passes where ``room`` is named and the address carries its own ``session_id``.
    """

    roles: frozenset[str]


def page(route: str, view: View, *, roles: frozenset[str] | set[str], name: str) -> URLPattern:
    """Register a page. A staff view is called as ``view(request, actor, …)`` once the actor's role was checked."""
    rule = PageRule(frozenset(roles))

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if rule.roles == ANYONE:
            return view(request, *args, **kwargs)
        actor = _person(request, rule) if request.user.is_authenticated else _room(request, rule, kwargs)
        if not isinstance(actor, Actor):
            return actor
        cast("Any", request).actor = actor  # the frame around the page names who acts
        with timezone.override(accounts.zone_of(actor.site)):
            try:
                return view(request, actor, *args, **kwargs)
            except ReasonNeededError as needed:
                return _reason_first(request, needed)

    guarded.page_rule = rule  # type: ignore[attr-defined] # read by the role table's test
    return path(route, guarded, name=name)


def _reason_first(request: HttpRequest, needed: ReasonNeededError) -> HttpResponseBase:
    """A colleague outside the care team says why, and then comes back to the page (never to a write)."""
    address = reverse("access-reason", args=[needed.patient_id])
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{address}?{urlencode(back)}" if back else address)


def _person(request: HttpRequest, rule: PageRule) -> Actor | HttpResponseBase:
    """The signed-in person, with a second factor and one of the roles; else where to send them."""
    chosen = request.session.get(SITE_KEY)
    roles = getattr(request.user, "roles_in_force", None)  # read together with the person, by our own backend
    if roles is None:
        roles = accounts.in_force(UUID(str(request.user.pk)), clock.now())
    actor = accounts.actor_among(roles, UUID(chosen) if chosen else None)
    if actor is None:
        logout(request)
        return redirect_to_login(request.get_full_path())
    if not proved(request):
        return redirect("mfa_index")
    if not actor.has(*rule.roles):
        raise PermissionDenied("This page is for other roles. Ask your administrator which role you hold.")
    return actor


def proved(request: HttpRequest) -> bool:
    """Whether this sign-in rests on a second factor or a passkey, or has set one up since."""
    user = cast("Any", request.user)
    methods = {record.get("method") for record in get_authentication_records(request, user)}
    if DEMONSTRATION in methods:
        return accounts.is_demonstration()
    return "mfa" in methods or is_mfa_enabled(user)


def _room(request: HttpRequest, rule: PageRule, kwargs: dict[str, Any]) -> Actor | HttpResponseBase:
    """The device as its open room, on that room's own pages; anything else asks a person to sign in."""
    found = devices.room_actor(request.COOKIES.get(DEVICE_COOKIE, ""))
    if found is None or devices.ROOM not in rule.roles:
        return redirect_to_login(request.get_full_path())
    actor, room = found
    if kwargs.get("session_id") != room.dosing_session_id:
        raise Http404("This device is open for another room.")
    return actor
