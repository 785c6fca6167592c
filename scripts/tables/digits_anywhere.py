"""What the lab on digits found where they stand anywhere: the table that its run showed."""

from __future__ import annotations

from scripts.tables.digits_results import shown

TAG = "anywhere"


def table() -> str:
    """Return the table of the lab's last run."""
    return shown(TAG)
