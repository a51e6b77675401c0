"""Where our clinic differs from allauth's defaults."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.template.loader import render_to_string

from openkap.interfaces.components.qr import picture


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Nobody signs up: an administrator adds people."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail and this password do not fit together. Enter both again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: allauth's notices name the browser and address; the trail keeps what happened."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Staff always keep one factor."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one beside the recovery codes."""
        others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def build_totp_svg(self, url: str) -> str:
        """The key as a picture in the page itself, for the camera of an authenticator app."""
        says = "The key as a picture for your authenticator app"
        return render_to_string("components/qr.html", {"qr": picture(url), "says": says})

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing, as above."""
