"""Comments that check numbers are for the tests; they leave the page before it is laid out.

That is before Markdown has looked for inline code, or for the cells of a table that a comment would be
cut into. So code is looked for here; a test holds that what leaves a page is what `page.py` finds
there.
"""

from __future__ import annotations

import re

# Code comes first, so that a comment shown between backticks stays.
PIECE = re.compile(
    r"(?P<code>(?P<quote>`+)(?!`).+?(?<!`)(?P=quote)(?!`))"
    r"|(?P<check>[ \t]*<!--\s*=.*?-->)",
    re.DOTALL,
)

# A comment that checks, up to its end, to the beginning of another, or to that of the page.
BEGUN = re.compile(
    r"(?P<code>(?P<quote>`+)(?!`).+?(?<!`)(?P=quote)(?!`))"
    r"|<!--\s*=(?:(?!<!--|-->).)*(?P<end>-->)?",
    re.DOTALL,
)


def unclosed(markdown: str) -> list[int]:
    """Return the lines of the comments that check and that no `-->` ends; what follows is swallowed."""
    return [
        markdown.count("\n", 0, match.start()) + 1
        for match in BEGUN.finditer(markdown)
        if not (match["code"] or match["end"])
    ]


def without_checks(markdown: str) -> str:
    """Return `markdown` without its `<!-- = … -->` comments."""
    return PIECE.sub(lambda match: "" if match["check"] else match[0], markdown)
