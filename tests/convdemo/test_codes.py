"""Layers from codes: what is read, and what is said of a code that is none."""

from __future__ import annotations

import pytest

import convdemo
from convdemo._check import Misspelt
from convdemo.codes import layers_from
from convdemo.layers import AvgPool2d, Conv2d, Dense, Flatten, Layer, MaxPool2d, ReLU
from tests.convdemo.untyped import untyped

GOOD: dict[str, list[Layer]] = {
    "": [],
    "c64-7-s2-p3.r.m3-s2-p1": [
        Conv2d(64, 7, stride=2, padding=3),
        ReLU(),
        MaxPool2d(3, stride=2, padding=1),
    ],
    "c4-3x2-s2x1-p1x0-d2x1-g2-b0": [
        Conv2d(4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(2, 1), groups=2, bias=False)
    ],
    "m3-s2-p1-c1.a2x3-s1-pvalid-c0.f.d7-b0.r": [
        MaxPool2d(3, stride=2, padding=1, ceil_mode=True),
        AvgPool2d((2, 3), stride=1, padding="valid"),
        Flatten(),
        Dense(7, bias=False),
        ReLU(),
    ],
    "a2-pfull.c1-1-psame-b1": [AvgPool2d(2, padding="full"), Conv2d(1, 1, padding="same")],
    "c007-03-p00": [Conv2d(7, 3)],
    "c1-3-s3-s2": [Conv2d(1, 3, stride=2)],
    "m1-p0": [MaxPool2d(1)],
    "d" + 18 * "9": [Dense(10**18 - 1)],
    ".".join(100 * ["r"]): [ReLU() for _ in range(100)],
}

KINDS = "c (Conv2d), m (MaxPool2d), a (AvgPool2d), r (ReLU), f (Flatten), d (Dense)"
OF_CONV = "which has s (stride), p (padding), d (dilation), g (groups), b (bias)"
PAIR = "a whole number of at least 1, or two as in 3x5"
MISSPELT = {
    "q": f"layer 1, 'q': a layer must begin with one of {KINDS}",
    "r.": f"layer 2, '': a layer must begin with one of {KINDS}",
    "r.C1-3": f"layer 2, 'C1-3': a layer must begin with one of {KINDS}",
    "r c1-3": "layer 1, 'r c1-3': ReLU needs nothing, as in r",
    "c": "layer 1, 'c': Conv2d needs filters and size, as in c16-3",
    "c16": "layer 1, 'c16': Conv2d needs filters and size, as in c16-3",
    "m": f"layer 1, 'm': size must be {PAIR}, not ''",
    "f1": "layer 1, 'f1': Flatten needs nothing, as in f",
    "r-": "layer 1, 'r-': '' is no choice of ReLU, which has none",
    "f-s2": "layer 1, 'f-s2': 's2' is no choice of Flatten, which has none",
    "d3-s2": "layer 1, 'd3-s2': 's2' is no choice of Dense, which has b (bias)",
    "c1-3-c1": f"layer 1, 'c1-3-c1': 'c1' is no choice of Conv2d, {OF_CONV}",
    "c1-3-": f"layer 1, 'c1-3-': '' is no choice of Conv2d, {OF_CONV}",
    "m2-d2": "layer 1, 'm2-d2': 'd2' is no choice of MaxPool2d, "
    "which has s (stride), p (padding), c (ceil_mode)",
    "a2-b0": "layer 1, 'a2-b0': 'b0' is no choice of AvgPool2d, "
    "which has s (stride), p (padding), c (ceil_mode)",
    "c0-3": "layer 1, 'c0-3': filters must be a whole number of at least 1, not '0'",
    "c1x2-3": "layer 1, 'c1x2-3': filters must be a whole number of at least 1, not '1x2'",
    "c1-0": f"layer 1, 'c1-0': size must be {PAIR}, not '0'",
    "c1-3x3x3": f"layer 1, 'c1-3x3x3': size must be {PAIR}, not '3x3x3'",
    "c1-3x": f"layer 1, 'c1-3x': size must be {PAIR}, not '3x'",
    "c1-3-s0": f"layer 1, 'c1-3-s0': stride must be {PAIR}, not '0'",
    "c1-3-s2x0": f"layer 1, 'c1-3-s2x0': stride must be {PAIR}, not '2x0'",
    "c1-3-d0": f"layer 1, 'c1-3-d0': dilation must be {PAIR}, not '0'",
    "c1-3-ssame": f"layer 1, 'c1-3-ssame': stride must be {PAIR}, not 'same'",
    "m2-psome": "layer 1, 'm2-psome': padding must be a whole number of at least 0, "
    "or two as in 3x5, or valid, same or full, not 'some'",
    "c1-3-g0": "layer 1, 'c1-3-g0': groups must be a whole number of at least 1, not '0'",
    "c1-3-g1x1": "layer 1, 'c1-3-g1x1': groups must be a whole number of at least 1, not '1x1'",
    "c1-3-b2": "layer 1, 'c1-3-b2': bias must be 0 or 1, not '2'",
    "c1-3-b": "layer 1, 'c1-3-b': bias must be 0 or 1, not ''",
    "m2-c1x0": "layer 1, 'm2-c1x0': ceil_mode must be 0 or 1, not '1x0'",
    "d0": "layer 1, 'd0': units must be a whole number of at least 1, not '0'",
    "d1x1": "layer 1, 'd1x1': units must be a whole number of at least 1, not '1x1'",
    "d٣": "layer 1, 'd٣': units must be a whole number of at least 1, not '٣'",
    "d1\n": r"layer 1, 'd1\n': units must be a whole number of at least 1, not '1\n'",
    "d" + 19 * "9": f"layer 1, 'd{19 * '9'}': units must be a whole number of at least 1, "
    f"not '{19 * '9'}'",
    # What is misspelt is told before what cannot be.
    "m2-p2.q": f"layer 2, 'q': a layer must begin with one of {KINDS}",
}
IMPOSSIBLE = {
    "r.m2-p2": "layer 2, 'm2-p2': padding 2 must be smaller than the window, which covers 2",
    "c8-3-g3": "layer 1, 'c8-3-g3': groups 3 does not divide filters = 8",
}


@pytest.mark.parametrize("code", GOOD)
def test_a_code_gives_its_layers(code: str) -> None:
    assert layers_from(code) == GOOD[code]
    assert convdemo.layers_from is layers_from


@pytest.mark.parametrize("code", MISSPELT)
def test_what_is_no_code_is_told(code: str) -> None:
    with pytest.raises(Misspelt) as caught:
        layers_from(code)
    assert str(caught.value) == MISSPELT[code]


@pytest.mark.parametrize("code", IMPOSSIBLE)
def test_a_layer_that_cannot_be_is_not_misspelt(code: str) -> None:
    with pytest.raises(ValueError) as caught:
        layers_from(code)
    assert type(caught.value) is ValueError and str(caught.value) == IMPOSSIBLE[code]


def test_what_is_no_text_is_told() -> None:
    with pytest.raises(TypeError) as caught:
        layers_from(untyped(3))
    assert str(caught.value) == ('code must be text such as "c16-3-psame.r.m2", not 3 of type int')
