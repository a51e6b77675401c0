"""What the sign-in page asks."""

from typing import Any

from django import template
from django.conf import settings

from openkap.gateways import clock
from openkap.records.accounts import selectors

register = template.Library()
NAMED = 3


@register.simple_tag
def demonstration_roles() -> list[dict[str, Any]]:
    """The invented people that one tap signs in as: none, unless this is the demonstration."""
    if not (settings.DEMONSTRATION and selectors.is_demonstration()):
        return []
    return selectors.cast_of_demonstration(clock.now())


@register.simple_tag
def clinics() -> list[str]:
    """The names of the clinics that this server keeps; nothing when they are too many to name."""
    names = selectors.site_names()
    return names if len(names) <= NAMED else []
