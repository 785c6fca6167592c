"""Keep out of the terminal what is no author's concern.

Material prints a box on its own future as it is loaded, unless a variable is set. MkDocs loads the
theme before any hook, so mkdocs.yml names this module, and loading that file sets the variable.
"""

from __future__ import annotations

import os

QUIET = "NO_MKDOCS_2_WARNING"
os.environ.setdefault(QUIET, "1")
