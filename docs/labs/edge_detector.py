# ---
# title: Learn an edge detector
# question: Can a filter be found from the outputs it should give?
# description: Gradient descent on the photograph of a cat finds Sobel's filter again, slowly; a Laplacian before it makes the same descent far quicker.
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # From the cat and its edges, the filter comes back
#
# [Learning an edge detector](../learning.md) explains how nine weights are found by
# [gradient descent](../learning.md#gradient-descent): in ten steps on noise, and not even in a thousand
# on a cat's eye. This lab asks why a photograph is so slow, and does something about it. Change a number
# and run it again. You need this file, `convdemo`, scikit-image and matplotlib.

# %%
import matplotlib.pyplot as plt
import numpy as np
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import SOBEL, conv2d, learn_filter

grey = rgb2gray(cat())
photo = (grey - grey.mean()) / grey.std()
print(photo.shape, f"mean {abs(photo.mean()):.1f}, deviation {photo.std():.1f}")

# %% [markdown]
# The photograph's mean was subtracted, and the rest divided by its deviation. The second question at
# the end shows what that is worth.
#
# ## What we pretend to know
#
# Someone has a filter and does not tell us its weights. We get to see one image, and what the filter
# makes of it.

# %%
wanted = conv2d(photo, SOBEL)

figure, axes = plt.subplots(1, 2, figsize=(6.667, 2.4))
for axis, image in zip(axes, (photo, wanted), strict=True):
    axis.imshow(image[::2, ::2], cmap="gray")
    axis.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![The cat in grey, and beside it a grey relief of the cat in which edges near the vertical are
# bright or dark.](output)
# <figcaption markdown>**The image and the wanted output.** Left the photograph, right what the
# unknown filter gives.</figcaption>
# </figure>
#
# ## Descend
#
# Start with random weights, and take fifteen thousand steps.

# %%
learned = learn_filter(photo, wanted, steps=15_000, seed=0)
print("learning rate", round(learned.rate, 4))
for step in (0, 10, 100, 1_000, 15_000):
    print(f"after {step:6,} steps, the farthest weight is off by "
          f"{np.abs(learned.kernels[step] - SOBEL).max():.3f}")
print((learned.kernel.round(3) + 0.0))

# %% [markdown]
# Sobel's filter, from nothing but its outputs. But most of the steps went into the last tenth of the
# way. How the weights got there:

# %%
steps = np.unique([0, *np.geomspace(1, 15_000, 120).astype(int)])
figure, axis = plt.subplots(layout="constrained")
for row, style in enumerate(("-", "--", ":")):
    for column in range(3):
        name = f"row {row + 1}" if column == 0 else None
        axis.plot(steps, learned.kernels[steps, row, column], style, color=f"C{column}", label=name)
axis.set_xscale("symlog", linthresh=1)
axis.set(xlabel="step", ylabel="weight")
axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3);

# %% [markdown]
# <!-- name: the-direction-is-found-soon-the -->
# <figure markdown>
# ![Nine lines over the number of steps, from the start on, further on a logarithmic scale. After a
# hundred steps they have split into three groups; then they creep to their final values.](output)
# <figcaption markdown>**The first hundred steps do most of the work, the rest takes a thousand and
# more.** The nine weights: one colour for each column of the filter (the left one ends above zero, the
# right one below), one style of line for each row. The zigzag at the start: where the bowl is steepest,
# the steps are nearly too long.</figcaption>
# </figure>
#
# Neighbouring pixels of a photograph are mostly alike. So weights side by side can trade places at
# little cost: make one larger and its neighbour smaller by as much, and the outputs hardly change. In
# that direction the bowl is nearly flat, and on flat ground steps are short.
#
# <!-- was: listing-other-filters listing-where-it-cannot-work -->
#
# ## Make neighbours unlike
#
# If alike neighbours are the trouble, make them unlike. A [Laplacian](../filter.md#laplacian) subtracts
# from each pixel what its neighbours say already. Use it on the photograph *and* on the wanted outputs.
# Two convolutions may change places, so the unknown filter still leads from the one to the other.

