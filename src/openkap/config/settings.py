"""Every setting, from the environment, safe by default. Each variable is described in docs/reference/settings.md."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse


def env(name: str, default: str = "") -> str:
    """A text setting; ``NAME_FILE`` names a file that holds it."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def env_flag(name: str, *, default: bool = False) -> bool:
    """A yes-or-no setting: 1, true, yes or on mean yes."""
    return env(name, "yes" if default else "no").lower() in {"1", "true", "yes", "on"}


HOME = Path(env("OPENKAP_HOME", str(Path.cwd() / "var")))
SECRET_KEY = env("OPENKAP_SECRET_KEY", "unsafe-outside-development-and-tests")
DEBUG = env_flag("OPENKAP_DEBUG")
ALLOWED_HOSTS = env("OPENKAP_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "openkap.records.audit",
    "openkap.records.accounts",
    "openkap.records.patients",
    "openkap.records.consents",
    "openkap.records.safety",
    "openkap.records.assessments",
    "openkap.records.pharmacy",
    "openkap.records.treatment",
    "openkap.records.scheduling",
    "openkap.records.dosing",
    "openkap.records.therapy",
    "openkap.interfaces.components",
    "openkap.interfaces.clinician",
    "openkap.interfaces.monitor",
    "openkap.interfaces.patient",
    "openkap.interfaces.administration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "openkap.config.urls"
ASGI_APPLICATION = "openkap.config.asgi.application"
AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "openkap.interfaces.components.frame.frame",
            ],
        },
    },
]


def database(url: str) -> dict[str, object]:
    """Django's settings for ``sqlite:///path`` or ``postgresql://user:password@host:port/name?host=/socket``."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(env("OPENKAP_DATABASE_URL", f"sqlite:///{HOME / 'openkap.sqlite3'}"))}

AUDITED_TOO: list[str] = []  # models of packages that leave lines in the trail like our own

# The keys of encrypted fields lie beside the home folder, never in it: a copy of the database must not carry them.
KEYSET = env("OPENKAP_KEYSET", str(HOME.parent / f"{HOME.name}-keys" / "keyset.json"))
BACKUPS = env("OPENKAP_BACKUPS", str(HOME / "backups"))

# How people are called: smtp://user:password@host:587?from=a@b&tls=starttls|implicit|none; memory: in tests.
MAIL_URL = env("OPENKAP_MAIL_URL")

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
