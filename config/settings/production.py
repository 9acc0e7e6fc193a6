"""A public server behind TLS. Secrets come from the environment, and a missing one stops the start with a sentence."""

from __future__ import annotations

from config import env
from config.settings.base import *
from config.settings.base import ALLOWED_HOSTS, MIDDLEWARE, SITE_URL

SECRET_KEY = env.text("SECRET_KEY")
if not ALLOWED_HOSTS:
    raise env.BadEnvironment("ALLOWED_HOSTS is empty. Name the host people type, for example learn.example.org.")
if not SITE_URL.startswith("https://"):
    raise env.BadEnvironment(f"SITE_URL is '{SITE_URL}'. A public server needs an address that starts with https://.")

MIDDLEWARE = ["config.behind_proxy.BehindProxyMiddleware", *MIDDLEWARE]

REQUIRE_SECOND_FACTOR = env.flag("MWANGA_REQUIRE_SECOND_FACTOR", True)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
