"""An institution with OpenID Connect, served by the test itself: discovery, keys, tokens. What it says can be bent."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "mwanga"


def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEY, STRANGERS_KEY = key(), key()


@dataclass
class FakeInstitution:
    """Who is said to have signed in, and how far that may be believed."""

    url: str = ""
    subject: str = "amina-7"
    claims: dict[str, Any] = field(default_factory=dict)
    signed_with: Any = KEY
    algorithm: str = "RS256"
    challenges: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorized(self, address: str) -> str:
        """The code that a browser would bring back from the institution's own page."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.challenges)}"
        self.challenges[code] = query["code_challenge"]
        return code

    def token(self, fields: dict[str, str]) -> dict[str, Any]:
        """What is handed out for a code to whoever knows what its challenge was made from."""
        digest = hashlib.sha256(fields["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenges[fields["code"]]
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 60} | self.claims
        signed = jwt.encode(claims, self.signed_with, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "opens-nothing", "token_type": "Bearer", "expires_in": 60, "id_token": signed}

    def answer(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        """JSON for an address."""
        self.asked.append(path)
        if path == "/token":
            return self.token(fields)
        if path == "/userinfo":
            return {"sub": self.subject} | self.claims
        if path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
            return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
        }


def serve(institution: FakeInstitution) -> ThreadingHTTPServer:
    """Serves it on this machine, at a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            fields = {name: values[0] for name, values in parse_qs(body).items()}
            out = json.dumps(institution.answer(urlsplit(self.path).path, fields)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    institution.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
