"""A small machine: one person's computer, a hub, a demonstration. SQLite, no broker, no TLS, one command.

Named `dev` because that is where most people meet it; it is safe to serve with, for it has no debug pages.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from config import env
from config.settings.base import *
from config.settings.base import ALLOWED_HOSTS, DATA_DIR


def kept_secret(file: Path) -> str:
    """The data folder's own secret, made at the first start so that nobody shares one."""
    try:
        with file.open("x", encoding="ascii") as out:
            file.chmod(0o600)
            out.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")


SECRET_KEY = env.text("SECRET_KEY", "") or kept_secret(DATA_DIR / "secret-key")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost
