"""The code of other frameworks that a page shows from a record, put where the page has its mark."""

from __future__ import annotations

import json
import re

from scripts.setup.environment import ROOT

MARK = re.compile(r"^<!-- frameworks: (\S+) -->$", re.MULTILINE)


def written_out(text: str) -> str:
    """A page's text with a fence for each snippet that a mark stands for, and for what it printed."""
    if not MARK.search(text):
        return text
    runs = json.loads((ROOT / "data" / "frameworks.json").read_text("utf-8"))["ran"]

    def fences(mark: re.Match[str]) -> str:
        pieces = []
        for run in runs:
            if run["name"] == mark[1]:
                pieces.append(f"```python\n# {run['framework']}\n{run['code'].strip()}\n```\n")
                if run["printed"]:
                    pieces.append(f"```text\n{run['printed'].rstrip()}\n```\n")
        return "\n".join(pieces)

    return MARK.sub(fences, text)
