# ---
# title: Larger than memory
# question: How do you filter an image that no single machine can hold?
# description: An image is cut into blocks that are filtered apart, on threads and on a small cluster. What neighbours must exchange is the padding of this book.
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What neighbours exchange is padding
#
# An image that is too large for one machine is cut into blocks, and each machine takes some. That
# suits a convolution: an output needs its [window](../convolution.md#window) and nothing else. Only
# at the cuts does a window reach into a neighbour's block. This lab asks what has to cross there,
# counts it, and checks that the blocks together give one machine's output, to the last digit.

# %%
import tracemalloc

import dask.array as da
import matplotlib.pyplot as plt
import numpy as np
from dask.distributed import Client, LocalCluster, wait
from matplotlib.patches import Rectangle
from skimage.color import rgb2gray
from skimage.data import cat

from convdemo import SOBEL, VERTICAL, conv2d, edge_image, pad

# %% [markdown]
# ## By hand: one cut
#
# Here is the small image of the chapter [What is a filter?](../filter.md), and its output. Zeros
# stand around the image, so that the output has its size.

# %%
small = edge_image()
wanted = conv2d(small, VERTICAL, padding=1)
print(wanted)

# %% [markdown]
# Cut the image in the middle and filter the halves apart, each with zeros around it. Along the cut a
# column of outputs is wrong: its windows saw zeros where the bright half stands. The column on the
# cut's other side is right by luck, because its neighbours happen to be zeros.

# %%
left, right = small[:, :3], small[:, 3:]
apart = np.hstack([conv2d(half, VERTICAL, padding=1) for half in (left, right)])
print(apart)
print("columns that differ:", np.flatnonzero((apart != wanted).any(axis=0)))

# %% [markdown]
# Each half lacks one column: the one on the other side of the cut. Give it that column in place of
# the zeros, and the halves are right.

# %%
left_sees = np.hstack([left, right[:, :1]])
right_sees = np.hstack([left[:, -1:], right])
# Zeros on three sides; on the fourth stands the neighbour's column.
sides = ((1, 1), (1, 0)), ((1, 1), (0, 1))
joined = np.hstack([
    conv2d(half, VERTICAL, padding=side)
    for half, side in zip((left_sees, right_sees), sides, strict=True)
])
print("equal:", np.array_equal(joined, wanted))

# %% [markdown]
# People who compute on many machines call the borrowed pixels a *halo*. Its width is how far a window
# reaches beyond its middle, and that is the [padding](../padding.md#padding) which keeps the size,
# $p = (f - 1) / 2$.<!-- = 1, 2 -->
# Padding *is* a halo, where there is no neighbour to ask.

# %%
grey = (255 * rgb2gray(cat())).round().astype(np.uint8)
block, reach = 100, 14  # a halo wide enough to be seen
figure, axis = plt.subplots(figsize=(6.667, 4.5))
axis.imshow(grey, cmap="gray", vmin=0, vmax=255)
for cut in range(block, 451, block):
    axis.axvline(cut - 0.5, color="white", linewidth=1)
for cut in range(block, 300, block):
    axis.axhline(cut - 0.5, color="white", linewidth=1)
for grow, style in ((0, "-"), (reach, "--")):
    corner = 2 * block - grow - 0.5, block - grow - 0.5
    box = Rectangle(corner, block + 2 * grow, block + 2 * grow)
    box.set(fill=False, edgecolor="#ff9d63", linewidth=3, linestyle=style)
    axis.add_patch(box)
