"""Settings. Everything comes from the environment or `.env`; a missing value is the safe one."""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, SELF

from lumen import embedded
from lumen.api.schema_settings import schema_settings
from lumen.common import logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
embedded.load_env_file(BASE_DIR / ".env")
VAR_DIR = embedded.var_dir()
VERSION = "0.1.0"

# Core
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY")
FERNET_KEYS = env.list("FERNET_KEYS")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "lumen.urls"
ASGI_APPLICATION = "lumen.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "daphne",
    "lumen.apps.LumenConfig",
    "lumen.audit",
    "lumen.notifications",
    "lumen.feeds",
    "accounts",
    "documents",
    "transactions",
    "anomalies",
    "assistants",
    "chat",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "channels",
    "csp",
    "corsheaders",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "lumen.common.middleware.RequestLogMiddleware",
    "lumen.common.middleware.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.WorkspaceMiddleware",
    "lumen.common.middleware.HtmxMiddleware",
    "lumen.common.middleware.UnstorableTextMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials", "lumen.templatetags.lumen"],
            "context_processors": [
                "django.template.context_processors.request",
                "csp.context_processors.nonce",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lumen.common.context.shell",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

# PostgreSQL. The audit log has an alias of its own and, by default, a database of its own.
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL") if os.environ.get("DATABASE_URL") else embedded.database_config(),
}
DATABASES["audit"] = (
    env.db("AUDIT_DATABASE_URL")
    if os.environ.get("AUDIT_DATABASE_URL")
    else {**DATABASES["default"], "NAME": f"{DATABASES['default']['NAME']}_audit"}
)
DATABASE_ROUTERS = ["lumen.audit.router.AuditRouter"]
if env.bool("DATABASE_POOL", default=False):
    POOL = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", default=12), "timeout": 15}
    for database in DATABASES.values():
        database["OPTIONS"] = {**database.get("OPTIONS", {}), "pool": POOL}

# Redis: cache and throttles, live events, task queue
REDIS_URL = env("REDIS_URL", default=embedded.redis_url())
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "lumen",
    }
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # an idle socket waits 5 s at a time in Redis; the client gives up after 5 s unless told otherwise
        # a thousand sockets that come back after a restart need more than its usual hundred connections
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": 30, "max_connections": 1_000}],
            "prefix": "lumen:ws",
        },
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CELERY_RESULT_EXPIRES = 600
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900}
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"

# Sign-in
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env("EMAIL_VERIFICATION", default="mandatory")  # or "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION == "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Lumen"
GOOGLE_CLIENT_ID = env("GOOGLE_CLIENT_ID", default="")
GOOGLE_CLIENT_SECRET = env("GOOGLE_CLIENT_SECRET", default="")
GOOGLE_AUTH_URL = env("GOOGLE_AUTH_URL", default="https://accounts.google.com/o/oauth2/v2/auth")
GOOGLE_ORIGIN = urlsplit(GOOGLE_AUTH_URL)._replace(path="").geturl()
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": GOOGLE_CLIENT_SECRET}] if GOOGLE_CLIENT_ID else [],
        "SCOPE": ["profile", "email"],
    }
}

# Mail: printed to the console unless told otherwise, e.g. EMAIL_URL=smtp+tls://user:pass@host:587
vars().update(env.email("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Lumen <lumen@localhost>")

# REST API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "lumen.api.authentication.ApiTokenAuthentication",
        "lumen.api.authentication.AccessTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["lumen.api.permissions.IsMember"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["lumen.api.throttling.MemberThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "member": env("API_THROTTLE", default="100/minute"),
        "auth": "10/minute",
        "auth_address": "60/minute",
        "webhook": "600/minute",
    },
    "DEFAULT_SCHEMA_CLASS": "lumen.api.schema.LumenSchema",
    "DEFAULT_PAGINATION_CLASS": "lumen.api.pagination.CursorPages",
    "EXCEPTION_HANDLER": "lumen.api.exceptions.problem_handler",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=30),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "USER_ID_CLAIM": "sub",
    "CHECK_REVOKE_TOKEN": True,  # a new password ends every token
}
SPECTACULAR_SETTINGS = schema_settings(VERSION)
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/.*$"

