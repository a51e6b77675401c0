"""Who a session belongs to, read together with the roles in force: every page of the staff needs both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from openkap.gateways import clock
from openkap.records.accounts import selectors


class StaffBackend(AuthenticationBackend):  # type: ignore[misc] # allauth is not typed
    """Signs in as allauth does. ``roles_in_force`` on the person spares each page a query."""

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """The person of a session; None when there is none, or when they may not sign in."""
        rows = selectors.in_force(user_id, clock.now())
        if not rows:
            found: AbstractBaseUser | None = super().get_user(user_id)
            return found
        person = rows[0].person
        person.roles_in_force = rows
        return person
