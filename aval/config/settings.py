"""Django's settings. Everything a host may want to change comes from the environment; docs/operations.md lists it."""

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from aval.kernel.database import home

PACKAGE = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _secret(name: str) -> str:
    """Read a secret from the environment, or keep one of our own in the installation's folder."""
    if given := os.environ.get(name):
        return given
    path = home() / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def _database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "aval.kernel.postgresql",
        "NAME": parts.pop("dbname", "aval"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


DEBUG = _flag("AVAL_DEBUG", default=False)
SITE_URL = os.environ.get("AVAL_SITE_URL", "http://127.0.0.1:8800")
SITE_DOMAIN = SITE_URL.split("://", 1)[1].split("/", 1)[0].split(":", 1)[0]
LIVE_URL = os.environ.get("AVAL_LIVE_URL", "http://127.0.0.1:8801")
DEMO = _flag("AVAL_DEMO", default=False)
DEMO_PASSWORD = "aval-demo-2026"  # noqa: S105 (the demo's people have it, and its page tells it)
SECRET_KEY = _secret("AVAL_SECRET_KEY")
ALLOWED_HOSTS = os.environ.get("AVAL_HOSTS", f"{SITE_DOMAIN},localhost,127.0.0.1").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_linear_migrations",
    "aval.record",
    "aval.accounts",
    "aval.files",
    "aval.ledger",
    "aval.moderation",
    "aval.payments",
    "aval.conversation",
    "aval.projects",
    "aval.contracts",
    "aval.imports",
    "aval.cases",
    "aval.erasure",
    "aval.reputation",
    "aval.search",
    "aval.newsletter",
    "aval.notifications",
    "aval.api",
    "aval.web",
]
try:
    import django_linear_migrations as _linear  # a development tool: absent where the site only runs
except ImportError:
    INSTALLED_APPS.remove("django_linear_migrations")
else:
    del _linear

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "aval.web.sitelog.middleware.PublishedFiles",
    "aval.api.middleware.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "aval.web.middleware.ReaderMiddleware",
    "aval.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "aval.config.urls"
WSGI_APPLICATION = "aval.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "aval.web.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "aval.web.templatetags.aval",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": _database(os.environ.get("AVAL_DATABASE_URL", "postgresql://aval_app@/aval")),
    "owner": _database(os.environ.get("AVAL_DATABASE_OWNER_URL", "postgresql://aval_owner@/aval")),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_FORM_CLASS = "aval.web.people.forms.SignUpForm"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Aval: "
