"""Run pieces of code that come as JSON on standard input; `frameworks.py` starts it in another Python.

It imports nothing of the project, for that Python has nothing of it.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version

# TensorFlow may be installed without its code for other processors, under another name.
PACKAGES = ("torch", "keras", "tensorflow", "tensorflow-cpu", "numpy")
COLOURS = re.compile(r"\x1b\[\d*m")


def outcome(code: str) -> dict[str, str]:
    """What a piece of code printed, and the error that ended it, in its own words."""
    printed = io.StringIO()
    found = {}
    try:
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(compile(code, "snippet", "exec"), {"__name__": "__main__"})
    except Exception as error:
        told = COLOURS.sub("", f"{type(error).__name__}: {error}")
        # Keras adds the arguments in full, with the words of its backend.
        found["error"] = told.partition("\n\nArguments received")[0]
    if "keras" in sys.modules:
        sys.modules["keras"].utils.clear_session()  # which counts its layers anew
    return {"printed": printed.getvalue(), **found}


def versions() -> dict[str, str]:
    """The versions of the packages that this Python has."""
    found = {}
    for name in PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            found[name.removesuffix("-cpu")] = version(name)
    return found


if __name__ == "__main__":
    ran = [outcome(code) for code in json.load(sys.stdin)]
    json.dump({"versions": versions(), "ran": ran}, sys.stdout)
