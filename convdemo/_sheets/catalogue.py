"""The chapters that have problems, each with its title and its kinds, in the order of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from convdemo._check import Misspelt, shown
from convdemo._sheets import (
    backward,
    convolution,
    filter,
    forward,
    layer,
    learning,
    networks,
    padding,
    pooling,
    stride,
    volume,
    why,
)
from convdemo._sheets.made import Maker


@dataclass(frozen=True)
class Chapter:
    """A chapter's title, and who makes its problems."""

    title: str
    kinds: Mapping[str, Maker]


CHAPTERS = {
    "convolution": Chapter("What is convolution?", convolution.KINDS),
    "filter": Chapter("What is a filter?", filter.KINDS),
    "learning": Chapter("Learning an edge detector", learning.KINDS),
    "forward": Chapter("Convolution forward", forward.KINDS),
    "padding": Chapter("Padding", padding.KINDS),
    "stride": Chapter("Stride", stride.KINDS),
    "volume": Chapter("Convolution over volume", volume.KINDS),
    "layer": Chapter("Putting it together", layer.KINDS),
    "pooling": Chapter("Pooling", pooling.KINDS),
    "why": Chapter("Why convolution?", why.KINDS),
    "backward": Chapter("Going backward", backward.KINDS),
    "networks": Chapter("Known networks", networks.KINDS),
}


def known(name: object) -> str:
    """A chapter's name, or an error that lists them and says which is nearest."""
    if isinstance(name, str) and name in CHAPTERS:
        return name
    near = get_close_matches(name.lower(), CHAPTERS, 1) if isinstance(name, str) else []
    nearest = f"; the nearest is {near[0]}" if near else ""
    raise Misspelt(f"must be one of {', '.join(CHAPTERS)}, not {shown(name)}{nearest}")
