"""Comments that check numbers are for the tests; they leave the page before it is laid out."""

from __future__ import annotations

import re

# Code comes first, so that a comment shown between backticks stays.
PIECE = re.compile(
    r"(?P<code>(?P<quote>`+)(?!`).+?(?<!`)(?P=quote)(?!`))"
    r"|(?P<check>[ \t]*<!--\s*=.*?-->)",
    re.DOTALL,
)


def without_checks(markdown: str) -> str:
    """Return `markdown` without its `<!-- = … -->` comments."""
    return PIECE.sub(lambda match: "" if match["check"] else match[0], markdown)
