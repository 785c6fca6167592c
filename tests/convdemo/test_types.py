"""Signatures can be read, their names are explained, and the version is where it is looked for."""

import ast
import builtins
import dataclasses
import importlib.metadata
import inspect
import pydoc
import re
import typing
from collections.abc import Callable
from itertools import pairwise
from operator import attrgetter
from typing import Any, get_args

import numpy as np
import pytest

import convdemo
from convdemo import Conv2d, conv2d, pad, types

NAMES = [name for name in convdemo.__all__ if callable(getattr(convdemo, name))]
# What a signature may name beside Python's own and the package's.
FOREIGN = {
    "ArrayLike",
    "NDArray",
    "DTypeLike",
    "np.float64",
    "np.int64",
    "np.bool_",
    "Callable",
    "Iterable",
}
# A line that can be taken in: before annotations were kept as written, one went on for 1,188.
LONG = 210


def callables() -> list[tuple[str, Any]]:
    """The public functions and classes, and the public methods of these."""
    found = [(name, getattr(convdemo, name)) for name in NAMES]
    for name, value in list(found):
        if inspect.isclass(value):
            methods = inspect.getmembers(value, inspect.isfunction)
            found += [(f"{name}.{method}", f) for method, f in methods if method[0] != "_"]
    return found


def annotations(value: Any) -> list[str]:
    """What a signature names, as it is written."""
    signature = inspect.signature(value)
    kinds = [signature.return_annotation, *(p.annotation for p in signature.parameters.values())]
    texts = [
        getattr(kind, "__forward_arg__", kind) for kind in kinds if kind is not signature.empty
    ]
    assert all(isinstance(text, str) for text in texts if text is not None), texts
    return [text for text in texts if text is not None]


@pytest.mark.parametrize("name, value", callables())
def test_signature_is_short_and_names_what_is_known(name: str, value: Any) -> None:
    text = str(inspect.signature(value))
    assert len(text) <= LONG and not re.search(r"Union|numpy\.\w*(typing|ndarray|dtype)", text)
    known = {*vars(builtins), *FOREIGN, *types.__all__, *convdemo.__all__, "Axis"}
    written = {word for kind in annotations(value) for word in re.findall(r"[A-Za-z_][\w.]*", kind)}
    assert written <= known, f"{name} names {written - known}"


@pytest.mark.parametrize("name", NAMES)
def test_help_opens_with_the_signature(name: str) -> None:
    value = getattr(convdemo, name)
    text = pydoc.plain(pydoc.render_doc(value))
    opening = " ".join(re.sub(r"^ *\|", "", text, flags=re.MULTILINE).split())
    for parameter in inspect.signature(value).parameters.values():
        kind = getattr(parameter.annotation, "__forward_arg__", parameter.annotation)
        assert re.search(rf"\b{parameter.name}: (ForwardRef\()?'?{re.escape(kind)}", opening)


def test_help_of_the_first_function() -> None:
    lines = pydoc.plain(pydoc.render_doc(conv2d)).replace("'", "").split("\n    Slide")[0]
    wanted = (
        "conv2d(image: ArrayLike, kernel: ArrayLike, *, padding: Padding = 0, stride: Size = 1, "
        "dilation: Size = 1) -> Array"
    )
    assert re.sub(r"\s", "", lines).endswith(re.sub(r"\s", "", wanted))


@pytest.mark.parametrize("name, value", callables())
def test_annotations_can_be_resolved(name: str, value: Any) -> None:
    hints = typing.get_type_hints(value)
    if not inspect.isclass(value):
        assert hints.keys() - {"return"} <= inspect.signature(value).parameters.keys()
    elif dataclasses.is_dataclass(value):
        assert hints.keys() == {field.name for field in dataclasses.fields(value)}
    assert not any(isinstance(hint, (str, typing.ForwardRef)) for hint in hints.values())


def test_types_are_those_that_are_written() -> None:
    hints = typing.get_type_hints(conv2d)
    assert (hints["padding"], hints["stride"]) == (types.Padding, types.Size)
    assert typing.get_type_hints(Conv2d)["padding"] == types.Padding
    assert typing.get_type_hints(convdemo.Gradients)["bias"] == types.Array


