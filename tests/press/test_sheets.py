"""The style sheets of every page, and texts in them."""

from __future__ import annotations

from scripts.press.sheets import css_text


def test_text_in_a_style_sheet_ends_neither_the_text_nor_the_sheet() -> None:
    assert css_text('a "b" \\ </style>') == '"a \\000022b\\000022 \\00005c \\00003c/style\\00003e"'
