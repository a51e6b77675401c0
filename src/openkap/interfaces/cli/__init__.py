"""The command line. Every module beside this one adds its own commands through ``register(app)``."""

import os
from importlib import import_module
from pkgutil import iter_modules

import typer


def application() -> typer.Typer:
    """The whole command, gathered from the modules of this folder."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @app.callback()
    def _root() -> None:
        """OpenKAP: the system that a ketamine-assisted psychotherapy programme runs on."""

    for module in (m for m in iter_modules(__path__) if not m.name.startswith("_")):
        import_module(f"{__name__}.{module.name}").register(app)
    return app


def main() -> None:
    """Run the command line. What it writes (database, keys, backups) is for its own user's eyes alone."""
    os.umask(0o077)
    application()()
