"""Mail that leaves, and mail that does not."""

import smtplib
import socketserver
import threading
from email.message import EmailMessage
from typing import Self

import pytest

from openkap.gateways import notify

MESSAGE = notify.Message("sam@example.org", "OpenKAP needs you", "Sign in.")


class Server:
    """What a mail server was told."""

    told: list[str] = []

    def __init__(self, host: str, port: int, **options: object) -> None:
        self.told.append(f"{host}:{port}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def starttls(self, **_: object) -> None:
        self.told.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.told.append(f"{user}/{password}")

    def send_message(self, mail: EmailMessage) -> None:
        self.told.append(f"{mail['From']} to {mail['To']}: {mail['Subject']}")


def test_smtp_is_spoken_over_tls_unless_it_is_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    Server.told = []
    monkeypatch.setattr(smtplib, "SMTP", Server)
    notify.channel("smtp://me:p%40ss@mail.example.org?from=kap@example.org")(MESSAGE)
    assert Server.told == [
        "mail.example.org:587", "starttls", "me/p@ss", "kap@example.org to sam@example.org: OpenKAP needs you"
    ]  # fmt: skip
    Server.told = []
    notify.channel("smtp://localhost:25?tls=none")(MESSAGE)
    assert Server.told[:2] == ["localhost:25", "openkap@localhost to sam@example.org: OpenKAP needs you"]
    Server.told = []
    monkeypatch.setattr(smtplib, "SMTP_SSL", Server)
    notify.channel("smtp://localhost?tls=implicit")(MESSAGE)
    assert Server.told[0] == "localhost:465"


class Postman(socketserver.StreamRequestHandler):
    """Enough of a mail server to take one message from a real socket."""

    taken: list[str] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        in_message = False
        for line in self.rfile:
            self.taken.append(line.decode().rstrip())
            if in_message:
                in_message = line != b".\r\n"
                answer = b"" if in_message else b"250 taken\r\n"
            else:
                in_message = line.upper().startswith(b"DATA")
                answer = b"354 go on\r\n" if in_message else b"250 fine\r\n"
            leaving = line.upper().startswith(b"QUIT") and not in_message
            self.wfile.write(b"221 bye\r\n" if leaving else answer)
            if leaving:
                return


def test_a_real_server_takes_the_message() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), Postman) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        notify.channel(f"smtp://127.0.0.1:{server.server_address[1]}?tls=none")(MESSAGE)
        thread.join(timeout=5)
    assert "rcpt TO:<sam@example.org>" in Postman.taken
    assert "Subject: OpenKAP needs you" in Postman.taken
    assert "Sign in." in Postman.taken


def test_a_failure_is_said_without_the_receiver() -> None:
    with pytest.raises(notify.NotSentError, match="did not take it") as failure:
        notify.channel("smtp://127.0.0.1:1?tls=none")(MESSAGE)
    assert "sam" not in str(failure.value)
    with pytest.raises(notify.NotSentError, match="OPENKAP_MAIL_URL"):
        notify.channel("")(MESSAGE)
