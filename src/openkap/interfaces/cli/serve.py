"""``openkap serve``: the pages and the watcher, together."""

import os
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from openkap.interfaces.cli._start import django, refuse


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, with its chain (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="Key of the certificate (PEM).")] = None,
    behind_proxy: Annotated[
        bool, typer.Option(help="A proxy on this machine speaks TLS and sets X-Forwarded-Proto.")
    ] = False,
) -> None:
    """Serve the clinic. Off this machine it demands TLS; it refuses the demonstration's database."""
    if problem := unsafe(host, certificate, key, behind_proxy=behind_proxy):
        refuse(problem, 2)
    raise typer.Exit(run(host, port, certificate=certificate, key=key, behind_proxy=behind_proxy))


def loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unsafe(host: str, certificate: Path | None, key: Path | None, *, behind_proxy: bool) -> str:
    """Why this would be served in the clear, or not at all; empty when it may go on."""
    if (certificate is None) != (key is None):
        return "Give both --certificate and --key, or neither."
    for path in (certificate, key):
        if path and not path.is_file():
            return f"There is no file {path}. Name the certificate and its key."
    if behind_proxy and not loopback(host):
        return "Behind a proxy, listen on 127.0.0.1 alone: otherwise anybody could speak to the clinic past the proxy."
    if not loopback(host) and certificate is None:
        return (
            f"On {host} others could read what is sent. Give --certificate and --key, or listen on 127.0.0.1 "
            "behind a proxy that speaks TLS (--behind-proxy). The how-to 'tls' shows both."
        )
    return ""


def run(
    host: str,
    port: int,
    *,
    certificate: Path | None = None,
    key: Path | None = None,
    behind_proxy: bool = False,
    demonstration: bool = False,
) -> int:
    """Check, then run web and watcher until one of them ends or somebody stops them; returns the exit status."""
    os.environ["OPENKAP_TLS"] = "yes" if certificate or behind_proxy else "no"
    os.environ["OPENKAP_BEHIND_PROXY"] = "yes" if behind_proxy else "no"
    os.environ["OPENKAP_DEMONSTRATION"] = "yes" if demonstration else "no"
    django()
    from honcho.manager import Manager

    from openkap.records.accounts.readiness import problems, warnings

    if found := problems():
        refuse("OpenKAP does not start:\n" + "\n".join(f"- {line}" for line in found))
    for line in warnings():
        typer.echo(f"Warning: {line}", err=True)
    options = ["--host", host, "--port", str(port), "--no-server-header", "--no-access-log", "--log-level", "warning"]
    options += ["--timeout-graceful-shutdown", "3"]
    options += ["--ssl-certfile", str(certificate), "--ssl-keyfile", str(key)] if certificate else []
    options += ["--proxy-headers", "--forwarded-allow-ips", "127.0.0.1"] if behind_proxy else ["--no-proxy-headers"]
    manager = Manager()
    environment = dict(os.environ)
    manager.add_process("web", _line("-m", "uvicorn", "openkap.config.asgi:application", *options), env=environment)
    manager.add_process("watcher", _line("-m", "openkap", "watch"), env=environment)
    manager.loop()
    return int(manager.returncode or 0)


def _line(*words: str) -> str:
    """A command of this Python as one line for a shell, without leaving a shell between us and it."""
    import shlex

    return "exec " + shlex.join([sys.executable, *words])
