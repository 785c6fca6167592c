# ---
# title: $yaml_title
# question: What does a filter of equal weights make of a photograph?
# description: The mean over a window, on the photograph of a cat. Change the sides of the filter and run it again.
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # The wider the mean, the less is left to see
#
# A [filter](../filter.md) of equal weights that add up to one gives the mean of its window. You need
# this file, `convdemo`, scikit-image and matplotlib.

# %%
import matplotlib.pyplot as plt
import numpy as np
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import conv2d

photo = rgb2gray(cat())
print(photo.shape)

# %% [markdown]
# ## Three sides
#
# With one weight the mean is the pixel itself. Then each window takes in more of its neighbours.

# %%
sides = (1, 7, 21)
means = [conv2d(photo, np.full((side, side), 1 / side**2)) for side in sides]
figure, all_axes = plt.subplots(1, len(sides), figsize=(6.667, 1.8))
for axes, mean in zip(all_axes, means, strict=True):
    axes.imshow(mean[::2, ::2], cmap="gray", vmin=0, vmax=1)
    axes.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![The photograph of a cat, from left to right sharp, soft, and so blurred that the whiskers are
# gone.](output)
# <figcaption markdown>**Detail goes first, outlines last.** The mean over one pixel, over a small
# window and over a large one.</figcaption>
# </figure>
#
# ## Remember
#
# - A mean over a window keeps what is wider than the window, and loses what is finer.
#
# ## Check yourself
#
# ??? question "Does the mean over a window change how bright the image is on the whole?"
#     Hardly: each pixel is shared out among its neighbours, and little is lost at the border.

# %% tags=["answer"]
for side, mean in zip(sides, means, strict=True):
    print(side, f"{mean.mean():.2f}")
