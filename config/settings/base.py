"""What every Mwanga server shares. Environments differ only in `dev.py`, `test.py` and `production.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config import env
from config.security_headers import ADMIN_POLICY, LEARNER_POLICY
from config.settings.sign_in import *
from config.settings.sign_in import INSTITUTIONS_APPS, OIDC_PROVIDERS, SIGN_IN_APPS
from translations.languages import LANGUAGES as OUR_LANGUAGES
from translations.languages import SOURCE_LANGUAGE, languages_on, teach_django_our_languages

teach_django_our_languages()

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything made at run time lives below this one folder.
DATA_DIR = env.folder("MWANGA_DATA", BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

SITE_URL = env.site_url("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}")
REDIS_URL = env.text("REDIS_URL", "")

DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "learning.Person"

INSTALLED_APPS = [
    "learning",
    "learning.certificates",
    "learning.bundles",
    "translations",
    "courses",
    "wagtail_localize",
    "wagtail_localize.locales",  # replaces wagtail.locales
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "learning.apps.StaffUsersConfig",  # wagtail.users, listing staff only
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    *SIGN_IN_APPS,
    *(INSTITUTIONS_APPS if OIDC_PROVIDERS else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.security_headers.ContentSecurityPolicyMiddleware",
    "courses.playing.content_host.ContentHostMiddleware",
    "courses.served_lessons.PublishedLessonMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "courses.addresses.IndexFileMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "courses.upload_limits.UploadLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "learning.staff_session.StaffSessionMiddleware",  # Django's for authentication, and the second factor
    "learning.staff_session.StaffAccountMiddleware",  # django-allauth's, for the pages of staff alone
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "courses.refusals.PublishRefusedMiddleware",
    "translations.desk_only.DeskOnlyMiddleware",  # invited translators see the desk and nothing else of the CMS
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "courses.language_choice.choice",
            ]
        },
    }
]

# --- data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "mwanga.sqlite3")}
# Never ATOMIC_REQUESTS: with IMMEDIATE transactions every page view would queue behind the writer.

CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "mwanga"}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
OBJECTS_ROOT = DATA_DIR / "objects"  # rendered lessons, pictures, sounds and videos, named by the hash of their bytes
PUBLISHED_ROOT = DATA_DIR / "published"  # a link at each published lesson's address to its document among the objects
BUNDLES_ROOT = DATA_DIR / "bundles"
BUNDLE_VERSIONS_KEPT = env.number("MWANGA_BUNDLE_VERSIONS", 5, least=1)  # older files go a month after they were replaced
CERTIFICATES_ROOT = DATA_DIR / "certificates"
PACKS_ROOT = DATA_DIR / "packs"  # print packs of lessons as PDF, named by what they were drawn from
H5P_ROOT = DATA_DIR / "h5p"  # files of H5P libraries and contents, named by the hash of their bytes
H5P_CORE_ROOT = env.folder("MWANGA_H5P_CORE", BASE_DIR / "node_modules" / "h5p-standalone")  # npm's, served as it is
# A host without cookies for the files that H5P contents load, such as https://play.example.org; the site's own while unset.
H5P_ORIGIN = env.site_url("MWANGA_H5P_ORIGIN", SITE_URL) if env.text("MWANGA_H5P_ORIGIN", "") else ""
H5P_JOINED = env.flag("MWANGA_H5P_JOINED", True)  # 0: each script of a library by itself, to find one that disturbs another
H5P_UNSAFE_EVAL = env.flag("MWANGA_H5P_UNSAFE_EVAL", True)  # 0: libraries of before 2022 mostly do not play
LOGOS_ROOT = DATA_DIR / "logos"  # of partner institutions, as they are printed, named by the hash of their bytes
KEYS_ROOT = DATA_DIR / "keys"  # the secret halves of the keys that sign certificates, encrypted
KEYS_SECRET = env.text("MWANGA_KEYS_SECRET", "")  # what encrypts them; without it, SECRET_KEY

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "courses.static_storage.StaticStorage"},
}
# Whom those who run a library's harvester may write to (OAI-PMH asks for it; nobody is sent anything).
CONTACT_EMAIL = env.text("MWANGA_CONTACT_EMAIL", f"webmaster@{SITE_URL.partition('://')[2].partition(':')[0]}")
# nginx sends bundles in our name (docs/nginx.conf), so that a slow line holds no worker.
BUNDLES_HANDED_OFF = env.flag("MWANGA_NGINX_SENDS_BUNDLES")
# An object storage for bundles, S3 or what speaks like it; off unless a bucket is named. Needs django-storages and boto3.
if _BUNDLES_STORAGE := env.object_storage("MWANGA_S3"):
    STORAGES["bundles"] = _BUNDLES_STORAGE
BUNDLES_STORAGE_LINKS = env.flag("MWANGA_S3_LINKS", True)  # downloads are led to the storage; 0: they go through us
FFMPEG = env.text("MWANGA_FFMPEG", "")  # the program that prepares sound and video; found by itself when not named
LARGEST_POST = 20_000_000  # bytes of any request with its files; more is refused before it is read
LARGEST_POST_TO_CMS = 220_000_000  # a video may have 200 MB
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form without its files; a larger one is refused with 400
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a long lesson in the page editor has many

# --- languages ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = SOURCE_LANGUAGE
LANGUAGES = env.words_read("MWANGA_LANGUAGES", languages_on, OUR_LANGUAGES)
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "translations" / "locale"]
FORMAT_MODULE_PATH = ["translations.formats"]
LANGUAGE_COOKIE_NAME = "lang"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600  # seconds a choice is kept
LANGUAGE_COOKIE_HTTPONLY = True
PAGES_WITHOUT_LANGUAGE = ("c/", "bundles/")  # learners' pages whose language is the one chosen or asked for by the browser
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية"), ("es", "Español")]
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # the default puts untranslated pages live at once
WAGTAIL_FINISH_WORKFLOW_ACTION = "translations.review_end.end_review"  # approved is not yet published
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True  # the default deletes a page's sentences from the memory

# A machine that drafts translations: off unless the environment names one. Lessons' words and the glossary go there, nothing else.
# wagtail-localize's own WAGTAILLOCALIZE_MACHINE_TRANSLATOR stays unset: its drafts would count as translated by nobody.
MACHINE: dict[str, Any] = env.machine(
    kind=env.text("MWANGA_MACHINE_KIND", ""),
    url=env.text("MWANGA_MACHINE_URL", ""),
    key=env.text("MWANGA_MACHINE_KEY", ""),
    model=env.text("MWANGA_MACHINE_MODEL", ""),
    seconds=env.number("MWANGA_MACHINE_SECONDS", 60, least=1),
)

# Links of the home page on the web that a bundle's has not: template variable -> view name.
CATALOGUE_LINKS = {
    "search_href": "courses:search",
    "join_href": "learning:join",
    "verify_href": "certificates:verify",
    "bundles_href": "bundles:list",
    "data_href": "courses:data_saver",
}
# Where “Leave this page” leads: a site that tells nothing about the one before.
SAFE_EXIT_URL = env.text("MWANGA_SAFE_EXIT_URL", "https://www.wikipedia.org/")
# The same for some countries, where another site is more usual: KE=https://www.example.org/,BD=…
SAFE_EXIT_URLS: dict[str, str] = env.words_read("MWANGA_SAFE_EXIT_URLS", env.by_country, {})

# Which of our figures is which data element of a ministry's DHIS2 (docs/reports.md); no such file in reports while unset.
DHIS2_MAPPING = env.text("MWANGA_DHIS2_MAPPING", "")

# --- Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Mwanga"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the machine
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses stay typeable on a feature phone and safe as file names
WAGTAILIMAGES_IMAGE_MODEL = "courses.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.preparation.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]  # no SVG and no GIF: script and weight
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "txt", "odt", "docx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # embeds would bring third-party requests
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
LOGIN_URL = "wagtailadmin_login"  # the same page as /<lang>/staff/sign-in/
WAGTAIL_PASSWORD_RESET_ENABLED = False  # no e-mail is needed or sent; an administrator gives a new password
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # /<lang>/staff/password/ instead
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# --- background work: the rows are the jobs, the queue only wakes the worker (docs/decisions) -------------------------

_QUEUE = DATA_DIR / "queue"
_QUEUE.mkdir(exist_ok=True)
CELERY_BROKER_URL = REDIS_URL or "file-queue://localhost/"  # ours, see config/file_queue.py
if not REDIS_URL:
    for _name in ("messages", "control"):
        (_QUEUE / _name).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 7200}
    if REDIS_URL
    else {
        "data_folder_in": str(_QUEUE / "messages"),
        "data_folder_out": str(_QUEUE / "messages"),
        "control_folder": str(_QUEUE / "control"),
        "store_processed": False,
        "polling_interval": 0.25,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1 if REDIS_URL else 16  # one look at the folder brings several messages
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 840
CELERY_TASK_TIME_LIMIT = 900  # seconds; a small machine has one worker, and a hung task would stop the queue
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULE_FILENAME = str(_QUEUE / "clock")
CELERY_BEAT_SCHEDULE = {
    "resume-jobs": {"task": "courses.tasks.resume_jobs", "schedule": 30.0},
    "publish-scheduled": {"task": "courses.tasks.publish_scheduled_pages", "schedule": 60.0},
    "render-due-lessons": {"task": "courses.tasks.render_due_lessons", "schedule": 3600.0},
    "forget-undecided-packages": {"task": "courses.tasks.forget_undecided_packages", "schedule": 3600.0},
    "drop-unnamed-h5p-files": {"task": "courses.tasks.drop_unnamed_h5p_files", "schedule": 24 * 3600.0},
    "apply-retention": {"task": "learning.tasks.apply_retention", "schedule": 24 * 3600.0},
    "renew-updates": {"task": "learning.bundles.updates.tasks.renew_updates", "schedule": 24 * 3600.0},
    "renew-bundle-trust": {"task": "learning.certificates.tasks.renew_bundle_trust", "schedule": 24 * 3600.0},
    "drop-old-bundles": {"task": "learning.bundles.tasks.drop_old_bundles", "schedule": 24 * 3600.0},
    "forget-returns": {"task": "learning.bundles.results.forget_returns", "schedule": 24 * 3600.0},
    "tidy-partners-rooms": {"task": "learning.bundles.room.tasks.tidy_partners_rooms", "schedule": 24 * 3600.0},
    "roll-up-reports": {"task": "learning.tasks.roll_up_reports", "schedule": 300.0},
}

# --- people, cookies and headers --------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
LEARNER_COOKIE_AGE = 180 * 24 * 3600  # seconds a phone keeps a learner's progress open
# Days after which nothing tells any more who somebody was (learning/retention.py).
GUEST_DAYS = env.number("MWANGA_GUEST_DAYS", 180, least=1)
INACTIVE_CODE_DAYS = env.number("MWANGA_INACTIVE_CODE_DAYS", 730, least=30)
STAFF_ACTION_DAYS = env.number("MWANGA_STAFF_ACTION_DAYS", 730, least=30)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews are frames of the same origin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # asks for DENY, see the line above
SECURE_CSP = LEARNER_POLICY
SECURE_CSP_ADMIN = ADMIN_POLICY

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "celery": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "kombu": {"level": "ERROR"},  # it warns that a queue of files has no host name
        "wagtail": {"level": "WARNING"},  # who edited what stands in its own log, in the database
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "PIL": {"level": "WARNING"},
    },
}
