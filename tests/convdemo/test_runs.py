"""Runs of windows: how much is written down for them."""

from math import prod

import numpy as np

from convdemo._axis import axis
from convdemo._fast.runs import Runs


def test_a_tile_costs_what_is_written_down_or_cut_out() -> None:
    """Tiles are cut by this number, so that temporary arrays stay small."""
    rng = np.random.default_rng(6)
    sparse, dense = 0, 0
    for _ in range(400):
        n, f, s, d = (tuple(int(k) for k in rng.integers(1, most, 2)) for most in (20, 5, 6, 6))
        rows, columns = (axis(n[k], f[k], (3, 4), s[k], d[k]) for k in (0, 1))
        if rows.out < 1 or columns.out < 1:
            continue
        depth, length, m = (int(k) for k in rng.integers(1, 4, 3))
        runs = Runs(rows, columns, depth, length)
        n_h, n_w = (int(rng.integers(1, line.out + 1)) for line in (rows, columns))
        count = -(-n_w // length)
        tile = slice(0, m), slice(0, n_h), slice(0, n_w)
        x = np.ones((m, *n, depth), np.int8)
        cut = runs._cut(x, tile, count, np.dtype(np.float32)).size
        taps = columns.f if length == 1 else (length - 1) * columns.stride + columns.span
        written = prod((m, n_h, count, rows.f, taps, depth))
        # Of windows by themselves that read less than an eighth of it, nothing is cut out.
        apart = length == 1 and cut > 8 * written
        assert runs.cost(m, n_h, n_w) == (written if apart else max(written, cut))
        sparse += apart
        dense += cut > written and not apart
    assert sparse > 5 and dense > 20


def test_a_piece_from_the_middle_is_no_whole_filter() -> None:
    """Its last tap's number plus its first one's may well be the filter's side."""
    rows, columns = axis(20, 6, (0, 0), 1, 1), axis(20, 6, (0, 0), 1, 1)
    runs = Runs(rows, columns, 1)
    whole = slice(0, 6)
    for start, stop in ((0, 6), (0, 2), (2, 4), (1, 5), (4, 6)):
        part = slice(start, stop)
        down = runs.piece(part, whole, slice(0, 1))
        across = runs.piece(whole, part, slice(0, 1))
        assert (down.rows.f, down.rows.before, down.columns) == (stop - start, -start, columns)
        assert (across.columns.f, across.columns.before) == (stop - start, -start)
        assert across.rows == rows
