"""``openkap manage …``: Django's own commands, for the people who keep the machine."""

import os

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []})
    def manage(context: typer.Context) -> None:
        """Run one of Django's own commands, e.g. ``openkap manage check``."""
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openkap.config.settings")
        from django.core.management import execute_from_command_line

        execute_from_command_line(["openkap manage", *context.args])
