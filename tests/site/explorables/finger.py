"""A finger on the screen: the browser treats it as true touches, and scrolls where it may."""

from __future__ import annotations

from tests.site.explorables.reader import Reader


class Finger:
    """One finger."""

    def __init__(self, reader: Reader) -> None:
        self.touches = reader.context.new_cdp_session(reader.page)

    def drag(self, *path: tuple[float, float]) -> None:
        """Put it down where the path begins, move it along, and lift it."""
        for number, (x, y) in enumerate(path):
            kind = "touchMove" if number else "touchStart"
            self._send(kind, [{"x": x, "y": y}])
        self._send("touchEnd", [])

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
