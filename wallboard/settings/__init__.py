"""Django's settings. The mode (WALLBOARD_MODE) decides; `variables.py` lists what is read.

embedded: everything on this machine, nothing to configure. production: refuses to start half-set.
"""

from __future__ import annotations

import base64
import os
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from wallboard import log
from wallboard.env import BadVariable, Variable
from wallboard.settings import security, stores, variables
from wallboard.settings.variables import ROOT
from wallboard.words import languages


def _required(variable: Variable[Any]) -> None:
    if PRODUCTION and not variable.of(os.environ):
        raise ImproperlyConfigured(
            f"WALLBOARD_MODE is production, so {variable.name} must be set. {variable.help}"
        )


try:
    PRODUCTION = variables.MODE.of(os.environ) == "production"
    WALLBOARD_STATE_DIR = variables.STATE_DIR.of(os.environ)
    for _variable in variables.REQUIRED_IN_PRODUCTION:
        _required(_variable)

    # -- keys ---------------------------------------------------------------------------------
    SECRET_KEY = variables.SECRET_KEY.of(os.environ) or stores.kept(
        WALLBOARD_STATE_DIR / "secret_key", lambda: secrets.token_urlsafe(64)
    )
    WALLBOARD_ENCRYPTION_KEYS = variables.ENCRYPTION_KEYS.of(os.environ) or (
        stores.kept(
            WALLBOARD_STATE_DIR / "encryption_key",
            lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"),
        ),
    )

    # -- stores -------------------------------------------------------------------------------
    DATABASES = {
        "default": stores.database(variables.DATABASE_URL.of(os.environ), WALLBOARD_STATE_DIR)
    }
    WALLBOARD_REDIS_URL = variables.REDIS_URL.of(os.environ) or "redis://127.0.0.1:6379/0"
    WALLBOARD_HISTORY_RETENTION_SECONDS = variables.HISTORY_RETENTION.of(os.environ)
    WALLBOARD_INTERVAL_RETENTION_SECONDS = variables.INTERVAL_RETENTION.of(os.environ)
    WALLBOARD_ACCESS_LOG_RETENTION_SECONDS = variables.ACCESS_LOG_RETENTION.of(os.environ)
    WALLBOARD_FORGET_UNSEEN_SECONDS = variables.FORGET_UNSEEN.of(os.environ)
    WALLBOARD_STREAM_RUN_SECONDS = variables.STREAM_RUN.of(os.environ)

    WALLBOARD_DISPLAY_NOTICE_SECONDS = variables.DISPLAY_NOTICE.of(os.environ)
    WALLBOARD_METRICS_TOKEN = variables.METRICS_TOKEN.of(os.environ)
    WALLBOARD_API_RATE = variables.API_RATE.of(os.environ)

    # -- messages -----------------------------------------------------------------------------
    WALLBOARD_ADDRESS = variables.ADDRESS.of(os.environ).rstrip("/")
    WALLBOARD_WEBHOOK_PLAIN = variables.WEBHOOK_PLAIN.of(os.environ)
    globals().update(stores.mail(os.environ))

    # -- reach --------------------------------------------------------------------------------
    DEBUG = variables.DEBUG.of(os.environ) and not PRODUCTION
    _PSEUDO = variables.PSEUDO_LANGUAGE.of(os.environ) and not PRODUCTION
    WALLBOARD_TLS = PRODUCTION and variables.TLS.of(os.environ)
    ALLOWED_HOSTS = list(variables.HOSTS.of(os.environ))
    if not PRODUCTION:
        ALLOWED_HOSTS += [host for host in security.LOOPBACK if host not in ALLOWED_HOSTS]
    CSRF_TRUSTED_ORIGINS = security.trusted_origins(
        tuple(ALLOWED_HOSTS), variables.TRUSTED_ORIGINS.of(os.environ), WALLBOARD_TLS
    )
    WALLBOARD_TRUSTED_ORIGINS = variables.TRUSTED_ORIGINS.of(os.environ)
    globals().update(
        security.transport(
            WALLBOARD_TLS,
            variables.HSTS.of(os.environ),
            PRODUCTION and variables.BEHIND_PROXY.of(os.environ),
        )
    )
    LOGGING = log.configuration(
        level=variables.LOG_LEVEL.of(os.environ),
        json_lines=log.wants_json(variables.LOG_FORMAT.of(os.environ), production=PRODUCTION),
    )
    STATIC_ROOT = variables.STATIC_ROOT.of(os.environ)
    SESSION_COOKIE_AGE = int(variables.SESSION_AGE.of(os.environ))
    AXES_FAILURE_LIMIT = variables.LOCKOUT_FAILURES.of(os.environ)
    AXES_COOLOFF_TIME = timedelta(seconds=variables.LOCKOUT_COOLOFF.of(os.environ))
    WALLBOARD_REQUIRE_SECOND_FACTOR = variables.REQUIRE_SECOND_FACTOR.of(os.environ)
    WALLBOARD_SSO_ISSUER = variables.SSO_ISSUER.of(os.environ)
    WALLBOARD_SSO_CLIENT_ID = variables.SSO_CLIENT_ID.of(os.environ)
    WALLBOARD_SSO_CLIENT_SECRET = variables.SSO_CLIENT_SECRET.of(os.environ)
    WALLBOARD_SSO_SCOPES = variables.SSO_SCOPES.of(os.environ)
    WALLBOARD_SSO_NAME = variables.SSO_NAME.of(os.environ)
