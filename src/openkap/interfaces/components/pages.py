"""How a page is registered: its address, its view and who may open it, in one line that the tests can read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

from openkap.gateways import clock
from openkap.records.accounts import selectors as accounts
from openkap.records.audit.acting import Actor

View = Callable[..., HttpResponseBase]
ANYONE = frozenset({"anyone"})


@dataclass(frozen=True, slots=True)
class PageRule:
    """Who may open a page: role names, or ``ANYONE`` for a page that checks its own token."""

    roles: frozenset[str]


def page(route: str, view: View, *, roles: frozenset[str] | set[str], name: str) -> URLPattern:
    """Register a page. A staff view is called as ``view(request, actor, …)`` once the actor's role was checked."""
    rule = PageRule(frozenset(roles))

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if rule.roles == ANYONE:
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = _checked(request, rule)
        cast("Any", request).actor = actor  # the frame around the page names who acts
        return view(request, actor, *args, **kwargs)

    guarded.page_rule = rule  # type: ignore[attr-defined]
    return path(route, guarded, name=name)


def _checked(request: HttpRequest, rule: PageRule) -> Actor:
    actor = accounts.actor_of(UUID(str(request.user.pk)), clock.now().date())
    if actor is None or not actor.has(*rule.roles):
        raise PermissionDenied("This page is for other roles. Ask your administrator which role you hold.")
    return actor
