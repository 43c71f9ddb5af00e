"""Settings, from the environment alone: nobody edits this file to run Closeknit."""

from __future__ import annotations

from pathlib import Path

import pghistory
from django.utils.csp import CSP

from closeknit.config import environment, logs

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "closeknit"
HOME = environment.home()
DEMO = environment.demonstration()

DEBUG = False
SECRET_KEY = environment.secret()
ALLOWED_HOSTS = environment.hosts()
CSRF_TRUSTED_ORIGINS = environment.origins()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "closeknit.web",  # before allauth, so that its pages are ours
    "allauth",
    "allauth.account",
    "ninja",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "closeknit.catalogue",
    "closeknit.access",
    "closeknit.api",
    "closeknit.records",
    "closeknit.profiles",
    "closeknit.timeline",
    "closeknit.directory",
    "closeknit.documents",
    "closeknit.mail",
    "closeknit.work",
    "closeknit.intake",
    "closeknit.insight",
    "closeknit.demo",
    "closeknit.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "closeknit.web.packing.Packing",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "closeknit.access.transactions.one_transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "closeknit.access.sessions.identify",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "closeknit.web.middleware.Pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "closeknit.config.urls"
WSGI_APPLICATION = "closeknit.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "closeknit.web.shell.context",
            ],
        },
    },
]

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_ENGINE = "closeknit.access.sessions"
SESSION_COOKIE_NAME = "closeknit"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.secure()

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.secure():  # a proxy ends https; without one named, its header is nobody's word
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365

ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "closeknit.access.signin.Adapter"
ACCOUNT_EMAIL_NOTIFICATIONS = False
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LANGUAGES = [
    ("en", "English"),
    ("en-gb", "English (United Kingdom)"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
]
LANGUAGE_CODE = environment.language(dict(LANGUAGES))
TIME_ZONE = environment.zone()
USE_TZ = True
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "web" / "static" / "built"
STATICFILES_FINDERS: list[str] = []  # the build leaves its files hashed and compressed; there is nothing to collect
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A file goes to disk as it comes, never into memory: from who is signed in, and to these addresses alone.
FILE_UPLOAD_HANDLERS = ["closeknit.web.uploads.Bounded"]
TAKE_FILES = frozenset(
    {"attach", "calendar_take", "document_add", "import_new", "api:list_files"}
)  # the last names an address, whatever the method
FILE_UPLOAD_TEMP_DIR = environment.folder("uploads")
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT = environment.number("CLOSEKNIT_UPLOAD_MB") * 1024 * 1024  # bytes of one file
ORIGIN = environment.origin()  # where people find the pages, for what is read elsewhere
MAIL_URL, MAIL_FROM = environment.mail()
API_PER_MINUTE = environment.number("CLOSEKNIT_API_PER_MINUTE")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 50

LOGGING = logs.configuration(environment.log_level())

PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": environment.number("CLOSEKNIT_JOBS"),
    "delete_jobs": "successful",
    "shutdown_graceful_timeout": 20.0,
}


if environment.read("CLOSEKNIT_TESTING"):
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Columns that history copies from foreign keys need no index of their own: it is read by row and by change.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False, related_name="+", related_query_name="+")

# `identify` takes the place of Django's own middleware for users, and a constraint on lower(email) makes e-mails unique.
SILENCED_SYSTEM_CHECKS = ["auth.E013", "auth.W004"]
