"""The server that stands: while it runs, no build that fails takes away what it serves.

MkDocs empties the site's folder, builds into it, and lets all requests wait until a build succeeds.
Here the site as it was is put aside first; if the build fails it comes back, and its pages say why.
"""

from __future__ import annotations

import logging
import re
import shutil
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.exceptions import Abort, BuildError

from scripts.press import mishaps
from scripts.press.errors import PressError, told

log = logging.getLogger("mkdocs.hooks.press")
STRIP = re.compile(r"<!-- strip -->.*?<!-- /strip -->", re.DOTALL)
TOP = re.compile(r".*?(?:<main\b[^>]*>)", re.DOTALL)
STILL = "The site could not be built; what is served is as it was before."

# What MkDocs has told of the build that failed: it raises something that says less.
_causes: list[Exception] = []


def failed(error: Exception) -> None:
    """Note why a build has failed."""
    _causes[:] = [error]


def builder(build: Callable[[], None], site: Path) -> Callable[[], None]:
    """Return what builds the site into a folder, and leaves it as it was if that fails."""
    before = site.with_name(f"{site.name}-before")

    def attempt() -> None:
        _causes.clear()
        shutil.rmtree(before, ignore_errors=True)
        if site.is_dir():
            site.rename(before)
        try:
            build()
        except Exception as error:
            cause = _causes[0] if _causes else error
            _tell(cause)
            if before.is_dir():
                shutil.rmtree(site, ignore_errors=True)
                before.rename(site)
                _explain(site, cause)
        finally:
            shutil.rmtree(before, ignore_errors=True)

    return attempt


def _tell(cause: Exception) -> None:
    if not isinstance(cause, Abort | BuildError):  # which MkDocs has told
        log.error("%s", "".join(traceback.format_exception(cause)).rstrip())
    log.error(STILL)


def _explain(site: Path, cause: Exception) -> None:
    """Say on every page why it is not as it should be."""
    error = told(cause)
    if isinstance(cause, Abort | BuildError):  # how it came about says nothing to an author
        error = PressError(f"{cause} The terminal says more.")
    error.message = f"{STILL} {error.message}"
    strip = f"<!-- strip -->{mishaps.box(error)}<!-- /strip -->"
    for path in site.rglob("*.html"):
        text = STRIP.sub("", path.read_text("utf-8"))
        top = TOP.match(text)
        at = top.end() if top else 0
        path.write_text(text[:at] + strip + text[at:], "utf-8")


def first_start(error: Exception) -> Any:
    """At the first start there is nothing to serve: say in one message what is to be mended."""
    if isinstance(error, Abort | BuildError):
        return
    failed = told(error)
    log.error("%s", "".join(traceback.format_exception(error)).rstrip())
    place = f"{failed.place}: " if failed.place else ""
    raise Abort(
        f"There is nothing to serve yet. Mend this and start again: {place}{failed.message}"
    )
