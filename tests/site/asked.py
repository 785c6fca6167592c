"""A page on trial with one question of each kind, in the frame of a built page; it is part of no chapter."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from scripts.press import answering, counted, frame, sessions
from scripts.press.rendering import rendered

# A page whose frame is taken: one that asks nothing itself.
FRAME = "reference/bibliography.html"
PAGE, HOME = "reference/trial.html", "reference/home.html"
HEAD = (
    '<link rel="stylesheet" href="../assets/stylesheets/answering.css">'
    '<script src="../assets/javascripts/answering.js" defer></script></head>'
)
ARTICLE = re.compile(r"(?<=md-typeset\">)(?=\s*<)")
END = re.compile(r"</article>")
# What a page with questions has besides: a figure to present, and whether answers are printed.
MORE = (
    '<figure><img src="../assets/images/favicon.svg" alt="A mark"></figure>'
    '<label><input type="checkbox" data-answers checked> with the answers</label>'
)
TEXT = """
## Check yourself { #check-yourself }

??? question "How wide is it?"
    A row of 32 pixels.<!-- = 32 -->

    <!-- answer: number
    padding once: (32 + 2 - 5) // 2 + 1
    ceil for floor: -(-(32 + 4 - 5) // 2) + 1
    -->

    The last start that fits.

    ```python
    print((32 + 4 - 5) // 2 + 1)
    ```

    ```text
    16
    ```

??? question "Which share is it?"
    <!-- answer: number
    -->

    ```python
    print(f"{-2 / 3:.2f}")
    ```

    ```text
    -0.67
    ```

??? question "Which numbers are they?"
    <!-- answer: numbers
    sign: (-1000, 0.5)
    -->

    ```python
    print((1000, -0.5))
    ```

    ```text
    (1000, -0.5)
    ```

??? question "Which grid is it?"
    <!-- answer: grid
    "Each number is out by {one}.": grid + one
    -->

    ```python
    import numpy as np

    one = 1
    grid = np.array([[1, 2, 0], [0, 5, 6], [7, 0, 9]])
    print(grid)
    ```

    ```text
    [[1 2 0]
     [0 5 6]
     [7 0 9]]
    ```

??? question "Which one is it?"
    <!-- answer: choice
    it falls to {32 // 4}: 32 == 8
      > That is a quarter of {32}.
    it *grows*: 32 < 0
    it stays at `size`: 32 > 0
    -->

    It stays.

??? question "Which comes first?"
    <!-- answer: order
    the pixel: 1
    the image: 100
    the window: 9
    -->

    The pixel, the window, the image.

??? question "What does the code print?"
    ```python
    x = np.array([1, 2])
    ```

    <!-- answer: output
    -->

    ```python
    print(x * 2)
    print(x - 3)
    ```

    ```text
    [2 4]
    [-2 -1]
    ```
"""


def make(site: Path, folder: Path) -> None:
    """Write the page, and one with its line of the map, into `folder`, with what they load of `site`."""
    shutil.copytree(site / "assets", folder / "assets")
    (folder / "reference").mkdir()
    framed = (site / FRAME).read_text("utf-8").replace("</head>", HEAD)
    line = frame.chapter_map([frame.Entry("1", "Trial", "trial.html", questions=7)])
    start, end = (place.start() for place in (ARTICLE.search(framed), END.search(framed)) if place)
    for name, content in ((PAGE, f"{content_of(TEXT)}{MORE}"), (HOME, line)):
        text = f"{framed[:start]}<h1>Trial</h1>{content}{framed[end:]}"
        (folder / name).write_text(text, "utf-8")


def content_of(text: str) -> str:
    """The page as HTML, its keys computed."""
    session = sessions.run_text(text, Path("trial.md"))
    assert not session.failures, session.failures
    given = answering.of_session(session)
    content = answering.insert(rendered(answering.part(text)), given, "trial.md")
    return answering.offer_to_keep(counted.count_things(content, "1").html)
