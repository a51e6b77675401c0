"""The link through which a person chooses a password: it works once, for three days, and only while nobody used it."""

from datetime import datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db.models import Q

from openkap.records.accounts.models import Person, Role
from openkap.records.accounts.services import only
from openkap.records.accounts.sessions import end_sessions
from openkap.records.audit.acting import Actor, ActorKind
from openkap.records.audit.services import service


@service
def new_link(*, by: Actor, person_id: UUID, now: datetime, forget_second_factor: bool = False) -> tuple[str, str]:  # noqa: ARG001
    """Void the person's password and open sign-ins, and return the two parts of a link to choose a new one.

    Voiding first makes it noticed: nobody gets in beside the person whose sign-in it is.
    """
    only(by, Role.ADMINISTRATOR)
    people = Person.objects.filter(is_active=True)
    if by.kind is not ActorKind.SYSTEM:
        people = people.filter(Q(memberships__site_id=by.site) | Q(memberships__isnull=True))
    person = people.distinct().get(id=person_id)
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_sessions(person.id)
    if forget_second_factor:
        Authenticator.objects.filter(user_id=person.id).delete()
    return user_pk_to_url_str(person), default_token_generator.make_token(person)
