"""What tests of signing in share: codes as an app on a phone makes them, and browsers at the door."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client

from learning.models import Person
from tests.cast import PASSWORD

DOOR, SECOND_STEP, MINE = "/cms/login/", "/en/staff/second-step/", "/en/staff/"


def code_of(secret: str, *, at: float | None = None) -> str:
    """The six digits of RFC 6238 for a secret and a time: written here, so that the site's own are compared with something."""
    counter = int((time.time() if at is None else at) // 30)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(client: Client, name: str, password: str = PASSWORD, *, door: str = DOOR, onward: str = "") -> Any:
    """What the door answers."""
    return client.post(door, {"username": name, "password": password, **({"next": onward} if onward else {})})


def signed_in(person: Person) -> Client:
    """A browser where somebody without a second factor has just typed their password."""
    client = Client()
    assert sign_in(client, str(person.username)).status_code == 302
    return client


def show_again(client: Client) -> Client:
    """Shows once more who it is, as changes ask for."""
    assert client.post("/en/staff/again/?next=/en/staff/", {"password": PASSWORD}).status_code == 302
    return client


def secret_on(page: str) -> str:
    """The key that the page tells those who cannot scan."""
    code = re.search(r'<code dir="ltr">(.*?)</code>', page, re.DOTALL)
    assert code
    return re.sub(r"<[^>]*>|\s", "", code.group(1))


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Sets an app up in an open session; its secret and the recovery codes that were shown."""
    secret = secret_on(show_again(client).get("/en/staff/app/").content.decode())
    # The code of the step before: the one of now is left for the next sign-in, since each works once. Should the clock step on
    # while it is on its way, it is too old, and the one after it is that of the step before.
    for _way in range(2):
        answer = client.post("/en/staff/app/", {"code": code_of(secret, at=time.time() - 30)}, follow=True)
        if codes := re.findall(r"<li><code>(.*?)</code></li>", answer.content.decode()):
            return secret, codes
    raise AssertionError("The app was not set up: the page shows no recovery codes.")
