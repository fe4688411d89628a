"""Settings from the environment (see docs/operations.md); without one it is a development machine on SQLite.

`PERFGOALS_ENV=production` switches everything to what `manage.py check --deploy` asks for, and then the secret key
and the host names must be given. Every variable may also be given as a file: `PERFGOALS_SECRET_KEY_FILE=/run/…`.
"""

import logging
import re
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hooks.allowed import entries_of
from perfgoals.environment import Environment
from perfgoals.logs import logging_for

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
ENVIRONMENT = env("PERFGOALS_ENV", default="development")
PRODUCTION = ENVIRONMENT == "production"
if ENVIRONMENT not in ("development", "production"):  # a slip of the pen must not open a public server
    raise ImproperlyConfigured(f"PERFGOALS_ENV 只能是 development 或 production，现在是 {ENVIRONMENT}。")
missing = [name for name in ("PERFGOALS_SECRET_KEY", "PERFGOALS_HOSTS") if not env(name, default="").strip()]
if PRODUCTION and missing:
    raise ImproperlyConfigured(f"生产环境缺少环境变量 {'、'.join(missing)}（说明见 docs/operations.md）。")

DEBUG = env.bool("PERFGOALS_DEBUG", default=False)
DATA_DIR = Path(env("PERFGOALS_DATA", default=str(BASE_DIR / "var")))
SECRET_KEY = env("PERFGOALS_SECRET_KEY", default="only-for-development").strip()
ALLOWED_HOSTS = env.names("PERFGOALS_HOSTS", default=["*"])
CSRF_TRUSTED_ORIGINS = env.names("PERFGOALS_ORIGINS", default=[])

INSTALLED_APPS = [
    "perfgoals.admin_config.AdminPagesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "bootstrap",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
    "axes",
    "csp",
    "accounts",
    "budget",
    "indicators",
    "importers",
    "exporters",
    "reviews",
    "figures",
    "ninja",  # its page of documentation comes from our own host only when it is an app
    "api",
    "hooks",
    "perfgoals",  # its commands
]

MIDDLEWARE = [
    "perfgoals.health.probes",
    "perfgoals.request_log.request_log",
    "perfgoals.metrics.request_metrics",
    "api.middleware.interface",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "perfgoals.urls"
WSGI_APPLICATION = "perfgoals.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "perfgoals.navigation.navigation",
            ],
        },
    },
]

DATABASES = {"default": env.database(default=f"sqlite:///{DATA_DIR / 'perfgoals.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"PERFGOALS_DATA 的文件夹 {DATA_DIR} 建不了：{error.strerror}。") from None
    # IMMEDIATE: a writer waits its turn at once instead of failing half way; WAL: readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # A secret file holds the password alone, so that the database's own image can read the same one.
    given = DATABASES["default"].get("PASSWORD")
    DATABASES["default"]["PASSWORD"] = given or env("PERFGOALS_DATABASE_PASSWORD", default="")
    # A host that is gone without a word (a cut cable, a frozen machine) is noticed after half a minute, not two hours.
    lively = {"connect_timeout": 10, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
    DATABASES["default"]["OPTIONS"] = lively | {"tcp_user_timeout": 30_000} | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "budget.access.AdministratorBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# Sign-in is throttled by name and address together, so that nobody can lock out a colleague from elsewhere.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
PROXIES = env.int("PERFGOALS_PROXIES", default=0)  # reverse proxies of ours before the application
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # not translated; manage.py axes_reset opens a lock

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# Long work runs in a worker (DESIGN 10).
# Seconds without a sign of life after which a worker's file goes to another one.
IMPORT_SILENCE = env.float("PERFGOALS_SILENCE", default=30.0)
# Which engine runs it: `database`, or a Redis server for many machines (redis://host:6379/0). See budget/queueing.py.
QUEUE = env("PERFGOALS_QUEUE", default="database")
if QUEUE != "database" and not QUEUE.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("PERFGOALS_QUEUE 只能是 database 或 redis://主机:6379/0 这样的地址。")
ENGINE = "queueing.DatabaseEngine" if QUEUE == "database" else "redis_queue.RedisEngine"
TASKS = {"default": {"BACKEND": f"budget.{ENGINE}", "QUEUES": ["default", "packages"]}}
if QUEUE != "database":
    # No limit of time: the rows' own heartbeat tells whether somebody works. JSON, since pickles can run code.
    redis_queue = {"URL": QUEUE, "DEFAULT_TIMEOUT": -1, "SERIALIZER": "rq.serializers.JSONSerializer"}
    RQ_QUEUES = dict.fromkeys(TASKS["default"]["QUEUES"], redis_queue)

# What waits for people is mailed to them once a day, when this hour has come. Without EMAIL_URL mails go to the log.
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20  # seconds: a worker waits for the mail server, and has other things to do
DEFAULT_FROM_EMAIL = env("PERFGOALS_MAIL_FROM", default="perfgoals@localhost")
NOTES_AT = env("PERFGOALS_NOTES_AT", default="08:00")
if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", NOTES_AT):
    raise ImproperlyConfigured(f"PERFGOALS_NOTES_AT 应是 08:00 这样的时间，现在是 {NOTES_AT}。")
ADDRESS = env("PERFGOALS_ADDRESS", default="").rstrip("/")  # for links in mails

# The interface for other systems: requests a minute of one token, and wrong tokens in a quarter of an hour.
API_PER_MINUTE = env.int("PERFGOALS_API_PER_MINUTE", default=600)
API_GUESSES = 20

# Where messages to other systems may go at all (hooks/allowed.py); nowhere without it.
HOOK_TARGETS = tuple(env.names("PERFGOALS_HOOK_TARGETS", default=[]))
try:
    entries_of(HOOK_TARGETS)
except ValueError as wrong:
    raise ImproperlyConfigured(str(wrong)) from None

# Permission codes for the admin's import and export; without them any staff account may do both.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "add"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_USE_TRANSACTIONS = True

# Everything from our own host, nothing inline (closed networks, DESIGN 12).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "perfgoals.csrf.failure"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
# Without scripts a table of 500 rows comes as one form with six fields a row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A form sent without scripts brings hundreds of documents at once. Each is an open temporary file, of which a process
# may have 1024 on most systems, so more than these belong in a .zip.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
# Small uploads stay in memory (2.5 MB a request), others go to the disk, where one can't take more than it may.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "importers.upload_handler.BoundedUploadHandler",
]

if PRODUCTION:
    # A closed network may have no certificate: PERFGOALS_HTTPS=0 says so, and check --deploy then complains, rightly.
    HTTPS = env.bool("PERFGOALS_HTTPS", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
    SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS

LOG_LEVEL = env("PERFGOALS_LOG_LEVEL", default="")
if LOG_LEVEL.upper() not in ("", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise ImproperlyConfigured(f"PERFGOALS_LOG_LEVEL 只能是 DEBUG、INFO、WARNING 或 ERROR，现在是 {LOG_LEVEL}。")
LOGGING = logging_for(PRODUCTION, LOG_LEVEL)
logging.captureWarnings(PRODUCTION)  # Python's own warnings are lines of the log too
# /metrics asks for this token; without it there is no such address.
METRICS_TOKEN = env("PERFGOALS_METRICS_TOKEN", default="").strip()
