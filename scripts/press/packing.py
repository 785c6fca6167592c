"""What readers load of a script or a style sheet: all but what is there for authors.

Terser, which reads JavaScript as a browser does (see `vendor/`), runs inside Python. What it gave is
kept, so a build in which no script is new does not start it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from scripts.press import caching
from scripts.press.errors import PressError

PACKER = Path(__file__).with_name("vendor") / "terser.min.js"
OPTIONS = {"ecma": 2020, "compress": {"passes": 2}}
# A module's names are its own; a script's stand among those of the whole page.
MODULE = re.compile(r"^(import|export)\b", re.MULTILINE)
EXPORT = re.compile(r"^export (?:\{([^}]*)\};?|(?=function|const))", re.MULTILINE)
IMPORT = re.compile(r"^import .* from .*;$", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class PackingError(PressError):
    """A file that cannot be packed; the message says which, and why."""


def packed(name: str, text: str) -> str:
    """Return the text without comments and indentation; in a script, names are shortened too."""
    if name.endswith(".css"):
        return re.sub(r"\s+", " ", COMMENT.sub("", text)).strip()
    key = caching.key(PACKER, json.dumps(OPTIONS), text)
    answer: str = caching.answer(
        "packed", name.rpartition("/")[2], key, lambda: _script(name, text)
    )
    return answer


def joined(name: str, variable: str, parts: Sequence[Path]) -> str:
    """Return modules as one script, which a page on a disk can load too.

    Each uses those before it; what the last one exports is the page's `variable`, if it has a name.
    """
    texts = [path.read_text("utf-8") for path in parts]
    bodies = "".join(IMPORT.sub("", EXPORT.sub("", text)) + "\n" for text in texts)
    if not variable:
        return packed(name, f"(()=>{{{bodies}}})();")
    given = EXPORT.findall(texts[-1])[-1].strip()
    return packed(name, f"var {variable}=(()=>{{{bodies}\nreturn {{{given}}};}})();")


def _script(name: str, text: str) -> str:
    from py_mini_racer import MiniRacer  # starting it takes a tenth of a second

    options = OPTIONS | {"module": bool(MODULE.search(text))}
    call = f"Terser.minify_sync({json.dumps(text)}, {json.dumps(options)}).code"
    failed = "{line: e.line || '', said: e.message}"
    guarded = f"(() => {{try {{return {{code: {call}}}}} catch (e) {{return {failed}}}}})()"
    engine = MiniRacer()
    try:
        engine.eval(PACKER.read_text("utf-8") + ";0")
        answer = json.loads(str(engine.eval(f"JSON.stringify({guarded})")))
    finally:
        engine.close()  # left open, it keeps Python from ending
    if "said" in answer:
        message = f"{name} cannot be read as a script: {answer['said']}"
        raise PackingError(message, line=str(answer["line"]))
    return str(answer["code"])
