"""A page or a lab as a notebook: its first cell installs, its snippets are cells, its answers folded."""

from __future__ import annotations

import base64
import json
import textwrap
from pathlib import Path
from typing import Any

import nbformat
import pytest

from scripts.drawing.drawings import Drawn
from scripts.press import caching, getting, notebooks
from scripts.press.getting import Getting
from scripts.press.lab_runs import Lab
from scripts.press.notebooks import Book

ADDRESS = "https://book.example"
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
PAGE = """\
---
title: A page
---
# A page

<figure markdown class="wide">
![](figures/ring.svg)
<figcaption markdown>**A ring.**<!-- = 1 --></figcaption>
</figure>

<!-- sum: np.eye(3), np.eye(3), 0, 0 -->

```python
from skimage import data
print(1 + 1)
```

```text
2
```

See [Padding](padding.md#same).<!-- = 2 -->

- A list with code in it:

    ```python
    print("not a cell")
    ```

```python
two = 2
```

## Check yourself

??? question "What is it?"
    Two.

    ```python
    print(two)
    ```

    ```text
    2
    ```
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    made = getting.files()
    monkeypatch.setattr(caching, "CACHE", tmp_path / "kept")
    (tmp_path / "ring.svg").write_text(SVG, "utf-8")
    sizes = {"ring": {"wide": [10, 10], "narrow": [10, 10]}}
    drawn = Drawn("ring", tmp_path, "A [round] ring.", "", {"ring": "svg"}, sizes)
    return Book("The book", Getting(ADDRESS, "", *made), {"ring": drawn})


def cells(notebook: str) -> list[dict[str, Any]]:
    """The cells of a notebook that is valid."""
    read = nbformat.reads(notebook, as_version=nbformat.NO_CONVERT)
    nbformat.validate(read)
    return json.loads(notebook)["cells"]  # type: ignore[no-any-return]


def test_a_page_is_text_and_code_in_order(book: Book) -> None:
    found = cells(notebooks.of_page(PAGE, "a.md", "A page", book))
    kinds = [cell["cell_type"] for cell in found]
    assert kinds == ["code", "markdown", "markdown", "code", "markdown", "code", "markdown"]
    install, about, opening, first, between, second, questions = found
    assert "%pip install" in install["source"] and install["source"].endswith('whl" scikit-image')
    assert f"[A page]({ADDRESS}/a.html)" in about["source"] and "The book" in about["source"]
    assert opening["source"].startswith("# A page\n") and '<p class="sum">' in opening["source"]
    assert first["source"] == "from skimage import data\nprint(1 + 1)"
    assert first["outputs"] == [{"output_type": "stream", "name": "stdout", "text": "2\n"}]
    assert f"({ADDRESS}/padding.html#same)." in between["source"]
    assert 'print("not a cell")' in between["source"]
    assert second["source"] == "two = 2" and not second["outputs"]
    folded = questions["source"].partition("<details>")[2]
    assert "print(two)" in folded and folded.endswith("</details>")


def test_a_figure_is_in_the_file_on_the_ground_of_the_page(book: Book) -> None:
    opening = cells(notebooks.of_page(PAGE, "a.md", "A page", book))[2]["source"]
    said, _, rest = opening.partition("](data:image/svg+xml;base64,")
    assert said.endswith("![A round ring.")
    picture = base64.b64decode(rest.partition(")")[0]).decode()
    assert picture.startswith('<svg style="background:#') and picture.endswith("/>")
    assert "*Figure:* **A ring.**" in rest and "<!--" not in rest


def test_a_figure_that_could_not_be_drawn_leaves_its_caption(book: Book) -> None:
    book = Book(book.name, book.getting, {})
    opening = cells(notebooks.of_page(PAGE, "a.md", "A page", book))[2]["source"]
    assert "![" not in opening and "*Figure:* **A ring.**" in opening


def test_what_a_notebook_is_made_of_makes_it_anew(book: Book) -> None:
    first = notebooks.of_page(PAGE, "a.md", "A page", book)
    assert notebooks.of_page(PAGE, "a.md", "A page", book) == first
    assert notebooks.of_page(PAGE.replace("Two.", "2."), "a.md", "A page", book) != first
    moved = Getting("https://other.example", "", book.getting.wheel, book.getting.archive)
    for other in (
        Book("Another", book.getting, book.figures),
        Book(book.name, moved, book.figures),
        Book(book.name, book.getting, {}),
    ):
        assert notebooks.of_page(PAGE, "a.md", "A page", other) != first


def test_a_lab_is_as_written_and_its_answers_are_folded(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "trial.py"
    text = """\
        # ---
        # title: A lab
        # ---

        # %% [markdown]
        # # A lab
        #
        # Two.<!-- = 2 --> See [Padding](../padding.md#same) and [the cat](edge_detector.py).

        # %%
        import sklearn

        # %% [markdown]
        # ??? question "Why?"
        #     Because.

        # %% tags=["answer"]
        print(2)
        """
    path.write_text(textwrap.dedent(text), "utf-8")
    found = cells(notebooks.of_lab(Lab("trial", path), book))
    kinds = [cell["cell_type"] for cell in found]
    assert kinds == ["code", "markdown", "markdown", "code", "markdown"]
    assert found[0]["source"].endswith('whl" scikit-learn')
    assert f"[A lab]({ADDRESS}/labs/trial.html)" in found[1]["source"]
    assert f"[Padding]({ADDRESS}/padding.html#same)" in found[2]["source"]
    assert f"[the cat]({ADDRESS}/labs/edge_detector.html)" in found[2]["source"]
    assert "<!--" not in found[2]["source"] and not found[3]["outputs"]
    answer = "Because.\n\n```python\nprint(2)\n```\n\n</details>"
    assert f"<details><summary>Why?</summary>\n\n{answer}" in found[4]["source"]
