"""The pages of this front, gathered from the rooms beside this file: each room has a ``urls.py`` of its own."""

from importlib import import_module
from pkgutil import iter_modules

from django.urls import URLPattern

from openkap.interfaces import clinician

urlpatterns: list[URLPattern] = [
    pattern
    for room in iter_modules(clinician.__path__)
    if room.ispkg and room.name not in {"templates", "static", "templatetags"}
    for pattern in import_module(f"{clinician.__name__}.{room.name}.urls").urlpatterns
]
