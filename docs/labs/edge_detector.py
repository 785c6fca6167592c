# ---
# title: Learn an edge detector
# question: Can a filter be found from the outputs it should give?
# description: Gradient descent on the nine weights of one filter finds Sobel's, Scharr's and a slanted edge detector again, from the photograph of a cat.
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # From the cat and its edges, the filter comes back
#
# [Learning an edge detector](../learning.md) explains how nine weights are found by
# [gradient descent](../learning.md#gradient-descent). This lab lets you do it, on the photograph: change
# a number and run it again. You need this file, `convdemo`, scikit-image and matplotlib.

# %%
import matplotlib.pyplot as plt
import numpy as np
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import SCHARR, SOBEL, conv2d, edge_filter, identifiability, learn_filter, stripe_image

grey = rgb2gray(cat())
photo = (grey - grey.mean()) / grey.std()
print(photo.shape, f"mean {abs(photo.mean()):.1f}, deviation {photo.std():.1f}")

# %% [markdown]
# The photograph's mean was subtracted, and the rest divided by its deviation. That changes nothing
# that matters here, but the descent gets along much faster.
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
# Start with small random weights. Each step compares our output with the wanted one and moves every
# weight against its [gradient](../backward.md#gradient).

# %%
learned = learn_filter(photo, wanted, steps=15_000, seed=0)
print("learning rate", round(learned.rate, 4))
for step in (0, 10, 100, 1_000, 15_000):
    print(f"after {step:6,} steps, the farthest weight is off by "
          f"{np.abs(learned.kernels[step] - SOBEL).max():.3f}")
print((learned.kernel.round(3) + 0.0))

# %% [markdown]
# Sobel's filter, from nothing but its outputs. How the weights got there:

# %%
steps = np.unique(np.geomspace(1, 15_000, 120).astype(int))
figure, axis = plt.subplots()
for row, style in enumerate(("-", "--", ":")):
    for column in range(3):
        axis.plot(steps, learned.kernels[steps, row, column], style, color=f"C{column}")
axis.set(xscale="log", xlabel="step", ylabel="weight");

# %% [markdown]
# <figure markdown>
# ![Nine lines over the number of steps on a logarithmic scale. After a hundred steps they have
# split into three groups; then they creep to their final values.](output)
# <figcaption markdown>**The direction is found soon, the fine detail takes thousands of steps.** The
# nine weights; solid, dashed and dotted are the first, second and third row of the filter.</figcaption>
# </figure>
#
# Neighbouring pixels of a photograph are mostly alike. So weights side by side can trade places at
# little cost, and the descent is slow to tell them apart.
#
# ## Other filters
#
# The same loop, other wanted outputs:

# %%
angle = 70
targets = {"Sobel": SOBEL, "Scharr": SCHARR, f"{angle} degrees": edge_filter(angle)}
for name, kernel in targets.items():
    found = learn_filter(photo, conv2d(photo, kernel), steps=15_000, seed=1).kernel
    print(f"{name:10} off by {np.abs(found - kernel).max():.6f}")
    print(found.round(2) + 0.0)

# %% [markdown]
# The slanted filter, which the article calls difficult to find, costs the descent hardly more than
# the others.
#
# ## With noise in the wanted outputs
#
# Suppose the wanted outputs were measured, with errors. The filter still comes out, a little off.

# %%
rng = np.random.default_rng(2)
for noise in (0.0, 0.5, 2.0):
    measured = wanted + noise * rng.normal(size=wanted.shape)
    found = learn_filter(photo, measured, steps=15_000, seed=0).kernel
    print(f"noise {noise:.1f}: off by {np.abs(found - SOBEL).max():.3f}")

# %% [markdown]
# Nine weights have to fit more than a hundred thousand wanted outputs, so the weights are off by
# much less than these. A plain average over so many would be off by less still: where neighbouring
# pixels are alike, small errors in the outputs allow larger ones in the weights.
#
# ## Where it cannot work
#
# On stripes all rows are alike. Only the sum of each column of the filter matters, and many filters
# share the same sums. The loss goes to zero and the filter is still wrong.

# %%
stripes = stripe_image(16) / 10
found = learn_filter(stripes, conv2d(stripes, SOBEL), steps=15_000, seed=0)
print(f"loss {found.losses[-1]:.6f}, off by {np.abs(found.kernel - SOBEL).max():.1f}")
print("column sums", found.kernel.sum(axis=0).round(3) + 0.0, "wanted", SOBEL.sum(axis=0))
for name, image in (("photo", photo), ("stripes", stripes)):
    ranks = identifiability(image)
    print(f"{name:8} settles {ranks.rank} of {ranks.unknowns} unknowns")

# %% [markdown]
# ## Remember
#
# - An image and the wanted outputs are enough to find the filter, if the image is rich enough.
# - What the image cannot tell apart, no descent can find: see
#   [identifiable](../learning.md#identifiable).
# - The same loop, with many filters and layers, trains a whole network.
#
# ## Check yourself
#
# ??? question "What does the filter know after fifty steps?"
#     Its weights are not right yet, but the signs of the left and the right column are.

# %% tags=["answer"]
print(np.sign(learned.kernels[50].sum(axis=0))[[0, 2]], np.sign(SOBEL.sum(axis=0))[[0, 2]])

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
