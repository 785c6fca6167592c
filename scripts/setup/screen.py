"""Whether there is a screen that a browser could open on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def is_there(platform: str = sys.platform, env: Mapping[str, str] = os.environ) -> bool:
    """Where there is none, a browser for text would take the terminal."""
    if platform in ("win32", "cygwin", "darwin"):
        return True
    return any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
