"""A private nginx with the site of `docs/nginx.conf`: on a free port, run by whoever tests, writing into one folder.

The system's nginx and its configuration are never touched; only its table of media types and its Brotli module are read.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from tests.free_ports import free_port
from tests.served_site import ROOT

SITE: Final = ROOT / "docs" / "nginx.conf"
MODULE: Final = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
TLS: Final = r"^\s+(?:ssl_\w+\s|listen \[::\]).*\n"


def nginx_program() -> str:
    """Where nginx is. Debian keeps it where only administrators look."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if not found or not MODULE.exists():
        raise RuntimeError(
            "nginx or its Brotli module is missing. On Debian: apt-get install nginx libnginx-mod-http-brotli-static."
        )
    return found


class PrivateNginx:
    """nginx before an application, with the data folder of that application."""

    def __init__(self, folder: Path, *, data: Path, application: int) -> None:
        """Writes the configuration into `folder`, which it makes; `application` is a port."""
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        (folder / "site.conf").write_text(self.site(data, application), encoding="utf-8")
        (folder / "nginx.conf").write_text(self.surroundings(), encoding="utf-8")

    def site(self, data: Path, application: int) -> str:
        """The documented site with its placeholders replaced, and without TLS."""
        text = SITE.read_text(encoding="utf-8")
        text = re.sub(r"^server \{\n    listen 80;.*?^\}\n", "", text, count=1, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(TLS, "", text, flags=re.MULTILINE)
        for placeholder, value in (
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port};"),
            ("learn.example.org", "127.0.0.1"),
            ("/srv/mwanga", str(data)),
            ("127.0.0.1:8000", f"127.0.0.1:{application}"),
            ("/var/log/nginx/", f"{self.folder}/"),
        ):
            assert placeholder in text, f"docs/nginx.conf has no {placeholder} any more"
            text = text.replace(placeholder, value)
        return text

    def surroundings(self) -> str:
        """What a system's nginx.conf holds, with nothing written outside the folder."""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in kinds)
        as_root = "user root;\n" if os.geteuid() == 0 else ""  # the data folder of a test is its owner's alone
        return (
            f"load_module {MODULE};\n{as_root}daemon off;\nworker_processes 1;\npid {self.folder}/pid;\n"
            f"error_log {self.folder}/error.log;\nevents {{ }}\n"
            f"http {{\nkeepalive_requests 1000000;\ninclude /etc/nginx/mime.types;\n{paths}include {self.folder}/site.conf;\n}}\n"
        )

    def start(self) -> None:
        """Starts it; returns when it answers."""
        words = [
            nginx_program(),
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "start.log"),
        ]
        self.process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        over = time.monotonic() + 20
        while time.monotonic() < over:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "start.log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Stops it and waits for its end."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)
