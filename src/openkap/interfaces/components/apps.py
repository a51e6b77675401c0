"""Django's name for this app."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    """Labelled ``components``."""

    name = "openkap.interfaces.components"
    label = "components"