# Transport and browser security
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "lumen.errors.csrf_failure"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF, *([GOOGLE_ORIGIN] if GOOGLE_CLIENT_ID else [])],
    }
}

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STATIC_STORAGE = env("STATIC_STORAGE", default="whitenoise.storage.CompressedManifestStaticFilesStorage")
DOCUMENTS_STORAGE = env("DOCUMENTS_STORAGE", default="local")  # or "s3": every stored file goes there
S3_STORAGE = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": env("AWS_STORAGE_BUCKET_NAME", default=""),
        "endpoint_url": env("AWS_S3_ENDPOINT_URL", default=None),
        "region_name": env("AWS_S3_REGION_NAME", default=None),
        "access_key": env("AWS_ACCESS_KEY_ID", default=None),
        "secret_key": env("AWS_SECRET_ACCESS_KEY", default=None),
        "file_overwrite": False,
        "max_memory_size": 2 * 1024 * 1024,
    },
}
LOCAL_STORAGE = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STORAGES = {
    "default": S3_STORAGE if DOCUMENTS_STORAGE == "s3" else LOCAL_STORAGE,
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=50 * 1024 * 1024)
WEATHER_URL = env("WEATHER_URL", default="https://api.open-meteo.com")
WEATHER_PLACES_URL = env("WEATHER_PLACES_URL", default="https://geocoding-api.open-meteo.com")
STOCKS_PROVIDER = env("STOCKS_PROVIDER", default="")  # yahoo, alphavantage, csv
STOCKS_URL = env("STOCKS_URL", default="")
STOCKS_KEY = env("STOCKS_KEY", default="")
NEWS_URL = env("NEWS_URL", default="https://api.gdeltproject.org")
FEEDS_HOSTS = env.list("FEEDS_HOSTS", default=[])  # of one's own network, that feeds may come from
FEEDS_KEEP_DAYS = env.int("FEEDS_KEEP_DAYS", default=90)  # of what no longer stands in its feed
EXCHANGE_RATES_URL = env("EXCHANGE_RATES_URL", default="https://api.frankfurter.dev/v1")
PICTURE_MODEL = env("PICTURE_MODEL", default="")  # folder of a CLIP model
PICTURE_CAPTIONS = env.bool("PICTURE_CAPTIONS", default=False)
PICTURE_MAKER = env("PICTURE_MAKER", default="")  # openai:<model>, at AI_BASE_URL
PICTURE_PRICE = Decimal(env("PICTURE_PRICE", default="0.10"))  # US dollars that one made picture counts
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=50 * 1024 * 1024)
RECORDING_MAX_BYTES = env.int("RECORDING_MAX_BYTES", default=500 * 1024 * 1024)
RECORDING_MAX_MINUTES = env.int("RECORDING_MAX_MINUTES", default=60)
SEARCH_LOG_DAYS = env.int("SEARCH_LOG_DAYS", default=180)  # 0: searches are not noted
DOCUMENTS_QUOTA_MB = env.int("DOCUMENTS_QUOTA_MB", default=10_000)  # papers of a workspace; 0: no limit
DOCUMENTS_AT_ONCE = env.int("DOCUMENTS_AT_ONCE", default=2)  # papers of one member read side by side
DOCUMENTS_LINK_HOSTS = env.list(
    "DOCUMENTS_LINK_HOSTS", default=[]
)  # of one's own network, to fetch links from
DOCUMENTS_LINK_SECONDS = env.float("DOCUMENTS_LINK_SECONDS", default=20.0)
OUTGOING_HOSTS = env.list("OUTGOING_HOSTS", default=[])  # of one's own network, that hooks may call

# Websites' widgets: messages of one visitor and of all of a workspace, openings of one network address
WIDGET_VISITOR_A_MINUTE = env.int("WIDGET_VISITOR_A_MINUTE", default=20)
WIDGET_WORKSPACE_A_MINUTE = env.int("WIDGET_WORKSPACE_A_MINUTE", default=600)
WIDGET_ADDRESS_A_MINUTE = env.int("WIDGET_ADDRESS_A_MINUTE", default=120)

