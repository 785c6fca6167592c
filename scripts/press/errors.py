"""What stops a build."""

from __future__ import annotations


class PressError(Exception):
    """Something that cannot be printed; the message says what, and why, in the author's words."""
