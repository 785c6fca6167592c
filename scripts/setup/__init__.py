"""What a fresh machine needs: the environment, and a browser for the tests.

This file is the first that runs, so every Python that people have must be able to read it, and it
ends one that is too old with a line that says what to do.
"""
# ruff: noqa: UP031

import os
import sys

OLDEST = (3, 11)


def _newer():
    # type: () -> str | None
    """Return the command of a Python on the path that is new enough, or None."""
    import subprocess  # most starts need none

    for minor in range(OLDEST[1] + 9, OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        with open(os.devnull, "w") as nowhere:
            try:
                if not subprocess.call([name, "-c", ""], stdout=nowhere, stderr=nowhere):
                    return name
            except OSError:
                continue
    return None


def _what_to_do():
    # type: () -> str
    newer = _newer()
    return "%s %s" % (newer, " ".join(sys.argv)) if newer else "install one, from python.org say"


if sys.version_info[:2] < OLDEST:
    need = "This is Python %d.%d, and the book needs %d.%d or newer" % (
        tuple(sys.version_info[:2]) + OLDEST
    )
    sys.exit("%s: %s" % (need, _what_to_do()))
