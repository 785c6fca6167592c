"""What stands on the sheets of a PDF: its outline, its words, and how far down each sheet is filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pypdfium2 import PdfDocument

# Of the height of a sheet: where its text begins and ends; above and below stands what each sheet has.
TOP, BOTTOM = 0.055, 0.935
PAPER = 235  # of 255: what is brighter is no ink
SCALE = 0.75  # pixels for each point
# A sheet that is filled less far is nearly empty.
LEAST = 1 / 6


@dataclass(frozen=True)
class Heading:
    """An entry of a PDF's outline: how deep it lies, its words, and the sheet that it leads to."""

    level: int
    title: str
    sheet: int


def outline(printed: bytes) -> list[Heading]:
    """Return the outline of a PDF; sheets count from 1."""
    with PdfDocument(printed) as read:
        found = []
        for entry in read.get_toc(max_depth=8):
            place = entry.get_dest()
            index = place.get_index() if place else None
            found.append(Heading(entry.level, entry.get_title(), 0 if index is None else index + 1))
        return found


def texts(printed: bytes) -> list[str]:
    """Return the words of each sheet."""
    with PdfDocument(printed) as read:
        return [sheet.get_textpage().get_text_bounded() for sheet in read]


def filled(printed: bytes) -> list[float]:
    """Return how far down each sheet has ink, as a part of the room for text; 0 for an empty one."""
    found = []
    with PdfDocument(printed) as read:
        for sheet in read:
            drawn = sheet.render(scale=SCALE, grayscale=True).to_numpy()
            grey = drawn.reshape(len(drawn), -1)
            room = grey[int(TOP * len(grey)) : int(BOTTOM * len(grey))]
            (inked,) = np.nonzero((room < PAPER).any(axis=1))
            found.append(float(inked[-1] + 1) / len(room) if len(inked) else 0.0)
    return found
