"""The page that shows every component (in development and the demonstration only), and the health of the process."""

from django.conf import settings
from django.urls import URLPattern

from openkap.interfaces.components.gallery import gallery
from openkap.interfaces.components.health import health
from openkap.interfaces.components.pages import ANYONE, page

urlpatterns: list[URLPattern] = [
    page("health", health, roles=ANYONE, name="health"),
    *(
        [page("components/", gallery, roles=ANYONE, name="components")]
        if settings.DEBUG or settings.DEMONSTRATION
        else []
    ),
]
