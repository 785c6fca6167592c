"""Run a lab in a process of its own: ``python -m tests.book.lab docs/labs/digits.py``.

What is wrong with it is printed: a cell that raises, a numeral in its text that is not what was
computed, a digit that no check looks at, a digit that could be changed with no check to notice.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.press import sessions
from tests.book import seen


def problems(path: Path) -> list[str]:
    """Run the lab and say what is wrong with it, one thing an entry."""
    session = sessions.run_lab(path)
    looked_at = "".join(session.text[position] for position in session.prose.positions)
    shown = seen.digits_shown(session.text)
    unseen = [] if shown == looked_at else [f"{path}: digits shown {shown}, looked at {looked_at}"]
    return [*session.failures, *unseen, *seen.survivors(session)]


if __name__ == "__main__":
    found = problems(Path(sys.argv[1]).resolve())
    print("\n".join(found))
    sys.exit(1 if found else 0)
