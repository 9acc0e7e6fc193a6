"""The tool as a command: `python3 mwanga_bundle.py verify FILE`, `python3 mwanga_bundle.py update FILE`."""

from __future__ import annotations

import argparse
import sys

from learning.bundles.tool.fetch import Source
from learning.bundles.tool.refused import CutOff, Refused
from learning.bundles.tool.update import Wish, updated
from learning.bundles.tool.verify import verified

ABOUT = "Check a bundle, or bring it up to date. Needs nothing but Python 3.8 or later."


def main(words: list[str] | None = None) -> int:
    """0: it is as said; 1: it is not, with a sentence why; 2: called wrongly."""
    given = parser().parse_args(words)
    try:
        given.act(given)
    except (Refused, CutOff) as refusal:
        say(str(refusal))
        if isinstance(refusal, CutOff):
            say("What has come is kept. Run the same again when there is a line.")
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    whole = argparse.ArgumentParser(prog="mwanga_bundle.py", description=ABOUT)
    acts = whole.add_subparsers(metavar="verify|update", dest="what")
    acts.required = True
    verify = acts.add_parser("verify", help="say whether a bundle is what was signed, to the last byte")
    verify.add_argument("file", metavar="FILE|FOLDER", help="a bundle, or the folder it was unpacked into")
    verify.set_defaults(act=verify_and_say)
    update = acts.add_parser("update", help="make a bundle the newest version, fetching only what changed")
    update.add_argument("file", metavar="FILE", help="a bundle; it keeps its name, and stays as it is until the new one is checked")
    update.add_argument(
        "--from", dest="source", metavar="ADDRESS|FOLDER", help="another place than the one in the bundle, such as a stick"
    )
    update.add_argument("--preview", action="store_true", help="only say what would change, and how many bytes it costs")
    update.set_defaults(act=update_and_say)
    for act in (verify, update):
        act.add_argument(
            "--key", action="append", default=[], metavar="KEY", help="trust only this key (z6Mk…), as printed on the site"
        )
    return whole


def verify_and_say(given: argparse.Namespace) -> None:
    """Says what was found. Raises `Refused`."""
    checked = verified(given.file, given.key)
    say(f"Whole and unchanged, signed with the key {checked.key} ({checked.kid}).")
    if not given.key:
        say("Anybody can sign: compare the key with the one printed on the site, or give it with --key.")
    say(f"manifest {checked.manifest_id}")


def update_and_say(given: argparse.Namespace) -> None:
    """Updates, saying what is done. Raises `Refused` or `CutOff`."""
    source = Source(given.source) if given.source else None
    updated(Wish(given.file, source, given.key, given.preview), say)


def say(text: str) -> None:
    """A line on the output, whatever signs it can show."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
