"""Scripts that are packed: what cannot be read is refused, whatever the packer says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.press import packing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("let a = 1;\nlet a = 2;", r'"a" is redeclared'),
        ("let a = 1;\nlet b = = 2;", r"Unexpected token"),
    ],
)
def test_what_is_no_script_is_refused(text: str, said: str) -> None:
    with pytest.raises(
        packing.PackingError, match=f"a.js cannot be read as a script: {said}"
    ) as no:
        packing.packed("a.js", text)
    assert no.value.more["line"] == "2"


def test_what_begins_with_an_exclamation_mark_is_a_script() -> None:
    assert packing.packed("a.js", "!(async function () { await say(1); })();").startswith("!async")


def test_modules_that_are_joined_may_not_share_a_name(tmp_path: Path) -> None:
    """Both would stand in one script, and that is none: nothing of it would run."""
    texts = {"one.js": "const NAME = 1;", "two.js": "const NAME = 2;\nexport { NAME };"}
    parts = [tmp_path / name for name in texts]
    for path in parts:
        path.write_text(texts[path.name], "utf-8")
    with pytest.raises(packing.PackingError, match=json.dumps("NAME")):
        packing.joined("both.js", "both", parts)
    assert packing.joined("both.js", "both", parts[1:]).startswith("var both=")
