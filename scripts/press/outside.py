"""Change a page's Markdown outside its fences; which those are, Markdown itself knows.

What a fence shows stays as it is. So a step that looks for comments or tags is done inside the
rendering: when Markdown has taken the fences out, and before it looks for blocks. (Later would be too
late: a comment in a table would be cut into cells, and one below a formula would make it a paragraph.)
"""

from __future__ import annotations

from collections.abc import Callable

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

AFTER_FENCES = 24  # superfences takes them out at 25, and raw HTML is read at 21


class OutsideFences(Extension):  # type: ignore[misc]  # Markdown has no types
    """A Markdown extension that applies a function to the text outside fences."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self.change = change

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.register(_Changed(self.change), "outside_fences", AFTER_FENCES)


class _Changed(Preprocessor):  # type: ignore[misc]  # nor has this
    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self.change = change

    def run(self, lines: list[str]) -> list[str]:
        return self.change("\n".join(lines)).split("\n")
