"""The address that the book is served at: tried before anything else is done.

If it is taken, the next free one is, with a word; but one that somebody named is theirs, so then
the word is the last.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import sys
from pathlib import Path

from .alone import take

USUAL = "127.0.0.1:8000"
TRIES = 20
ADDRESS = re.compile(r"(?P<host>\[[\w:.%]+\]|[\w.-]+):(?P<port>\d{1,5})")


def choose(named: str | None, root: Path) -> str:
    """Return the address to serve at: the named one, or the first from the usual one that is free."""
    address = named or _of_the_settings(root / "mkdocs.yml") or USUAL
    split = ADDRESS.fullmatch(address)
    if not split or int(split["port"]) > 65535:
        sys.exit(f"An address is a host and a port, as in {USUAL}; this is none: {address}")
    host, first = split["host"], int(split["port"])
    for port in range(first, first + (1 if named else TRIES)):
        trouble = _trouble(host, port, root)
        if not trouble:
            if port != first:
                print(f"Port {first} is taken; the book will be at http://{host}:{port}/")
            return f"{host}:{port}"
        if trouble != errno.EADDRINUSE:
            sys.exit(f"Nothing can be served at {address}: {os.strerror(trouble)}.")
    last = "" if named else f" and so are the next {TRIES - 1} ports"
    sys.exit(
        f"{address} is taken{last}; name another: ./scripts/serve --dev-addr {host}:{first + TRIES}"
    )


def _of_the_settings(settings: Path) -> str | None:
    found = re.search(r"^dev_addr:\s*[\"']?([^\s\"'#]+)", settings.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else None


def _trouble(host: str, port: int, root: Path) -> int:
    """Return the number of the error that keeps us from serving there, or 0."""
    try:
        family, *_, where = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    except OSError:
        return errno.EADDRNOTAVAIL
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        if os.name == "nt":
            tried.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_EXCLUSIVEADDRUSE", -5), 1)
        else:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(where)
        except OverflowError:
            return errno.EADDRNOTAVAIL
        except OSError as error:
            return error.errno or errno.EADDRNOTAVAIL
    # MkDocs binds the port after its first build; until then this lock tells others of this copy.
    held = take(root / ".cache" / "ports" / str(port), stays=True)
    return errno.EADDRINUSE if held is None else 0
