"""The component page: what axe, the contrast check and the screenshots run on. Everybody on it is invented."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.interfaces.components import samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; ``?theme=dim`` shows the room's colours."""
    theme = "dim" if request.GET.get("theme") == "dim" else "light"
    return render(request, "components/gallery.html", {"theme": theme, **samples.everything()})
