"""The picture that is shown with a link to a page: its first figure, in the size that is asked for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from scripts.drawing.palette import LIGHT
from scripts.press import caching, social
from scripts.press.errors import PressError

NAMES = ["sliding_window", "padding_ring"]  # one that moves, and one that does not


def test_first_figure_is_the_first_that_is_shown() -> None:
    text = (
        "`![](figures/none.svg)`\n\n```text\n![](figures/code.svg)\n```\n\n"
        "![](other/no.svg)\n\n![A](../figures/window-motion.svg) ![](figures/later.webp)\n"
    )
    assert social.first_figure(text) == "window"
    assert social.first_figure("![](output)") == ""
    assert social.card("window", {}) is None


def test_pictures_have_the_size_and_are_the_same_each_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = []
    for folder in "ab":
        monkeypatch.setattr(caching, "CACHE", tmp_path / folder)
        found.append(social.pictures(NAMES))
    assert found[0] == found[1] and [*found[0]] == NAMES
    for picture in found[0].values():
        image = Image.open(io.BytesIO(picture))
        assert image.format == "PNG" and image.size == (social.WIDTH, social.HEIGHT)
        pixels = image.convert("RGB")
        ground = Image.new("RGB", (1, 1), LIGHT.ground).getpixel((0, 0))
        corners = [pixels.getpixel((x, y)) for x in (0, 1199) for y in (0, 629)]
        assert corners == [ground] * 4
        inside = pixels.crop((social.MARGIN, social.MARGIN, 1200 - social.MARGIN, 582))
        assert len(inside.getcolors(social.COLOURS) or []) > 10
        assert len(picture) < 150_000

    # What is kept is not drawn again.
    monkeypatch.setattr("scripts.press.worker.ask_each", lambda *asked: pytest.fail("drawn again"))
    assert social.pictures(NAMES) == found[1]


def test_a_picture_that_cannot_be_drawn_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(caching, "CACHE", tmp_path)
    failed = PressError("no such thing", "scripts/figures/padding_ring.py:3")
    monkeypatch.setattr("scripts.press.worker.ask_each", lambda *asked: [failed])
    with pytest.raises(social.CardError, match=r"the picture of padding_ring for links: no such"):
        social.pictures(["padding_ring"])