# Mailboxes that Lumen reads by itself (docs/sources.md)
GOOGLE_TOKEN_URL = env("GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token")
GOOGLE_REVOKE_URL = env("GOOGLE_REVOKE_URL", default="https://oauth2.googleapis.com/revoke")
GOOGLE_CERTS_URL = env("GOOGLE_CERTS_URL", default="https://www.googleapis.com/oauth2/v3/certs")
GMAIL_API_URL = env("GMAIL_API_URL", default="https://gmail.googleapis.com/gmail/v1")
GMAIL_PUBSUB_TOPIC = env("GMAIL_PUBSUB_TOPIC", default="")
GMAIL_PUBSUB_AUDIENCE = env("GMAIL_PUBSUB_AUDIENCE", default=f"{SITE_URL}/api/v1/webhooks/gmail")
GMAIL_PUBSUB_SENDER = env("GMAIL_PUBSUB_SENDER", default="")
MAILBOX_FIRST_DAYS = env.int("MAILBOX_FIRST_DAYS", default=90)
MAILBOX_PRIVATE_HOSTS = env.bool("MAILBOX_PRIVATE_HOSTS", default=False)
MAILBOX_CA_FILE = env("MAILBOX_CA_FILE", default="")
MAIL_MAX_BYTES = env.int("MAIL_MAX_BYTES", default=10 * 1024 * 1024)
MAIL_UPLOAD_MAX_BYTES = env.int("MAIL_UPLOAD_MAX_BYTES", default=200 * 1024 * 1024)
MAIL_UPLOAD_MAX_MAILS = env.int("MAIL_UPLOAD_MAX_MAILS", default=20_000)

# Channels of assistants (docs/assistants.md)
SLACK_API_URL = env("SLACK_API_URL", default="https://slack.com/api")

# Language and time. A workspace's own zone is activated by WorkspaceMiddleware.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

# Language model; without a key the offline twin answers
AI_MODEL = env("AI_MODEL", default="")  # google:..., anthropic:..., or openai:... for any compatible server
GEMINI_API_KEY = env("GEMINI_API_KEY", default="")
AI_BASE_URL = env("AI_BASE_URL", default="")
AI_API_KEY = env("AI_API_KEY", default="")
AI_MAX_TOKENS = env.int("AI_MAX_TOKENS", default=4_096)  # that a model writes in one answer
# Allowances of the language model: calls, tokens, money (US dollars) and seconds; any may be left out
AI_BUDGET_RUN = env("AI_BUDGET_RUN", default="calls=12 tokens=120000 money=0.50 seconds=90")
AI_BUDGET_USER_DAY = env("AI_BUDGET_USER_DAY", default="calls=400 tokens=1500000 money=3 seconds=3600")
AI_BUDGET_DAY = env("AI_BUDGET_DAY", default="calls=4000 tokens=15000000 money=30 seconds=36000")
# US dollars for a million tokens sent/received; * is a model that is not listed, unless AI_BASE_URL is set
AI_PRICES = env("AI_PRICES", default="google:gemini-2.5-flash=0.30/2.50 *=5/25")
AI_MAILS_A_DAY = env.int("AI_MAILS_A_DAY", default=50)  # mails a workspace may have read by the model
SPEECH_MODEL = env("SPEECH_MODEL", default="")  # local:<folder>, openai:..., google:... (docs/speech.md)
SPEECH_BASE_URL = env("SPEECH_BASE_URL", default="")
SPEECH_API_KEY = env("SPEECH_API_KEY", default="")
AI_EMBEDDER = env("AI_EMBEDDER", default="sentence")  # or "hashing"
EMBEDDING_RUNTIME = env("EMBEDDING_RUNTIME", default="openvino")  # or "onnx", or "torch" (the slow reference)

# Requests and logs
SLOW_REQUEST_SECONDS = env.float("SLOW_REQUEST_SECONDS", default=1.0)
METRICS_TOKEN = env("METRICS_TOKEN", default="")  # when set, /metrics asks for it
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOG_FORMAT = env("LOG_FORMAT", default="json")  # or "console"
LOGGING = logs.configuration(LOG_LEVEL)
