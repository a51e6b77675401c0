"""A server of its own process on a database of its own, so that a journey can stop, kill and restart it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """OpenKAP served by uvicorn on a free port of 127.0.0.1. ``stop`` asks, ``kill`` does not, ``start`` comes back."""

    database_url: str
    home: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    application: str = "openkap.config.asgi:application"
    running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        environment = {
            **os.environ,
            "OPENKAP_DATABASE_URL": self.database_url,
            "OPENKAP_HOME": str(self.home),
            "OPENKAP_DEBUG": "yes",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests/journeys'}",
            **self.environment,
        }
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        quietly = ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
        with (self.home / "server.log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", self.application, *place, *quietly],
                env=environment,
                stdout=log,
                stderr=log,
            )
        self._wait()
        return self

    def _wait(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.running is None or self.running.poll() is not None:
                break
            try:
                urlopen(f"{self.url}/static/components/mark.svg", timeout=1).close()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        self.stop()
        raise RuntimeError(f"The server did not answer:\n{(self.home / 'server.log').read_text()[-3000:]}")

    def _end(self, how: signal.Signals) -> None:
        if self.running is not None:
            self.running.send_signal(how)
            self.running.wait(timeout=15)
            self.running = None

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)


def fresh_copy(template: Path, folder: Path) -> Path:
    """A database file that nobody else uses."""
    path = folder / "clinic.sqlite3"
    shutil.copyfile(template, path)
    return path
