"""Calls between browsers (WebRTC) reach any host and no rule of a Content-Security-Policy forbids them, so they are taken away.

They are there again in every window, also in a frame that a library makes. So whatever may run begins with `GUARD`: our own
scripts, and each file of a library; the core alone is served unmodified, and calls nobody. And nothing else may run: the policy
names addresses and hashes, no inline script, so code of a library's making runs in no other window (in its own it may, by `eval`,
but there the guard has run).
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

GUARD: Final = (
    "(function(w){['RTCPeerConnection','webkitRTCPeerConnection','mozRTCPeerConnection'].forEach(function(n){"
    "try{Object.defineProperty(w,n,{value:void 0})}catch(e){w[n]=void 0}})}(window));"
)
"""One line of ES5, right in a classic script and in a module."""
_MARK: Final = b"\xef\xbb\xbf"


def guarded(script: bytes) -> bytes:
    """A library's script as it is served: the guard in front on the same line, so that line numbers stay."""
    return GUARD.encode() + script.removeprefix(_MARK)


def script_hash(script: str) -> str:
    """The source expression by which a policy lets this inline script run (Content Security Policy Level 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
