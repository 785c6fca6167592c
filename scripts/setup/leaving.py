"""Leave at once and quietly when interrupted: one word, and no traceback.

It loads next to nothing, so that a command can begin with it.
"""

from __future__ import annotations

import signal
import sys
from types import TracebackType


def quietly() -> None:
    """From now on an interruption ends this process with one word.

    A closed terminal or a plain `kill` is taken as Ctrl-C.
    """
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    sys.excepthook = _last_word


def _last_word(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        print("\nStopped.", file=sys.stderr, flush=True)
    else:
        sys.__excepthook__(kind, error, trace)
