"""What the chapter “$title” rests on: a filter of equal weights turns a step into a ramp."""

from __future__ import annotations

import numpy as np
import pytest

from convdemo import conv2d, edge_image


@pytest.mark.parametrize("side", [1, 2, 3, 5])
def test_a_step_becomes_a_ramp_as_wide_as_the_filter(side: int) -> None:
    """Each place on the ramp has one bright column less than the one before it."""
    image = edge_image(12)
    (row,) = np.unique(conv2d(image, np.ones((side, side), dtype=int)), axis=0)
    steps = np.diff(row)
    assert row[0] == side * side * image[0, 0] and row[-1] == 0
    assert np.count_nonzero(steps) == side
    assert set(steps[steps != 0]) == {-side * image[0, 0]}
