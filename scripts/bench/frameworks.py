"""Run what the page *Quick answers* shows of PyTorch and Keras, and record what came out.

    python -m scripts.bench.frameworks --torch PYTHON --keras PYTHON

The snippets stand in data/frameworks.toml, what they gave goes to data/frameworks.json: what each
printed, or the words of its error. The frameworks are no part of the project, so each option names a
Python that has one; Keras runs on each backend of `BACKENDS` that is there. The tests hold the page to
the record, so they need no framework.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tomllib
from datetime import date
from typing import Any

from scripts.setup.environment import ROOT

SNIPPETS = ROOT / "data" / "frameworks.toml"
RECORD = ROOT / "data" / "frameworks.json"
CHILD = ROOT / "scripts" / "bench" / "snippet.py"
# What Keras runs on: what is recorded, and what must give the same.
BACKENDS = ("tensorflow", "torch")
Run = dict[str, Any]


def snippets(kind: str = "snippet") -> list[dict[str, str]]:
    """The snippets, in the order of the page; or each "check", which needs both frameworks."""
    found: list[dict[str, str]] = tomllib.loads(SNIPPETS.read_text("utf-8"))[kind]
    return found


def ran(python: str, codes: list[str], backend: str = "") -> dict[str, Any]:
    """What each code printed or raised in a Python, and the versions of what it has."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}
    environment = os.environ | quiet | ({"KERAS_BACKEND": backend} if backend else {})
    done = subprocess.run(
        [python, str(CHILD)],
        input=json.dumps(codes),
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{python} could not run the snippets:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def record(torch: str, keras: list[str]) -> dict[str, Any]:
    """The record of one run; `keras` has a Python for each backend, in order."""
    given = snippets()
    codes = {name: [each["code"] for each in given if each["framework"] == name] for name in NAMES}
    by_torch = ran(torch, codes["PyTorch"])
    by_keras = [
        ran(python, codes["Keras"], backend)
        for python, backend in zip(keras, BACKENDS, strict=False)
    ]
    results = {"PyTorch": iter(by_torch["ran"]), "Keras": iter(by_keras[0]["ran"])}
    rows = [{**each, **next(results[each["framework"]])} for each in given]
    for row, other in zip(
        [row for row in rows if row["framework"] == "Keras"],
        by_keras[1]["ran"] if len(by_keras) > 1 else [],
        strict=False,
    ):
        if other != {key: row.get(key) for key in other}:
            row["on torch"] = other
    versions = {**by_torch["versions"], **by_keras[0]["versions"]}
    return {
        "date": date.today().isoformat(),
        "versions": versions,
        "backends": list(BACKENDS[: len(by_keras)]),
        "ran": rows,
        "checks": checked(keras[1]) if len(keras) > 1 else [],
    }


def checked(python: str) -> list[Run]:
    """What the checks gave in a Python that has both frameworks."""
    given = snippets("check")
    found = ran(python, [each["code"] for each in given], "torch")["ran"]
    return [{**each, **result} for each, result in zip(given, found, strict=True)]


NAMES = ("PyTorch", "Keras")


def text(found: dict[str, Any]) -> str:
    """The record as JSON, readable in a diff."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Run all snippets and write the record."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.frameworks", description=__doc__)
    parser.add_argument("--torch", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument(
        "--keras",
        action="append",
        help=f"a Python that has Keras, for each of the backends {', '.join(BACKENDS)} in turn",
    )
    chosen = parser.parse_args()
    RECORD.write_text(text(record(chosen.torch, chosen.keras or [sys.executable])), "utf-8")


if __name__ == "__main__":
    main()
