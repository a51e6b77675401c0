"""Django's name for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Labelled ``accounts``."""

    name = "openkap.records.accounts"
    label = "accounts"