# %%
laplacian = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
sharp, sharp_wanted = conv2d(photo, laplacian), conv2d(wanted, laplacian)
print("still the same filter:", np.allclose(conv2d(sharp, SOBEL), sharp_wanted))


def likeness(image):
    return np.corrcoef(image[:, 1:].ravel(), image[:, :-1].ravel())[0, 1]


print(f"neighbours' correlation {likeness(photo):.2f} before, {likeness(sharp):.2f} after")

# %% [markdown]
# A correlation of one would say that neighbours are always alike, one of zero that they have nothing to
# do with each other. How many steps does the descent need now, until no weight is off by more than a
# hundredth?


# %%
def steps_needed(learned, target):
    off = np.abs(learned.kernels - target).max(axis=(1, 2))
    return int(np.argmax(off < 0.01))


quick = learn_filter(sharp, sharp_wanted, steps=200, seed=0)
print("photograph", steps_needed(learned, SOBEL), "steps")
print("Laplacian ", steps_needed(quick, SOBEL), "steps")

# %% [markdown]
# The loop and the filter are the same ones. Only the shape of the bowl is another: rounder, where it
# was a long narrow valley.
#
# ## With noise in the wanted outputs
#
# Suppose the wanted outputs were measured, with errors. Does the filter still come out? And which of
# the two ways stands the errors better?

# %%
rng = np.random.default_rng(2)
for noise in (0.0, 0.5, 2.0):
    measured = wanted + noise * rng.normal(size=wanted.shape)
    slow = learn_filter(photo, measured, steps=15_000, seed=0).kernel
    fast = learn_filter(sharp, conv2d(measured, laplacian), steps=200, seed=0).kernel
    print(f"noise {noise:.1f}: off by {np.abs(slow - SOBEL).max():.3f},"
          f" with the Laplacian by {np.abs(fast - SOBEL).max():.3f}")

# %% [markdown]
# Nine weights have to fit more than a hundred thousand wanted outputs, so the weights are off by
# much less than these. The Laplacian has its price: it takes differences, and a difference has the
# noise of all pixels that it is made of.
#
# ## Remember
#
# - Where neighbouring pixels are alike, the bowl is a long valley and descent is slow.
# - The same change made to the image and to the wanted outputs leaves the filter and can make the bowl
#   rounder.
# - What the image cannot tell apart, no descent can find: see
#   [identifiable](../learning.md#identifiable).
#
# ## Check yourself
#
# ??? question "What does the filter know after fifty steps?"
#     Its weights are not right yet, but the signs of the left and the right column are.

# %% tags=["answer"]
print(np.sign(learned.kernels[50].sum(axis=0))[[0, 2]], np.sign(SOBEL.sum(axis=0))[[0, 2]])

# %% [markdown]
# ??? question "What if the mean stays in the pixels?"
#     The descent is slower still: the mean makes all pixels alike, and the bowl has one very steep
#     direction. After as many steps the weights are not yet there.

# %% tags=["answer"]
plain = learn_filter(grey, conv2d(grey, SOBEL), steps=15_000, seed=0)
print(f"off by {np.abs(plain.kernel - SOBEL).max():.3f}")
print(f"and without the mean by {np.abs(learned.kernel - SOBEL).max():.3f}")

# %% [markdown]
# ??? question "Does the start matter?"
#     Not on the photograph: the loss is a bowl with one lowest point.

# %% tags=["answer"]
ends = [learn_filter(photo, wanted, steps=15_000, seed=seed).kernel for seed in range(3)]
print(np.ptp(ends, axis=0).max().round(6) + 0.0)

# %% [markdown]
# ??? question "What is learned if the wanted outputs come from a filter of side five?"
#     Nearly the best filter of side three for this image. It cannot be exact, so the loss stays
#     above zero.

# %% tags=["answer"]
large = np.outer([1, 4, 6, 4, 1], [1, 2, 0, -2, -1]) / 8
best = learn_filter(photo[1:-1, 1:-1], conv2d(photo, large), 3, steps=2_000, seed=0)
print(best.kernel.shape, best.losses[-1] > 0.1)
