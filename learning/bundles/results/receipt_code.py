"""A receipt short enough for a QR code: one learner's, for a device that lies beside the facilitator's phone.

CBOR [device, given at, key, learner, code, starts of the uuids that arrived, how many did not], signed by the house, in base 45.
Three bytes of each uuid are enough to find it again among those of one device. The form: docs/results-format.md.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final
from uuid import UUID

import cbor2

from learning.bundles.results.base45 import to_base45
from learning.keys import sign, signing_key
from learning.multibase import from_base64url

MARK: Final = "MW2:"
SIGNED_FOR: Final = b"mwanga-receipt-code-1\n"
START: Final = 3  # bytes of a uuid
LONGEST: Final = 600  # signs: version 15 at level M


def receipt_code(document: str) -> str:
    """A receipt's code; empty for several learners or more answers than fit, whose receipt is a file. Raises `KeyUnavailable`."""
    told = json.loads(from_base64url(json.loads(document)["payload"]))
    if len(told["learners"]) != 1:
        return ""
    [(learner, given)] = told["learners"].items()
    home = [UUID(uuid).bytes[:START] for uuid, said in told["answers"].items() if isinstance(said, str)]
    key = signing_key()
    body = cbor2.dumps(
        [
            bytes.fromhex(told["device"]),
            int(datetime.fromisoformat(told["given_at"]).timestamp()),
            key.name,
            UUID(learner).bytes,
            given["code"],
            b"".join(sorted(home)),
            len(told["answers"]) - len(home),
        ]
    )
    text = MARK + to_base45(body + sign(key, SIGNED_FOR + body))
    return text if len(text) <= LONGEST else ""
