"""Mail that leaves, and mail that does not."""

import smtplib
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


def test_a_failure_is_said_without_the_receiver() -> None:
    with pytest.raises(notify.NotSentError, match="did not take it") as failure:
        notify.channel("smtp://127.0.0.1:1?tls=none")(MESSAGE)
    assert "sam" not in str(failure.value)
    with pytest.raises(notify.NotSentError, match="OPENKAP_MAIL_URL"):
        notify.channel("")(MESSAGE)
