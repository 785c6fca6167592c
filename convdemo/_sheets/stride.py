"""Problems on the chapter *Stride*."""

from __future__ import annotations

from itertools import pairwise

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made
from convdemo._sheets.numerals import listed, told


def strided_size(draw: Draw) -> Made:
    """The formula with its floor."""
    n, f, p, s = draw.between(10, 60), draw.one((3, 5, 7)), draw.between(1, 3), draw.between(2, 4)
    room = n + 2 * p - f
    key = room // s + 1
    rounded_up = -(-room // s) + 1
    return Made(
        given={"n": n, "f": f, "p": p, "s": s},
        statement=(
            f"A filter of {f} × {f} slides over an image of {n} × {n} with a padding of {p} on each "
            f"side and a stride of {s}. How many pixels has the output's side?",
        ),
        key=key,
        loops=loops.places(p + n + p, f, s),
        working=(
            f"⌊(n + 2p − f) / s⌋ + 1 = ⌊({n} + 2 · {p} − {f}) / {s}⌋ + 1 = "
            f"⌊{room} / {s}⌋ + 1 = {told(key)}.",
        ),
        mistakes={
            "the steps were counted, and not the places": key - 1,
            "the stride was left out": room + 1,
            **({"it was rounded up": rounded_up} if room % s else {}),
            **({"the padding was counted once": (room - p) // s + 1} if p >= s else {}),
        },
    )


def left_out(draw: Draw) -> Made:
    """The pixels that the floor throws away."""
    n, f, s = draw.between(9, 50), draw.between(3, 7), draw.between(2, 5)
    s = min(s, f)
    key = (n - f) % s
    read = {place + tap for place in loops.starts(n, f, s) for tap in range(f)}
    return Made(
        given={"n": n, "f": f, "s": s},
        statement=(
            f"A filter of {f} × {f} slides over an image of {n} × {n} without padding, with a stride "
            f"of {s}. How many columns of pixels at the right does no window read?",
        ),
        key=key,
        loops=len([pixel for pixel in range(n) if pixel not in read]),
        working=(
            f"(n − f) mod s = ({n} − {f}) mod {s} = {n - f} mod {s} = {key}, for "
            f"{n - f} = {(n - f) // s} · {s} + {key}.",
        ),
        mistakes={
            "the filter's side was not taken off": n % s,
            **({"that is what the last step lacks": s - key} if key else {}),
        },
    )


def dilated_size(draw: Draw) -> Made:
    """Gaps between the weights."""
    n, f, d = draw.between(14, 40), draw.one((3, 5)), draw.between(2, 3)
    span = d * (f - 1) + 1
    key = n - span + 1
    return Made(
        given={"n": n, "f": f, "d": d},
        statement=(
            f"A filter of {f} × {f} with a dilation of {d} slides over an image of {n} × {n}, "
            "without padding, pixel by pixel. How many pixels has the output's side?",
        ),
        key=key,
        loops=loops.places(n, f, 1, d),
        working=(
            f"The filter spans d (f − 1) + 1 = {d} · ({f} − 1) + 1 = {span} pixels, and "
            f"{n} − {span} + 1 = {told(key)}.",
        ),
        mistakes={
            "the dilation was forgotten": n - f + 1,
            "the span was taken for d · f": n - d * f + 1,
            "the dilation was counted as gaps": n - ((d + 1) * (f - 1) + 1) + 1,
            "the steps were counted, and not the places": n - span,
        },
    )


def three_layers(draw: Draw) -> Made:
    """Sizes through a stack."""
    n, f, p, s = draw.between(30, 100), draw.one((3, 5)), draw.between(1, 2), draw.between(2, 3)
    sizes, walked = [n], [n]
    for _ in range(3):
        sizes.append((sizes[-1] + 2 * p - f) // s + 1)
        walked.append(loops.places(p + walked[-1] + p, f, s))
    up = [n]
    for _ in range(3):
        up.append(-(-(up[-1] + 2 * p - f) // s) + 1)
    key = tuple(sizes[1:])
    steps = "; ".join(
        f"⌊({before} + 2 · {p} − {f}) / {s}⌋ + 1 = {after}" for before, after in pairwise(sizes)
    )
    return Made(
        given={"n": n, "f": f, "p": p, "s": s},
        statement=(
            f"Three layers alike follow one another, each with a filter of {f} × {f}, a padding of "
            f"{p} on each side and a stride of {s}. The image is {n} × {n}. "
            "How many pixels have the sides of the three outputs, one after the other?",
        ),
        key=key,
        loops=tuple(walked[1:]),
        working=(f"{steps}.",),
        mistakes={
            "the side was divided by the stride, and that is all": tuple(
                n // s**k for k in (1, 2, 3)
            ),
            **({"it was rounded up": tuple(up[1:])} if up != sizes else {}),
        },
    )


def which_inputs(draw: Draw) -> Made:
    """All inputs with the same output."""
    out, f, s, p = draw.between(3, 12), draw.one((3, 5)), draw.between(2, 3), draw.between(1, 2)
    least = s * (out - 1) + f - 2 * p
    key = tuple(least + more for more in range(s))
    found = [n for n in range(1, 4 * least + 9) if loops.places(p + n + p, f, s) == out]
    return Made(
        given={"out": out, "f": f, "s": s, "p": p},
        statement=(
            f"A filter of {f} × {f} slides with a padding of {p} on each side and a stride of {s}, "
            f"and the output is {out} × {out}. Which sides can the image have? "
            "(All of them, the smallest first.)",
        ),
        key=key,
        loops=tuple(found),
        working=(
            f"The smallest: s (places − 1) + f − 2p = {s} · ({out} − 1) + {f} − 2 · {p} = {least}. "
            f"The floor throws up to {s - 1} more away: {listed(key)}.",
        ),
        mistakes={
            "the smallest alone was given": (least,),
            "the padding was forgotten": tuple(n + 2 * p for n in key),
        },
    )


KINDS = {
    "strided_size": strided_size,
    "left_out": left_out,
    "dilated_size": dilated_size,
    "three_layers": three_layers,
    "which_inputs": which_inputs,
}