except BadVariable as error:
    raise ImproperlyConfigured(str(error)) from None

# -- rooms ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "axes",
    "csp",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wallboard.boards",
    "wallboard.history",
    "wallboard.alerts",
    "wallboard.reports",
    "wallboard.displays",
    "wallboard.live",
    "wallboard.users",
    "wallboard.api",
    "wallboard.pages",
    "wallboard.words",  # last: it translates the names that the others gave
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wallboard.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wallboard.users.middleware.LastSeenMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as its documentation wants
]
ROOT_URLCONF = "wallboard.urls"
ASGI_APPLICATION = "wallboard.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WALLBOARD_VENDORS = "connectors.registry.VENDORS"
WALLBOARD_WIDGETS = "wallboard.projections.registry.WIDGETS"
WALLBOARD_DEMO_CREDENTIALS = "connectors.simulator.credentials"
WALLBOARD_DEMO_RULES = "wallboard.alerts.ready_made.make_rules"
WALLBOARD_TASKS = "wallboard.celery"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "wallboard.words.tags",
                "wallboard.pages.templatetags.scrubbing",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # labels and errors are ours

# -- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = languages.SOURCE
LANGUAGES = (*languages.LANGUAGES, languages.PSEUDO) if _PSEUDO else languages.LANGUAGES
LOCALE_PATHS = [languages.LOCALE]
LANGUAGE_COOKIE_NAME = "wallboard_language"
LANGUAGE_COOKIE_AGE = 400 * 86_400  # browsers keep none for longer
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# -- static files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    path for path in (ROOT / "static" / "dist", languages.BOARD_WORDS) if path.is_dir()
]
_HASHED = PRODUCTION or (STATIC_ROOT / "staticfiles.json").is_file()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is uploaded
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_MANIFEST_STRICT = PRODUCTION
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 60

# Codes that were used, and how often somebody guessed: in the database, for all processes see it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "wallboard_cache",
    }
}

# -- people -----------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody can lock out a colleague
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "wallboard.clients.address_of"
# Of allauth only what wallboard.users asks for is reachable: pages/urls.py lists every address.
ACCOUNT_ADAPTER = "wallboard.users.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_LOGIN_TIMEOUT = 600  # seconds from the password to the second factor
MFA_ADAPTER = "wallboard.users.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Wallboard"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a telephone's clock may be off
MFA_RECOVERY_CODE_COUNT = 10
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# -- browsers ---------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
SESSION_COOKIE_NAME = "wallboard_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "wallboard_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz/", r"^metrics$"]  # asked from inside, without TLS
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    # A wallboard is one host of somebody's domain: it must not speak for the host's subdomains, nor
    # enter the domain in the browsers' preload list.
    "security.W005",
    "security.W021",
]
