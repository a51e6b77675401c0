"""The component page: what axe, the contrast check and the screenshots run on. Everybody on it is invented."""

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@cache
def samples() -> dict[str, Any]:
    """Invented examples of every component in every state, from the file beside this module."""
    text = Path(__file__).with_name("samples.json").read_text(encoding="utf-8")
    found: SimpleNamespace = json.loads(text, object_hook=lambda item: SimpleNamespace(**item))
    return vars(found)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; ``?theme=dim`` shows the room's colours."""
    theme = "dim" if request.GET.get("theme") == "dim" else "light"
    return render(request, "components/gallery.html", {"theme": theme, **samples()})