ACCOUNT_ADAPTER = "aval.web.people.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "Aval"
MFA_FORMS = {
    "add_webauthn": "aval.web.people.passkeys.AddPasskeyForm",
    "edit_webauthn": "aval.web.people.passkeys.EditPasskeyForm",
    "signup_webauthn": "aval.web.people.passkeys.SignUpPasskeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_DOMAIN in {"localhost", "127.0.0.1"}
LOGIN_REDIRECT_URL = "/home/"
LOGIN_URL = "/accounts/login/"

LANGUAGE_CODE = "en"
LANGUAGES = [("es", _("Spanish")), ("pt-br", _("Portuguese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("AVAL_STATIC_ROOT", home() / "static"))
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILES_ROOT = Path(os.environ.get("AVAL_FILES", home() / "files"))
FILE_BYTES_MAX = 100 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "aval.web.files.limits.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = os.environ.get("AVAL_EMAIL_BACKEND", "aval.notifications.outbox.OutboxBackend")
DEFAULT_FROM_EMAIL = os.environ.get("AVAL_FROM", f"Aval <no-reply@{SITE_DOMAIN}>")

INBOUND_DOMAIN = os.environ.get("AVAL_INBOUND_DOMAIN", f"inbound.{SITE_DOMAIN}").lower()
INBOUND_KEY = _secret("AVAL_INBOUND_KEY")
"""Makes the addresses of contracts; with another one the old addresses end."""
INBOUND_BYTES_MAX = 35 * 1024 * 1024
TRUSTED_SEALERS = [name for name in os.environ.get("AVAL_TRUSTED_SEALERS", "").lower().split(",") if name]
"""Forwarders whose word (ARC) counts for mail that they passed on."""
NAMESERVERS = [name for name in os.environ.get("AVAL_NAMESERVERS", "").split(",") if name]
NAMESERVER_PORT = int(os.environ.get("AVAL_NAMESERVER_PORT", "53"))

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE = SITE_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("AVAL_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, LIVE_URL],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# The rules of the marketplace, with DESIGN.md section 15's defaults. Each agreement keeps what was signed.
REVIEW_WINDOW = timedelta(days=14)
REVIEW_REMINDERS = (0.5, 0.85, 0.95)
OFFER_ANSWER_TIME = timedelta(hours=72)
CASE_ANSWER_TIME = timedelta(days=7)
SIGNING_TIME = timedelta(minutes=10)
"""How long a passkey may take to sign an act after it was asked to."""
PASSKEY_REQUIRED = _flag("AVAL_PASSKEY_REQUIRED", default=False)
"""Whether who has a passkey must sign acts of weight with it. Without one they act as ever."""
APPEAL_WINDOW = timedelta(days=5)
MEDIATION_TIME = timedelta(days=30)
PAYOUT_HOLD = timedelta(days=5)
ERASURE_NOTICE = timedelta(days=7)
"""How long the other party has, after it was told of a request to erase, before anything goes."""
ERASURE_KEEPING = timedelta(days=180)
"""How long after its end a contract is kept whole where nothing forbids it: banks take payments back that long."""
PAYMENT_PROVIDERS = [
    name for name in os.environ.get("AVAL_PAYMENT_PROVIDERS", "sandbox" if DEMO or DEBUG else "").split(",") if name
]
"""Which folders of ``aval/payments/providers`` are in use, the preferred first. The sandbox moves no real money."""
SANDBOX_SECRET = _secret("AVAL_SANDBOX_SECRET")
STRIPE_SECRET_KEY = os.environ.get("AVAL_STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = os.environ.get("AVAL_STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRETS = [name for name in os.environ.get("AVAL_STRIPE_WEBHOOK_SECRETS", "").split(",") if name]
"""One for each endpoint that is set up at Stripe: the account's own, and the one for connected accounts."""
STRIPE_CURRENCIES = tuple(os.environ.get("AVAL_STRIPE_CURRENCIES", "USD,EUR,BRL,MXN").split(","))
STRIPE_API = os.environ.get("AVAL_STRIPE_API", "https://api.stripe.com")
STRIPE_JS = os.environ.get("AVAL_STRIPE_JS", "https://js.stripe.com/v3/")
REVIEW_BLIND_TIME = timedelta(days=14)
COMMISSION_BASIS_POINTS = int(os.environ.get("AVAL_COMMISSION_BASIS_POINTS", "1000"))
COMMISSION_TIERS: dict[str, list[list[int]]] = json.loads(os.environ.get("AVAL_COMMISSION_TIERS", "{}"))
"""By currency, from which minor unit of what a pair has paid before on, which share; without an entry the flat one.
For instance ``{"USD": [[0, 2000], [30000, 1000], [300000, 500]]}``: 20, 10 and 5 % from 0, 300 and 3,000 USD on."""
CLIENT_FEE_BASIS_POINTS = int(os.environ.get("AVAL_CLIENT_FEE_BASIS_POINTS", "0"))
EXCHANGE_SPREAD_BASIS_POINTS = 100
EXCHANGE_RATE_AGE = timedelta(days=4)
"""How old a published rate may be: long enough for a weekend with a holiday."""
INVOICE = {
    "name": os.environ.get("AVAL_INVOICE_NAME", f"Aval, {SITE_DOMAIN}"),
    "address": os.environ.get("AVAL_INVOICE_ADDRESS", ""),
    "tax_id": os.environ.get("AVAL_INVOICE_TAX_ID", ""),
    "tax_name": os.environ.get("AVAL_INVOICE_TAX_NAME", ""),
    "note": os.environ.get("AVAL_INVOICE_NOTE", ""),
}
INVOICE_TAX_BASIS_POINTS = int(os.environ.get("AVAL_INVOICE_TAX_BASIS_POINTS", "0"))
"""Who charges the commission, on statements and receipts; lines of the address are parted by ``|``. The commission is
what both signed, all told: a tax rate only shows how much of it is tax."""
SMALL_CLAIM_MINOR_MAX = {"USD": 3_000, "EUR": 3_000, "BRL": 15_000, "MXN": 55_000}

RECORD_KEY = os.environ.get("AVAL_RECORD_KEY", "")
"""What signs the record, between commas: ``KIND:SEED`` in base64 (a bare one is Ed25519), or the ``pkcs11:`` URI of an
Ed25519 key in a device; empty: kept in a file."""
RECORD_ROOTS = os.environ.get("AVAL_RECORD_ROOTS", "").split()
"""Verifier keys of the offline root, whose statements say which keys sign the record."""
SITE_LOG_ROOT = Path(os.environ.get("AVAL_SITE_LOG", home() / "site-log"))
"""Where the site log's published files stand; all hosts share it."""
RECORD_POLICY = os.environ.get("AVAL_RECORD_POLICY", "")
"""A C2SP tlog-policy file: the witnesses, where to ask them, and the quorum. Empty: nobody is asked."""
TIME_AUTHORITIES = os.environ.get("AVAL_TIME_AUTHORITIES", "")
"""A file with one RFC 3161 authority a line: its name, its address, and the file of certificates to trust."""
OTS_CALENDARS = os.environ.get("AVAL_OTS_CALENDARS", "").split()
"""Addresses of OpenTimestamps calendars."""

SILENCED_SYSTEM_CHECKS = ["mfa.W001"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It warns that the app is made while the worker's own module runs, which is how Django loads it.
    "loggers": {"procrastinate.blueprints": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("AVAL_LOG_LEVEL", "WARNING")},
}
