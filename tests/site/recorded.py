"""The code that the press puts where a page has a mark: from the record of other frameworks, and how to
install the package where nobody knows what is published.
"""

from __future__ import annotations

import json
import re

import convdemo
from scripts.setup.environment import ROOT

MARK = re.compile(r"^<!-- frameworks: (\S+) -->$", re.MULTILINE)
INSTALLED = {
    "<!-- code: site -->": f"python -m pip install convdemo-{convdemo.__version__}-py3-none-any.whl",
    "<!-- code: repository -->": "python -m pip install .",
}


def written_out(text: str) -> str:
    """A page's text with a fence for each snippet that a mark stands for, and for what it printed."""
    for mark, command in INSTALLED.items():
        text = text.replace(mark, f"```bash\n{command}\n```\n")
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
