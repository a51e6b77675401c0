"""The door through which a person is called: SMTP, or a list in memory for tests.

A message says that OpenKAP needs somebody, and nothing else: no name, no reason, no fact about anyone's health.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlparse

TIMEOUT_SECONDS = 5


class NotSentError(Exception):
    """The message did not leave. The text says why, without naming the receiver."""


@dataclass(frozen=True, slots=True)
class Message:
    """A plain text message to one address."""

    to: str
    subject: str
    body: str


Channel = Callable[[Message], None]
sent_in_memory: list[Message] = []


def channel(url: str) -> Channel:
    """The channel of a setting: ``smtp://user:password@host:587?from=a@b&tls=starttls``, or ``memory:`` in tests."""
    scheme = urlparse(url).scheme
    if scheme == "smtp":
        return lambda message: _send_by_smtp(url, message)
    if scheme == "memory":
        return sent_in_memory.append
    return _refuse


def _refuse(message: Message) -> None:  # noqa: ARG001 (a channel takes a message)
    raise NotSentError("No mail server is set. Set OPENKAP_MAIL_URL, e.g. smtp://user:password@mail.example.org:587.")


def _send_by_smtp(url: str, message: Message) -> None:
    parts, options = urlparse(url), parse_qs(urlparse(url).query)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        options.get("from", ["openkap@localhost"])[0],
        message.to,
        message.subject,
    )
    mail.set_content(message.body)
    security = options.get("tls", ["starttls"])[0]
    host, port = parts.hostname or "localhost", parts.port or (465 if security == "implicit" else 587)
    try:
        with _connection(host, port, security) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSentError(f"The mail server did not take it ({type(error).__name__}).") from None


def _connection(host: str, port: int, security: str) -> smtplib.SMTP:
    if security == "implicit":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server
