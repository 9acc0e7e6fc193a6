"""Typed readers for environment variables that fail with a sentence.

This file is about reading the environment. It holds no defaults of the product: those stand in `config/settings/`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

Read = TypeVar("Read")
TRUE_WORDS = {"1", "true", "yes", "on"}
MACHINES = ("libretranslate", "openai")
FALSE_WORDS = {"0", "false", "no", "off", ""}


class BadEnvironment(ImproperlyConfigured):
    """An environment variable is missing or cannot be read."""


def text(name: str, default: str | None = None) -> str:
    """The variable's text; without it the default, and without a default a `BadEnvironment`."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise BadEnvironment(f"The environment variable {name} is not set. Set it and start again.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise BadEnvironment(f"{name} is '{value}', which is neither yes nor no. Write 1 or 0.")


def number(name: str, default: int, least: int = 0) -> int:
    """A whole number not below `least`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise BadEnvironment(f"{name} is '{value}'. Write a whole number, {least} or more.")
    return int(value)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or list(default)


def words_read(name: str, reader: Callable[[list[str]], Read], default: Read) -> Read:
    """What `reader` makes of a list separated by commas; its `ValueError` says in a sentence what is wrong with a word."""
    found = words(name)
    if not found:
        return default
    try:
        return reader(found)
    except ValueError as error:
        raise BadEnvironment(f"{name} is '{','.join(found)}'. {error}") from error


def by_country(found: list[str]) -> dict[str, str]:
    """Country -> address, from words like `KE=https://www.example.org/`. Raises `ValueError` with what is wrong."""
    addresses = {}
    for word in found:
        country, equals, address = word.partition("=")
        parts = urlsplit(address)
        if not (equals and len(country) == 2 and country.isascii() and country.isupper()):
            raise ValueError(f"“{word}” does not begin with a country's two capital letters and “=”, such as KE=https://…")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError(f"“{address}” is not an address. Write it whole, such as https://www.example.org/")
        addresses[country] = address
    return addresses


def folder(name: str, default: Path) -> Path:
    """A folder's absolute path; it is not created here."""
    return Path(os.environ.get(name, "").strip() or default).expanduser().resolve()


def site_url(name: str, default: str) -> str:
    """An http(s) address without a path, no slash at its end."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise BadEnvironment(f"{name} is '{value}'. Write it like https://learn.example.org, without a path.")
    return value


def machine(*, kind: str, url: str, key: str, model: str, seconds: int) -> dict[str, Any]:
    """Our own setting for the machine that drafts translations: empty when none of its variables is set, which means off.

    A wrong combination raises `BadEnvironment`: half a machine would fail in front of a translator.
    """
    if not (kind or url or key or model):
        return {}
    if kind not in MACHINES:
        raise BadEnvironment(f"MWANGA_MACHINE_KIND is '{kind}'. Write {' or '.join(MACHINES)}, or unset every MWANGA_MACHINE_… .")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise BadEnvironment(f"MWANGA_MACHINE_URL is '{url}'. Write it like https://ai.example.org, for openai with its /v1.")
    if parts.username or parts.password:
        raise BadEnvironment("MWANGA_MACHINE_URL holds a name or a password. Put the key into MWANGA_MACHINE_KEY.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise BadEnvironment("MWANGA_MACHINE_KEY holds a sign that no key has. Copy the key again, without spaces.")
    if kind == "openai" and not model:
        raise BadEnvironment("MWANGA_MACHINE_KIND is 'openai', so MWANGA_MACHINE_MODEL must name the model.")
    if kind == "libretranslate" and model:
        raise BadEnvironment(f"MWANGA_MACHINE_MODEL is '{model}', but libretranslate has no models. Unset it.")
    return {"kind": kind, "url": url.rstrip("/"), "key": key, "model": model, "seconds": seconds}


def providers(keys: list[str]) -> list[dict[str, Any]]:
    """Institutions whose accounts open ours (OpenID Connect), one for each key, in the shape django-allauth asks for.

    A key such as `library` names its variables: MWANGA_OIDC_LIBRARY_URL, …_CLIENT, …_SECRET and, for people, …_NAME.
    """
    if len(set(keys)) < len(keys):
        raise BadEnvironment(f"MWANGA_OIDC_PROVIDERS is '{','.join(keys)}', which names one twice. Name each once.")
    return [provider(key) for key in keys]


def provider(key: str) -> dict[str, Any]:
    """One of `providers`. Its address is where `/.well-known/openid-configuration` stands."""
    if not re.fullmatch(r"[a-z][a-z0-9]{0,19}", key):
        raise BadEnvironment(f"MWANGA_OIDC_PROVIDERS names '{key}'. Write small letters and digits, such as library.")
    prefix = f"MWANGA_OIDC_{key.upper()}"
    url = text(f"{prefix}_URL").rstrip("/")
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    if not (is_here or parts.scheme == "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise BadEnvironment(f"{prefix}_URL is '{url}'. Write it like https://login.example.org/realms/library.")
    return {
        "provider_id": key,
        "name": text(f"{prefix}_NAME", key.capitalize()),
        "client_id": text(f"{prefix}_CLIENT"),
        "secret": text(f"{prefix}_SECRET"),
        "settings": {"server_url": url, "fetch_userinfo": False},
    }


def database(name: str, sqlite_file: Path) -> dict[str, Any]:
    """Django's settings for one database.

    `DATABASE_URL` is `postgresql://user:password@host:port/name` (host may be a percent-encoded socket folder) or
    `sqlite:///absolute/path`. Unset means SQLite in `sqlite_file`.
    """
    url = os.environ.get(name, "").strip()
    if not url:
        return sqlite(sqlite_file)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment(f"{name} starts with '{parts.scheme}:'. Mwanga runs on postgresql:// and sqlite:///.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(file: Path) -> dict[str, Any]:
    """SQLite as a small server needs it: readers never wait for the writer, writers queue instead of failing.

    WAL lets pages be read while an answer is written; IMMEDIATE takes the write lock at the start of a transaction, since
    a lock taken half-way fails at once with "database is locked". `synchronous=FULL`: an acknowledged answer survives a
    power cut, not only a killed process.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
                "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
            ),
        },
    }


def object_storage(prefix: str) -> dict[str, Any]:
    """A storage of django-storages for S3 and what speaks like it: empty when `<prefix>_BUCKET` is not set, which means off.

    Checksums of S3's own are left out: servers that only speak like S3 send that of the whole file with a part of it, and what
    is kept there proves itself. Raises `BadEnvironment`, also where boto3 is not installed.
    """
    bucket, endpoint = text(f"{prefix}_BUCKET", ""), text(f"{prefix}_ENDPOINT", "")
    if not bucket:
        return {}
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise BadEnvironment(f"{prefix}_ENDPOINT is '{endpoint}'. Write it like https://s3.example.org.")
    try:
        from botocore.config import Config
    except ImportError as error:
        need = "pip install -r docs/requirements-storage.txt"
        raise BadEnvironment(f"{prefix}_BUCKET is set, and what speaks to it is not installed: {need}.") from error
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": text(f"{prefix}_REGION", "") or None,
        "access_key": text(f"{prefix}_KEY", "") or None,
        "secret_key": text(f"{prefix}_SECRET", "") or None,
        "file_overwrite": False,  # a name is a hash: what is there is what it should be
        "querystring_expire": 3600,
        "default_acl": None,
        "client_config": Config(
            s3={"addressing_style": "path" if endpoint else "auto"},
            signature_version="s3v4",  # the older one is refused in most places
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
