"""Tests: quick password hashing, work done at once, everything in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# One data folder per test process, so that runs side by side never share files.
os.environ.setdefault("MWANGA_DATA", tempfile.mkdtemp(prefix="mwanga-test-"))

from config.settings.base import *
from config.settings.base import BASE_DIR, CACHES, DATABASES, INSTALLED_APPS, INSTITUTIONS_APPS, LOGGING, REDIS_URL

SECRET_KEY = "only-for-tests-and-never-for-people"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = []
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REQUIRE_SECOND_FACTOR = False
# An institution that answers only where a test serves it (tests/learning/fake_institution.py).
INSTALLED_APPS = [name for name in INSTALLED_APPS if name not in INSTITUTIONS_APPS] + INSTITUTIONS_APPS
OIDC_PROVIDERS = [
    {
        "provider_id": "library",
        "name": "Library",
        "client_id": "mwanga",
        "secret": "only-for-tests",
        "settings": {"server_url": "http://127.0.0.1:9", "fetch_userinfo": False},
    }
]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_PROVIDERS, "SCOPE": ["openid"], "OAUTH_PKCE_ENABLED": True}}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
MACHINE = {}  # whatever the developer's own surroundings name
# Wagtail's small jobs keep two lists of the CMS, of what is used where and of words; a test that asks for one does them itself.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Collected once before the tests by `tests/conftest.py`, hashed but not compressed.
STATIC_ROOT = Path(os.environ.get("MWANGA_TEST_STATIC", BASE_DIR / "var" / "test-static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "courses.static_storage.UncompressedStaticStorage"},
}
if REDIS_URL:
    # Emptying a cache empties its whole Redis database: each test process has its own.
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rsplit('/', 1)[0] if REDIS_URL.count('/') > 2 else REDIS_URL}/{_worker}"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL, locks and several connections behave as they do for people.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["MWANGA_DATA"]) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
LOGGING["root"] = {"handlers": ["stderr"], "level": "WARNING"}
