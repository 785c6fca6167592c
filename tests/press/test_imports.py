"""What a piece of Python depends on: what it imports, by what that does, and nothing besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import caching, imports

FILES = {
    "pack/__init__.py": "from pack.area import area\nfrom pack.line import length as far\nHERE = 1\n",
    "pack/area.py": "from pack import _shared\n\n\ndef area(a):\n    return _shared.twice(a)\n",
    "pack/line.py": "def length(a):\n    return a\n",
    "pack/_shared.py": "def twice(a):\n    return 2 * a\n",
    "kit/__init__.py": "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from .pen import Pen\n",
    "kit/pen.py": "from .ink import BLACK\nPen = BLACK\n",
    "kit/ink.py": "BLACK = 0\n",
    "area.py": "from pack import area\nimport numpy as np\n",
    "far.py": "from pack import far\nfrom kit import Pen\n",
    "whole.py": "import pack\n",
    "here.py": "from pack import HERE\n",
    "neighbour.py": "from far import Pen\n",
    "later.py": "def f():\n    from pack.line import length\n    return length\n",
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "CACHE", tmp_path / "cache")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("area.py", "pack/_shared.py pack/area.py"),
        ("far.py", "kit/ink.py kit/pen.py pack/line.py"),
        ("whole.py", "pack/__init__.py pack/_shared.py pack/area.py pack/line.py"),
        ("here.py", "pack/__init__.py pack/_shared.py pack/area.py pack/line.py"),
        ("neighbour.py", "far.py kit/ink.py kit/pen.py pack/line.py"),
        ("later.py", "pack/line.py"),
    ],
)
def test_a_name_is_followed_to_where_it_is_defined(root: Path, name: str, others: str) -> None:
    found = imports.reached([root / name], root)
    assert sorted(path.relative_to(root).as_posix() for path in found) == sorted(
        [name, *others.split()]
    )


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("def f(a):\n    return a", 'def f(a):\n    """A."""\n    return  a  # a', True),
        ("def f(a):\n    return a", "\n\n# A.\ndef f(\n    a,\n):\n    return (a)", True),
        ('A = 1\n"""What A is."""', "A = 1", True),
        ("class A:\n    a = 1", 'class A:\n    """It."""\n\n    a = 1', True),
        ("A = 1", "A = 2", False),
        ("A = 'a'", "A = 'b'", False),
        ("def f(a=1): ...", "def f(a=2): ...", False),
        ("A = (", "A = ((", False),
        ("A = (", "A = 1", False),
    ],
)
def test_comments_docstrings_and_layout_do_not_count(
    root: Path, before: str, after: str, same: bool
) -> None:
    place = root / "pack" / "_shared.py"
    keys = []
    for text in (before, after):
        place.write_text(text, "utf-8")
        keys.append(imports.key(root / "area.py", root=root))
    assert (keys[0] == keys[1]) is same


def test_what_is_not_imported_does_not_count(root: Path) -> None:
    before = imports.key(root / "area.py", root=root)
    for name in ("pack/line.py", "pack/__init__.py", "kit/ink.py"):
        (root / name).write_text(FILES[name] + "MORE = 1\n", "utf-8")
    assert imports.key(root / "area.py", root=root) == before


def test_an_expression_depends_on_the_names_in_it(root: Path) -> None:
    def keys() -> list[str]:
        texts = ("area(2)", "far(np.pi)", "HERE", "2 + 2", "wrong (")
        return [imports.key_of_text(text, "pack", root) for text in texts]

    before = keys()
    assert len(set(before)) == len(before)
    assert imports.key_of_text("  area( 2 )", "pack", root) == before[0]
    (root / "pack" / "line.py").write_text("def length(a):\n    return -a\n", "utf-8")
    assert [old == new for old, new in zip(before, keys(), strict=True)] == [
        True,
        False,
        False,  # a value of the package itself comes with all that the package imports
        True,
        False,
    ]


def test_cells_depend_on_what_they_import(root: Path) -> None:
    cells = ["from pack import area", "print(area(3))"]
    before = imports.key_of_code(cells, root)
    assert imports.key_of_code([cells[0] + "  # why", *cells[1:]], root) == before
    assert imports.key_of_code([*cells[:1], "print(area(4))"], root) != before
    (root / "pack" / "line.py").write_text("A = 1\n", "utf-8")
    assert imports.key_of_code(cells, root) == before
    (root / "pack" / "_shared.py").write_text("A = 1\n", "utf-8")
    assert imports.key_of_code(cells, root) != before


def test_files_are_looked_at_once_in_a_look_and_anew_in_the_next(tmp_path: Path) -> None:
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("import two\n")
    two.write_text("ONE = 1\n")
    with imports.look():
        before = imports.key(one, root=tmp_path)
        two.write_text("ONE = 1000\n")
        assert imports.key(one, root=tmp_path) == before
        with imports.look():
            assert imports.key(one, root=tmp_path) != before
        assert imports.key(one, root=tmp_path) == before
    assert imports.key(one, root=tmp_path) != before
