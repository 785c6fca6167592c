"""A page on trial: what the tests say of it."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from scripts.press import sessions


def failures(page: str, name: str = "page.md") -> str:
    return "\n".join(sessions.run_text(dedent(page), Path(name)).failures)
