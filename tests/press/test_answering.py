"""What a page says of a question is the same whether its run was kept or not."""

from __future__ import annotations

import json

from scripts.press import answering


def test_a_key_is_written_in_one_order() -> None:
    made = {"kind": "choice", "right": [0], "hints": {"2": "No.", "1": "Not so."}}
    kept = json.loads(json.dumps(made, sort_keys=True))
    assert [*made] != [*kept] and answering._attribute(made) == answering._attribute(kept)
