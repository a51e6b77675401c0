"""Every setting, from the environment, safe by default. Each variable is described in docs/reference/settings.md."""

import os
from datetime import timedelta
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


def kept(path: Path) -> str:
    """What a file says, or nothing when there is none."""
    return path.read_text().strip() if path.is_file() else ""


HOME = Path(env("OPENKAP_HOME", str(Path.cwd() / "var")))
UNSAFE_KEY = "unsafe-outside-development-and-tests"
SECRETS = Path(env("OPENKAP_SECRETS", str(HOME.parent / f"{HOME.name}-keys")))  # never in HOME: see KEYSET below
SECRET_KEY = env("OPENKAP_SECRET_KEY") or kept(SECRETS / "secret-key") or UNSAFE_KEY
DEBUG = env_flag("OPENKAP_DEBUG")
DEMONSTRATION = env_flag("OPENKAP_DEMONSTRATION")  # set by `openkap demo` alone; start-up compares it with the database
TLS = env_flag("OPENKAP_TLS")  # set by `openkap serve` when it serves TLS or stands behind a proxy that does
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
    "openkap.records.home",
    "openkap.records.scheduling",
    "openkap.records.dosing",
    "openkap.records.therapy",
    "openkap.records.reporting",
    "openkap.interfaces.components",
    "openkap.interfaces.clinician",
    "openkap.interfaces.monitor",
    "openkap.interfaces.patient",
    "openkap.interfaces.administration",
    "allauth",  # after ours, so that our pages of sign-in come first
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "openkap.config.middleware.nobody_acts",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
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

# In the memory of this process, nothing of a person. Sign-in counts its tries in the first; nothing else may fill it.
MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": MEMORY},
    "simulated": {"BACKEND": MEMORY, "LOCATION": "simulated", "TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 2000}},
}

AUDITED_TOO = ["mfa.Authenticator"]  # models of packages that leave lines in the trail like our own

# The keys of encrypted fields lie beside the home folder, never in it: a copy of the database must not carry them.
KEYSET = env("OPENKAP_KEYSET", str(HOME.parent / f"{HOME.name}-keys" / "keyset.json"))
BACKUPS = env("OPENKAP_BACKUPS", str(HOME / "backups"))

# How people are called: smtp://user:password@host:587?from=a@b&tls=starttls|implicit|none; memory: in tests.
MAIL_URL = env("OPENKAP_MAIL_URL")
# Who keeps the trail's head elsewhere: a setting, so that nobody who changes the database can change the address too.
TRAIL_KEEPER = env("OPENKAP_TRAIL_KEEPER")

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from where they lie: there is no collecting step to forget

# Sign-in. The second factor is not a setting: components/pages.py demands it of every member of staff.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "openkap.interfaces.administration.signing_in.backends.StaffBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ["email", "name"]}},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
ACCOUNT_ADAPTER = "openkap.interfaces.administration.signing_in.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "openkap.interfaces.administration.signing_in.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # axes counts failures, in the database
MFA_ADAPTER = "openkap.interfaces.administration.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS  # off loopback `serve` demands TLS
MFA_TOTP_ISSUER = "OpenKAP"
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before or after: clocks differ, people are slow
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by the administrator, never by strangers
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "administration/signing_in/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True

# What a browser may do with our pages.
SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": SELF,
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": SELF,
    }
}
X_FRAME_OPTIONS = "DENY"
# Not "no-referrer": with it a browser sends "Origin: null" with every form, and the check of forms refuses them all.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if TLS else 0
SECURE_SSL_REDIRECT = False  # the plain port is not open at all
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("OPENKAP_BEHIND_PROXY") else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if TLS else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # a referral may have 20 MB; its reader refuses more, with words
CSRF_FAILURE_VIEW = "openkap.interfaces.components.faults.csrf_failure"

# Logs say where and how something failed, never with what.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without-values": {"()": "openkap.gateways.logs.WithoutValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without-values"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # what was not found or not allowed is no fault
    },
}
