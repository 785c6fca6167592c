"""A strip of frames: motion that can be read on paper."""

from __future__ import annotations

from .panels import Panel, Text, _Column, allowed, column, row

Frame = Panel | tuple[Panel, str]


def strip(
    *frames: Frame,
    layout: str,
    columns: int | None = None,
    gap: float = 18,
    role: str = "output",
    room: float = 0,
) -> Panel:
    """Frames in a strip, each with its result beneath: four across, on a phone two by two.

    A frame is a panel or (panel, result); results stand in the output's colour unless `role`
    says otherwise. Grids without a fixed `cell` take the size that fits. `columns` overrides
    the number across, `room` the width (give 600 for a figure no wider than the text).
    """
    across = min(columns or (4 if layout == "wide" else 2), len(frames))
    share = ((room or allowed(layout)) - gap * (across - 1)) / across
    cells = [_framed(frame, share, role) for frame in frames]
    lines = [cells[i : i + across] for i in range(0, len(cells), across)]
    width = max(p.width for p in cells)
    if width > share + 0.5:
        raise ValueError(
            f"a frame is {width:.0f} px wide and its share of the strip {share:.0f}: use fewer"
            " columns or smaller cells"
        )
    return column(*(row(*line, gap=gap / 2) for line in lines), gap=20, align="start")


def _framed(frame: Frame, share: float, role: str) -> Panel:
    if isinstance(frame, Panel):
        return frame.fit(share)
    panel, result = frame
    return _Result(panel.fit(share), Text(result, role, size=15, weight=700))


class _Result(_Column):
    """A frame over its result; frames of a strip line up at their tops, so at their panels."""

    def __init__(self, panel: Panel, result: Text) -> None:
        super().__init__((panel, result), 8, "middle")

    @property
    def axis(self) -> float:
        return self.panels[0].axis
