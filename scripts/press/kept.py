"""Answers that take long and depend on their question alone are kept between builds."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "kept"


def kept(make: Callable[[], Any], *question: str) -> Any:
    """Return what `make()` gives, a JSON value; `question` is all that it depends on."""
    place = CACHE / f"{hashlib.sha256(chr(0).join(question).encode()).hexdigest()[:24]}.json"
    try:
        return json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):  # not asked before, or cut short by an interrupted build
        answer = make()
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}.part")
    draft.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
    draft.replace(place)
    return answer
