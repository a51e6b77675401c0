"""The page that shows every component in every state; in development and the demonstration only."""

from django.conf import settings
from django.urls import URLPattern

from openkap.interfaces.components.gallery import gallery
from openkap.interfaces.components.pages import ANYONE, page

urlpatterns: list[URLPattern] = (
    [page("components/", gallery, roles=ANYONE, name="components")]
    if settings.DEBUG or getattr(settings, "DEMONSTRATION", False)
    else []
)