def test_each_name_is_explained_and_used() -> None:
    body = ast.parse(inspect.getsource(types)).body
    told = {
        statement.target.id
        for statement, below in pairwise(body)
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and isinstance(below, ast.Expr)
    }
    assert told == set(types.__all__)
    used = {
        word
        for _, value in callables()
        for kind in annotations(value)
        for word in re.findall(r"\w+", kind)
    }
    inside = {"PaddingWord", "Floats"}
    assert set(types.__all__) - inside <= used


def test_each_word_is_taken_and_no_other() -> None:
    image, kernel = np.ones((4, 4)), np.ones((3, 3))
    sizes = [len(conv2d(image, kernel, padding=word)) for word in get_args(types.PaddingWord)]
    assert sizes == [2, 4, 6]
    framed = [pad([[1, 2, 3]], ((0, 0), (0, 2)), mode=m)[0, 3:] for m in get_args(types.PadMode)]
    assert [list(ends) for ends in framed] == [[0, 0], [2, 1], [3, 3], [1, 2]]
    assert get_args(types.Border) == ("valid", *get_args(types.PadMode))
    wrong: Any = "sam"
    with pytest.raises(ValueError, match=r'padding must be "valid", "same", "full" or a number'):
        conv2d(image, kernel, padding=wrong)
    with pytest.raises(ValueError, match="mode must be one of constant, reflect, edge, wrap, not"):
        pad(image, 1, mode=wrong)


LARGE, ONES = np.full((1, 4, 4, 1), 2**62), np.ones((3, 3, 1, 1), int)
IMAGE = np.arange(16).reshape(4, 4) + 2**62
OVERFLOWS: dict[str, Callable[[], object]] = {
    "conv2d": lambda: conv2d(IMAGE, ONES[..., 0, 0]),
    "conv2d_loops": lambda: convdemo.conv2d_loops(IMAGE, ONES[..., 0, 0]),
    "conv_matrix": lambda: convdemo.conv_matrix((2, 2), np.full((2, 2), 2**63, np.uint64)),
    "conv_forward": lambda: convdemo.conv_forward(LARGE, ONES),
    "conv_forward_loops": lambda: convdemo.conv_forward_loops(LARGE, ONES),
    "conv_backward": lambda: convdemo.conv_backward(ONES[None, :2, :2, 0], LARGE, ONES),
    "max_pool": lambda: convdemo.max_pool(IMAGE.astype(np.uint64) * 3, 2),
    "max_pool_backward": lambda: convdemo.max_pool_backward(
        np.full((2, 2), 2**62), [[0, 0, 0], [0, 1, 0], [0, 0, 0]], 2, stride=1
    ),
    "pixel_uses": lambda: convdemo.pixel_uses((3, 3), 2**40, padding=2**41),
    "equivariance_error": lambda: convdemo.equivariance_error(IMAGE, ONES[..., 0, 0]),
    "invariance_error": lambda: convdemo.invariance_error(IMAGE, ONES[..., 0, 0]),
    "Layer.forward": lambda: Conv2d(1, 3).forward(LARGE, ONES, None),
    "Layer.backward": lambda: Conv2d(1, 3).backward(ONES[None, :2, :2, 0], LARGE, ONES),
}


@pytest.mark.parametrize("name", OVERFLOWS)
def test_what_overflows_says_so(name: str) -> None:
    with pytest.raises(OverflowError, match="does not fit in int64"):
        OVERFLOWS[name]()
    told = attrgetter(name)(convdemo)
    assert "OverflowError" in (told.__doc__ or "")


def test_a_word_of_another_type_becomes_one_of_pythons() -> None:
    word: Any = np.str_("same")
    assert type(Conv2d(1, 3, padding=word).padding) is str


def test_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", convdemo.__version__)
    try:
        installed = importlib.metadata.version("convdemo")
    except importlib.metadata.PackageNotFoundError:
        return  # the tests run on a copy of the repository
    assert convdemo.__version__ == installed
