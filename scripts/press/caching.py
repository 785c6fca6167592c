"""The one cache: what takes long to make is kept under a hash of all that it depends on.

An answer lies at `.cache/KIND/NAME/KEY.json`: what kind of thing it is, which one, and the hash. So
nothing that is kept can be out of date: what has changed has another key. It is JSON, or a folder
of files. Either is made beside its place and moved there whole; what cannot be read is not there.

Of each name the last few answers stay, for an author goes back to one that was before. A name that
nothing has asked for in a month is forgotten, and of all answers the oldest where they take too much
room.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

CACHE = ROOT / ".cache"
LAST = 8
ROOM = 300 * 2**20  # bytes
DAY = 24 * 60 * 60
KEY = re.compile(r"[0-9a-f]{24}")
MONTH = 30 * DAY

# What has failed since this process began, by the place that its answer would have had. A served
# site is built at each save; it does not try again what has not changed.
_failed: dict[Path, PressError] = {}
# What was found of a kind and a name, with the mark that it was found by.
_recalled: dict[tuple[str, str], tuple[str, Any]] = {}


def key(*sources: str | bytes | Path) -> str:
    """Hash what an answer depends on: texts, files, and folders with all files in them."""
    seen = hashlib.sha256()
    for source in sources:
        for part in _parts(source):
            seen.update(hashlib.sha256(part).digest())
    return seen.hexdigest()[:24]


def _parts(source: str | bytes | Path) -> Iterator[bytes]:
    if isinstance(source, str):
        yield source.encode()
    elif isinstance(source, bytes):
        yield source
    elif source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(source).as_posix().encode()
                yield path.read_bytes()
    elif source.is_file():
        yield source.name.encode()
        yield source.read_bytes()


def place(kind: str, name: str, its_key: str, ending: str = ".json") -> Path:
    """Where an answer is kept; a name that is no file's name (a question, say) is hashed."""
    if not re.fullmatch(r"[\w-]{1,64}", name):
        name = key(name)
    return CACHE / kind / name / (its_key + ending)


def read(where: Path) -> Any:
    """Return the JSON kept at a place, or None if there is none that is whole."""
    try:
        answer = json.loads(where.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    used(where)
    return answer


def used(where: Path) -> None:
    """Note that an answer is in use; once a day is enough."""
    if time.time() - where.stat().st_mtime > DAY:
        os.utime(where)


def write(where: Path, answer: Any) -> None:
    """Keep JSON at a place."""
    where.parent.mkdir(parents=True, exist_ok=True)
    draft = where.with_name(draft_name(where.stem))
    draft.write_text(json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    draft.replace(where)
    _leave_last(where)


def draft_name(stem: str) -> str:
    """What a draft is called: its name says whose it is, so it can be told from one left behind."""
    return f".draft-{os.getpid()}-{threading.get_ident()}-{stem}"


def sweep() -> None:
    """Remove the drafts of processes that live no more."""
    drafts = [*CACHE.glob("*/.draft-*"), *CACHE.glob("*/*/.draft-*")]
    if not drafts:
        return
    from scripts.press.processes import lives  # of no use to those who only read

    for path in drafts:
        if not lives(int(path.name.split("-")[1])):
            _remove(path)


def move(folder: Path, where: Path) -> None:
    """Keep a folder at a place, taking it from where it was made."""
    where.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(folder, where)
    except OSError:  # another process made the same meanwhile
        if not where.is_dir():
            raise
        shutil.rmtree(folder)
    os.utime(where)
    _leave_last(where)


def answers(
    kind: str, keys: Mapping[str, str], make: Callable[[list[str]], list[Any]]
) -> dict[str, Any]:
    """Return the answer of each name in `keys`; `make` gives those that are not kept, in one go.

    An answer may be an error: it is given back, but not kept.
    """
    places = {name: place(kind, name, its_key) for name, its_key in keys.items()}
    found = {name: failed(where) or read(where) for name, where in places.items()}
    missing = [name for name, answer in found.items() if answer is None]
    if missing:
        for name, answer in zip(missing, make(missing), strict=True):
            found[name] = answer
            if isinstance(answer, PressError):
                fail(places[name], answer)
            else:
                write(places[name], answer)
    return found


def failed(where: Path) -> PressError | None:
    """Return why there can be no answer at a place, if that is known."""
    return _failed.get(where)


def fail(where: Path, error: PressError) -> None:
    """Remember why there can be no answer at a place."""
    _failed[where] = error


def has_all(kind: str, keys: Mapping[str, str]) -> bool:
    """Whether there is an answer for each name in `keys`."""
    return all(place(kind, name, its_key).exists() for name, its_key in keys.items())


def answer(kind: str, name: str, its_key: str, make: Callable[[], Any]) -> Any:
    """Return one answer, made if it is not kept."""
    return answers(kind, {name: its_key}, lambda names: [make()])[name]


def recall(
    kind: str, marks: Mapping[str, str], look: Callable[[list[str]], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what `look` finds of each name; once found, while the name's mark stays as it was.

    For a site that is served: it asks at each save, and to make a key takes longer than a mark.
    """
    known = {name: _recalled.get((kind, name), ("", None)) for name in marks}
    found = look([name for name, mark in marks.items() if known[name][0] != mark])
    _recalled.update(((kind, name), (marks[name], answer)) for name, answer in found.items())
    return {name: answer for name, (mark, answer) in known.items() if mark == marks[name]} | {
        **found
    }


def _leave_last(where: Path) -> None:
    """Remove all but the last answers of a name."""
    others = [path for path in where.parent.iterdir() if path != where and path.name[0] != "."]
    others.sort(key=_age)
    for old in others[LAST - 1 :]:
        _remove(old)


def forget(folder: Path, known: Collection[str]) -> None:
    """Remove the names of a kind, which is a folder, that are not `known` any more."""
    for path in folder.glob("[!.]*"):
        if path.name not in known:
            _remove(path)


def tidy() -> None:
    """Remove each name that nothing has asked for in a month, and the oldest answers beyond ROOM."""
    sweep()
    for path in CACHE.glob("*/[!.]*"):
        inside = [path, *path.iterdir()] if path.is_dir() else [path]
        if min(map(_age, inside)) > MONTH:
            _remove(path)
    room = ROOM
    for path in sorted((p for p in CACHE.glob("*/*/*") if KEY.fullmatch(p.stem)), key=_age):
        room -= _size(path)
        if room < 0:
            _remove(path)


def _size(path: Path) -> int:
    """The bytes of a file, or of the files in a folder."""
    try:
        files = path.iterdir() if path.is_dir() else [path]
        return sum(file.stat().st_size for file in files)
    except OSError:  # another build has removed it
        return 0


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:  # another build has removed it
        return 0


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
