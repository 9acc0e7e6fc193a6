"""One request to a machine: JSON out, JSON in, within a time and a size, never following it elsewhere.

Whatever goes wrong becomes a sentence that names the machine's host and never quotes what it said.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
import urllib3
from django.utils.translation import gettext as _

from translations.errors import MachineOutOfReach

MOST_BYTES: Final = 1_000_000  # 25 sentences are some 20 kB
CHUNK: Final = 65_536
CONNECT_SECONDS: Final = 10
HEADERS: Final = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Mwanga"}


@dataclass(frozen=True)
class Door:
    """Where a machine is, and how long it may take for one answer."""

    url: str
    seconds: int
    bearer: str = ""

    @property
    def host(self) -> str:
        """For sentences: whose answer it was."""
        return urlsplit(self.url).netloc

    def authorise(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Adds the key. That it is given at all keeps `requests` from looking for one in ~/.netrc."""
        if self.bearer:
            request.headers["Authorization"] = f"Bearer {self.bearer}"
        return request

    def ask(self, path: str, payload: Any = None) -> Any:
        """The JSON that a GET, or with a payload a POST, is answered with. Raises `MachineOutOfReach`."""
        until = time.monotonic() + self.seconds
        try:
            with requests.request(
                "GET" if payload is None else "POST",
                self.url + path,
                json=payload,
                headers=HEADERS,
                auth=self.authorise,
                timeout=(min(CONNECT_SECONDS, self.seconds), self.seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                self.refuse_status(response.status_code)
                body = self.read(response, until)
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise MachineOutOfReach(self.too_slow()) from error
        except requests.exceptions.SSLError as error:
            raise MachineOutOfReach(_("%(host)s has no certificate that can be trusted.") % {"host": self.host}) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise MachineOutOfReach(self.unreachable()) from error
        try:
            return json.loads(body.decode())
        except (ValueError, RecursionError) as error:
            raise MachineOutOfReach(self.nonsense()) from error

    def read(self, response: requests.Response, until: float) -> bytes:
        """The answer's bytes, as they come: a server that sends a byte a minute is cut off as well."""
        body = bytearray()
        while chunk := response.raw.read1(CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                sentence = _("The answer of %(host)s is larger than %(most)s kB, so it was not read.")
                raise MachineOutOfReach(sentence % {"host": self.host, "most": f"{MOST_BYTES // 1000:,}"})
            if time.monotonic() > until:
                raise MachineOutOfReach(self.too_slow())
        return bytes(body)

    def refuse_status(self, status: int) -> None:
        """Raises `MachineOutOfReach` for every status but 200."""
        if status == 200:
            return
        facts = {"host": self.host, "status": status}
        if status in {401, 403}:
            sentence = _("%(host)s does not accept our key (status %(status)s). Whoever keeps this server can set another one.")
        elif status == 429:
            sentence = _("%(host)s is asked too often (status %(status)s). Wait some minutes, then ask again for what is left.")
        elif status >= 500:
            sentence = _("%(host)s has a fault of its own (status %(status)s). Try again later.")
        elif 300 <= status < 400:
            sentence = _("%(host)s sends us to another address (status %(status)s), which we do not follow.")
        else:
            sentence = _("%(host)s refuses what we ask (status %(status)s). Whoever keeps this server can look into its log.")
        raise MachineOutOfReach(sentence % facts)

    def too_slow(self) -> str:
        """For every kind of waiting in vain."""
        sentence = _("%(host)s did not answer within %(seconds)s s. Try again later.")
        return sentence % {"host": self.host, "seconds": self.seconds}

    def unreachable(self) -> str:
        """For every way a connection can end."""
        return _("%(host)s cannot be reached, or it broke off in the middle. Try again later.") % {"host": self.host}

    def nonsense(self) -> str:
        """For an answer of another shape than was agreed."""
        sentence = _("%(host)s answers, but not as a machine that translates. Whoever keeps this server can check its address.")
        return sentence % {"host": self.host}