axis.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![The cat's photograph in grey, cut into square blocks by thin white lines. One block in the middle has
# a thick frame, and around it a dashed frame that reaches a little into all its neighbours.](output)
# <figcaption markdown>**A block, and what it has to see.** The solid frame is one block; the dashed one
# holds its halo too, much wider here than a filter of three by three needs.</figcaption>
# </figure>
#
# ## The same few lines for any number of blocks
#
# [Dask](../reference/bibliography.md#rocklin2015) cuts an array into blocks and works on them when it
# is asked for a result. Its `map_overlap` gives each block a halo of the width `depth`, and at the
# outer border it pads. All that we add is one line.

# %%
def filtered(image, boundary=0):
    return image.map_overlap(
        conv2d, kernel=SOBEL, depth=1, boundary=boundary, trim=False,
        dtype=np.int64,
    )


image = np.tile(grey, (4, 4))  # a wall of cats that still fits
blocks = da.from_array(image, chunks=(600, 451))
print("image", image.shape)
print(blocks.numblocks, "blocks of", blocks.chunksize)

# %% [markdown]
# First on threads of this machine. The output of one machine, without blocks, is the judge. The
# image holds whole numbers, so equal means equal.

# %%
whole = conv2d(image, SOBEL, padding=1)
on_threads = filtered(blocks).compute(scheduler="threads")
print("equal:", np.array_equal(on_threads, whole))

# %% [markdown]
# All of the book's padding modes but one are there too, under other names. That one is a trap: what
# Dask calls reflect repeats the border pixel, and NumPy calls that symmetric.

# %%
NAMES = {
    "constant": 0,
    "edge": "nearest",
    "wrap": "periodic",
    "symmetric": "reflect",
}
for ours, theirs in NAMES.items():
    in_blocks = filtered(blocks, theirs).compute(scheduler="threads")
    padded = np.pad(image, 1, mode=ours)
    same = np.array_equal(in_blocks, conv2d(padded, SOBEL))
    print(f"np.pad {ours:9} is Dask {theirs!r:10} {same}")

# %% [markdown]
# ## On a cluster
#
# A Dask cluster has a scheduler, which plans, and workers, which compute and send each other what
# they need. The cluster below has two workers. They live in this one process, so that the lab starts
# fast, but they share no data: everything between them is packed, sent over a socket of this
# machine and unpacked. With workers on other machines the lines would be the same; `Client` would get the
# scheduler's address.

# %%
cluster = LocalCluster(
    n_workers=2, threads_per_worker=1, processes=False,
    protocol="tcp://", host="127.0.0.1",
    dashboard_address="127.0.0.1:0",  # 0: any port that is free
)
client = Client(cluster)
on_cluster = filtered(blocks).compute()
print("workers", len(cluster.workers))
print("equal:", np.array_equal(on_cluster, whole))

# %% [markdown]
# ## What crosses
#
# The scheduler is free to put each block where it likes, and to move one if it thinks that this pays.
# To count what *must* cross, we give each worker one half of the image and write the exchange out.

# %%
workers = list(cluster.workers.values())
top_worker, bottom_worker = (worker.address for worker in workers)
top, bottom = np.vsplit(image, 2)
top_half = client.scatter(top, workers=[top_worker])
bottom_half = client.scatter(bottom, workers=[bottom_worker])


def last_row(half):
    return half[-1:]


def first_row(half):
    return half[:1]


def top_output(half, below):
    return conv2d(np.vstack([half, below]), SOBEL, padding=((1, 0), (1, 1)))


def bottom_output(half, above):
    return conv2d(np.vstack([above, half]), SOBEL, padding=((0, 1), (1, 1)))


from_top = client.submit(
    last_row, top_half, key="last row of the top", workers=[top_worker]
)
from_bottom = client.submit(
    first_row, bottom_half, key="first row of the bottom",
    workers=[bottom_worker],
)
parts = [
    client.submit(
        top_output, top_half, from_bottom, workers=[top_worker]
    ),
    client.submit(
        bottom_output, bottom_half, from_top, workers=[bottom_worker]
    ),
]
wait(parts)
rows = (from_top.key, from_bottom.key)
sent = {
    key: size
    for worker in workers
    for transfer in worker.transfer_outgoing_log
    for key, size in transfer["keys"].items()
    if key in rows
}
for key, size in sorted(sent.items()):
    print(f"{key:24} {size:6,} bytes crossed")
print(f"{'half an image':24} {top.nbytes:,} bytes stayed")
print("equal:", np.array_equal(np.vstack(client.gather(parts)), whole))

# %% [markdown]
# That is the workers' own account: one row of pixels each way, a byte for a pixel. Neither worker
# needed more of the other's half.
#
# What crosses grows with the *length of the cuts*, and the work with the *area* of the blocks. So the
# larger the blocks, the smaller the share. For any grid it can be read off the sizes: the blocks
# with their halos are larger than the padded image by just what is held more than once.

# %%
def halo(side):
    cut = da.from_array(image, chunks=(side, side))
    seen = da.overlap.overlap(cut, depth=1, boundary=0)
    return seen.nbytes - pad(image, 1).nbytes


for side in (100, 200, 400):
    share = halo(side) / image.nbytes
    print(f"blocks of {side} × {side}: {halo(side):6,} bytes of halo, {share:.1%}")

# %% [markdown]
# Done with the cluster, we close it.

# %%
client.close()
cluster.close()

# %% [markdown]
# ## Larger than memory
#
# Now a wall of cats for which we pretend to have no room: its output alone would take more than three
# times the memory that we allow ourselves. Nothing below ever holds it. Dask makes a block when a thread
# is free, filters it, counts its strong edges and forgets it.

# %%
ALLOWED = 100e6  # bytes
corner = da.from_array(np.tile(grey, (3, 3)), chunks=-1)
wall = da.tile(corner, (6, 6))
outputs = filtered(wall, "periodic")
print("wall", wall.shape)
print(f"its output {outputs.nbytes / 1e6:.0f} MB, allowed {ALLOWED / 1e6:.0f} MB")

tracemalloc.start()
strong = (abs(outputs) > 200).sum()
count = int(strong.compute(scheduler="threads", num_workers=2))
_, peak = tracemalloc.get_traced_memory()
tracemalloc.stop()
print(f"{count:,} strong edges")
print("stayed within the allowance:", peak < ALLOWED)

# %% [markdown]
# Is it right? Nobody can check it against the whole output, as nobody has that. But this wall is made
# of one cat again and again, and `"periodic"` makes it endless. So every cat has the same edges as one
# cat whose border wraps around.

# %%
endless = conv2d(pad(grey, 1, mode="wrap"), SOBEL)
one_cat = int((abs(endless) > 200).sum())
cats = wall.size // grey.size
print(f"{one_cat:,} × {cats} = {one_cat * cats:,}:", one_cat * cats == count)

# %% [markdown]
# ## Remember
#
# - A block needs its neighbours' border pixels, as many as the padding that keeps the size.
# - What must cross grows with the length of the cuts, the work with the area.
# - With whole numbers the blocks give one machine's output exactly, wherever they are computed.
#
# ## Check yourself
#
# ??? question "How wide is the halo for a filter of side seven, and with a dilation of two?"
#     As wide as the window reaches beyond its middle. Dilation pulls the window apart, and the halo
#     grows with it.

# %% tags=["answer"]
for dilation in (1, 2):
    print("dilation", dilation, "needs depth", dilation * (7 - 1) // 2)

# %% [markdown]
# ??? question "What if the halo is too narrow?"
#     Then the outputs at the cuts are wrong, and nothing warns you. Here the filter is five wide and the
#     halo one: the blocks pass for whole images with too little around them.

# %% tags=["answer"]
wide = np.ones((5, 5), dtype=np.int64)
exact = conv2d(image, wide, padding=2)
narrow = blocks.map_overlap(
    lambda block: conv2d(block, wide, padding=1),
    depth=1, boundary=0, trim=False, dtype=np.int64,
).compute(scheduler="threads")
print("same shape:", narrow.shape == exact.shape)
print("equal:", np.array_equal(narrow, exact))

# %% [markdown]
# ??? question "Two convolutions of three by three follow each other. What halo lets a block do both without asking again?"
#     Two pixels, the reach of the two together: the same as for one filter of five by five. See
#     [receptive field](../layer.md#receptive-field).

# %% tags=["answer"]
def twice(block):
    return conv2d(conv2d(block, SOBEL), SOBEL)


both = blocks.map_overlap(
    twice, depth=2, boundary="periodic", trim=False, dtype=np.int64
).compute(scheduler="threads")
print(np.array_equal(both, twice(pad(image, 2, mode="wrap"))))
