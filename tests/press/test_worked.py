"""What a page's run gives: the answers of its numerals, and what their names are of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.press import caching, sessions, worked, worker
from scripts.press.errors import PressError

PAGE = """# A page

```python
from convdemo import VERTICAL, conv2d, edge_image

out = conv2d(edge_image(), VERTICAL)
```

It is 4 × 4, the largest number is 30, and a third of it 0.333.<!-- =
out.shape, out.max(), out.max() / 90 -->

```python
out = out + 1
```

Now it is 31, with VERTICAL of 3.<!-- = out.max(), len(VERTICAL) -->

The paper, of 2015, counts 138.<!-- =
cite.simonyan2015, cite("simonyan2015", 138, at="table 2") -->
"""


def claims(text: str) -> list[dict[str, Any]]:
    session = sessions.run_text(text, sessions.DOCS / "made_up.md")
    return list(worked.of_session(session)["claims"])


def test_each_numeral_has_its_expression_and_its_exact_value() -> None:
    first, *_ = claims(PAGE)
    told = [(a["expression"], a["value"], a["which"], a["of"]) for a in first["answers"]]
    assert told == [
        ("out.shape", "4", 1, 2),
        ("out.shape", "4", 2, 2),
        ("out.max()", "30", 1, 1),
        ("out.max() / 90", "0.3333333333333333", 1, 1),
    ]
    for numeral in first["numerals"]:
        assert PAGE[numeral["start"] : numeral["end"]] == numeral["text"]


def test_an_expression_that_is_written_again_is_another_one() -> None:
    source = '3, 3, (), cite("he2016", 7, 7), 3, [4, 5], [4, 5]'
    text = f"It has 3, 3, 7, 7, 3, 4, 5, 4 and 5.<!-- = {source} -->\n"
    told = [(answer["which"], answer["of"]) for answer in claims(text)[0]["answers"]]
    assert told == [(1, 1), (1, 1), (1, 2), (2, 2), (1, 1), (1, 2), (2, 2), (1, 2), (2, 2)]


def origins(claim: dict[str, Any]) -> list[dict[str, list[Any]]]:
    return [dict(answer["from"]) for answer in claim["answers"]]


def test_a_name_is_of_the_last_fence_that_made_it_above() -> None:
    first, second, _ = claims(PAGE)
    assert origins(first) == [{"out": ["fence", 3]}] * 4
    assert origins(second)[0] == {"out": ["fence", 12]}


def test_a_name_of_the_package_is_of_its_module_also_when_a_fence_imports_it() -> None:
    _, second, _ = claims(PAGE)
    assert origins(second)[1] == {"VERTICAL": ["package", "convdemo.filters"]}


def test_a_quotation_names_its_work_and_the_place_in_it() -> None:
    assert origins(claims(PAGE)[2]) == [
        {"cite.simonyan2015": ["cite", "simonyan2015", ""]},
        {"cite.simonyan2015 table 2": ["cite", "simonyan2015", "table 2"]},
    ]


def test_data_and_the_names_of_a_comprehension() -> None:
    text = "There are 2.<!-- = len([a for a in range(2)]) + 0 * len(data.frameworks) -->\n"
    assert origins(claims(text)[0]) == [{"data.frameworks": ["data", "data/frameworks.json"]}]


def test_the_code_of_each_fence_is_given_by_its_line() -> None:
    session = sessions.run_text(PAGE, sessions.DOCS / "made_up.md")
    assert worked.of_session(session)["code"]["12"] == "out = out + 1\n"


@pytest.mark.parametrize("source", ["1 + 1 +", "nobody", "4", "3, 3"])
def test_what_does_not_hold_has_no_answer(source: str) -> None:
    assert claims(f"There are 3.<!-- = {source} -->\n")[0]["answers"] == []


def test_an_unchanged_page_is_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "CACHE", tmp_path)
    pages = {"made_up.md": PAGE}
    assert worked.kept(pages) == {}
    once = worked.given(pages)
    monkeypatch.setattr(worker, "ask_each", None)
    assert worked.given(pages) == worked.kept(pages) == worked.kept(pages) == once
    assert worked.kept({"made_up.md": PAGE + "More.\n"}) == {}


def test_a_page_that_ends_the_process_has_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "CACHE", tmp_path)
    found = worked.given({"made_up.md": "```python\nimport os\n\nos._exit(3)\n```\n"})
    assert isinstance(found["made_up.md"], PressError)
