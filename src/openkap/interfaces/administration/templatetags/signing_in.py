"""What the sign-in page asks."""

from typing import Any

from django import template
from django.conf import settings

from openkap.gateways import clock
from openkap.records.accounts import selectors

register = template.Library()


@register.simple_tag
def demonstration_roles() -> list[dict[str, Any]]:
    """The invented people that one tap signs in as: none, unless this is the demonstration."""
    if not (settings.DEMONSTRATION and selectors.is_demonstration()):
        return []
    return selectors.cast_of_demonstration(clock.now().date())
