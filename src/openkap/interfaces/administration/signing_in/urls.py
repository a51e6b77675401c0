"""Addresses of sign-in. Of allauth's views only the named ones are open; the rest answer 404.

What these views write (authenticators, passwords) is written by the signed-in person, or by the sign-in itself.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account import urls as account
from allauth.mfa import urls as mfa
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RegexPattern, RoutePattern

from openkap.gateways import clock
from openkap.interfaces.administration.signing_in import views
from openkap.interfaces.components.pages import ANYONE, STAFF, PageRule, page
from openkap.records.accounts import selectors as accounts
from openkap.records.audit.acting import Actor, ActorKind, acting, system

OPEN = frozenset({
    "account_login", "account_logout", "account_reauthenticate", "account_change_password",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_login_webauthn", "mfa_reauthenticate_webauthn",
})  # fmt: skip


def _writer(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return system("sign-in")
    person_id = UUID(str(request.user.pk))
    return accounts.actor_of(person_id, clock.now()) or Actor(ActorKind.PERSON, person_id, None)


def _ours(name: str, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if name not in OPEN:
            raise Http404("There is no such page here.")
        with acting(_writer(request)):
            return view(request, *args, **kwargs)

    guarded.page_rule = PageRule(ANYONE)  # type: ignore[attr-defined] # allauth's views ask for themselves
    return guarded


def _flat(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[URLPattern]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _flat(one.url_patterns, prefix + str(one.pattern))
            continue
        whole = prefix + str(one.pattern).removeprefix("^")
        kind = RegexPattern if isinstance(one.pattern, RegexPattern) else RoutePattern
        pattern = kind(f"^{whole}" if kind is RegexPattern else whole, name=one.name, is_endpoint=True)
        yield URLPattern(pattern, _ours(str(one.name), one.callback), one.default_args, one.name)


urlpatterns: list[URLPattern] = [
    page("sign-in/site/", views.choose_site, roles=STAFF, name="choose-site"),
    path("sign-out/", _ours("account_logout", views.sign_out), name="sign-out"),
    *_flat(account.urlpatterns, "sign-in/account/"),
    *_flat(mfa.urlpatterns, "sign-in/second-factor/"),
]
