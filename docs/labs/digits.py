# ---
# title: ConvNet against multilayer perceptron
# question: Given as many parameters, what does a ConvNet know that a multilayer perceptron does not?
# description: A small ConvNet and a multilayer perceptron of the same size, trained in plain NumPy on handwritten digits and tested on digits that moved.
# modules: training
# jupyter:
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # The same parameters, shared, cope better with a shift
#
# The chapter [Why convolution?](../why.md) argues that a convolution finds a feature wherever it
# stands. This lab puts that to two tests. Two [networks](../convolution.md#network) with the same
# number of parameters learn to read the same handwritten digits. First the digits move, and we
# count who still reads them. Then digits stand anywhere on a larger image from the start.

# %%
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from convdemo import (
    HORIZONTAL, VERTICAL,
    Conv2d, Dense, Flatten, MaxPool2d, Network, ReLU,
    shift, softmax_cross_entropy, summarize,
)

# The matrices are small: two threads would wait for each other.
threadpool_limits(1)

digits = load_digits()
images = (digits.images / 16)[..., np.newaxis]  # ink from 0 to 1
labels = digits.target
print("images", images.shape, "labels", labels.shape)
for name, row in (("top", 0), ("bottom", -1)):
    print("with ink at the", name, np.any(images[:, row] > 0, axis=(1, 2)).sum())

# %% [markdown]
# The images come with scikit-learn
# ([Alpaydin and Kaynak, 1998](../reference/bibliography.md#alpaydin1998)).<!-- = cite.alpaydin1998 -->
# Each is a digit on 8 × 8 pixels, and all of them touch the border at the top and at the
# bottom.<!-- = images.shape[1:3] -->

# %%
figure, axes = plt.subplots(2, 5, figsize=(6.667, 2.9))
for axis, image in zip(axes.flat, images, strict=False):
    axis.imshow(1 - image[..., 0], cmap="gray", vmin=0, vmax=1)
    axis.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![Ten small grey images of handwritten digits, zero to nine, so coarse that single pixels can be
# seen.](output)
# <figcaption markdown>**The first ten images.** A digit fills its frame, so a shift up or down by two
# pixels cuts part of it off.</figcaption>
# </figure>
#
# ## Two networks of one size
#
# The ConvNet has two [convolution layers](../layer.md), each followed by a
# [ReLU](../convolution.md#relu), which sets negative numbers to zero, and by
# [max pooling](../pooling.md#max-pooling). Then its volume is [flattened](../layer.md#flatten), and a
# [dense layer](../convolution.md#dense-layer) makes ten [scores](../why.md#score) of it, one for each
# digit. The largest score is what the network reads. The multilayer perceptron has one dense layer and a
# ReLU between its input and its scores. Their sizes were chosen so that the numbers of
# [parameters](../convolution.md#parameter) are not nearly but exactly equal.

# %%
convnet = [
    Conv2d(11, 3, padding="same"), ReLU(), MaxPool2d(2),
    Conv2d(11, 3, padding="same"), ReLU(), MaxPool2d(2),
    Flatten(), Dense(10),
]
mlp = [Flatten(), Dense(22), ReLU(), Dense(10)]
NETWORKS = {"ConvNet": convnet, "Multilayer perceptron": mlp}

print(summarize(convnet, (8, 8, 1)))
print()
print(summarize(mlp, (8, 8, 1)))

# %% [markdown]
# Equal in parameters is not equal in work: the column of multiply-adds shows that the ConvNet uses
# each of its weights many times. That is what [sharing](../why.md#parameter-sharing) means.
#
# ## One way to train both
#
# Both learn in the same way, by [gradient descent](../learning.md#gradient-descent). The
# [loss](../learning.md#loss) is small if the score of the right digit stands out:
# [softmax](../backward.md#softmax) makes probabilities of the ten scores, which add up to one, and the loss is
# minus the logarithm of that of the right digit. It is
# computed on a small [batch](../forward.md#batch) of images at a time. With
# [momentum](../backward.md#momentum) a step keeps a part of the step before, as a ball that rolls. One pass over all images is an
# [epoch](../why.md#epoch); both networks get as many, with one
# [learning rate](../learning.md#learning-rate). Half or twice the rate changes little for either. A seed decides
# everything that is drawn: which images are for the test, the first weights, and the order of the
# batches.

# %%
TEST, BATCH, PASSES, RATE, MOMENTUM = 500, 50, 25, 0.02, 0.9


def train(layers, seed, images=images, passes=PASSES, rate=RATE):
    """A trained network, which images it has never seen, and its loss in each epoch."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(images))
    seen, unseen = order[TEST:], order[:TEST]
    network = Network(layers, images.shape[1:], seed=seed)
    losses = []
    for _ in range(passes):
        rng.shuffle(seen)
        epoch = []
        for start in range(0, len(seen), BATCH):
            batch = seen[start : start + BATCH]
            output = network.forward(images[batch])
            loss, grad = softmax_cross_entropy(output, labels[batch])
            network.backward(grad)
            network.step(rate, momentum=MOMENTUM)
            epoch.append(loss)
        losses.append(np.mean(epoch))
    return network, unseen, losses


first = {name: train(layers, 0) for name, layers in NETWORKS.items()}

# %%
figure, axis = plt.subplots()
for (name, (_, _, losses)), style in zip(first.items(), ("-", "--"), strict=True):
    axis.plot(range(1, PASSES + 1), losses, style, label=name)
axis.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
axis.legend();

# %% [markdown]
# <figure markdown>
# ![Two curves fall steeply in the first few epochs and then slowly towards zero. The ConvNet's starts
# higher and ends lower.](output)
# <figcaption markdown>**Both losses fall, the ConvNet's lower in the end.** The mean loss of each epoch, for
# the first seed, on the images that are learned from.</figcaption>
# </figure>
#
# ## What the ConvNet has learned
#
# Its first layer began as eleven filters of small random numbers. Nobody told it what to look
# for.

# %%
network, unseen, _ = first["ConvNet"]
kernels = network.weights[0][:, :, 0]


def like(wanted):
    """Which filter is most like one of ours, and how much: 1 is equal up to a factor."""
    sides = np.tensordot(wanted, kernels, 2) / np.linalg.norm(kernels, axis=(0, 1))
    best = abs(sides).argmax()
    return best, sides[best] / np.linalg.norm(wanted)


for name, wanted in (("vertical", VERTICAL), ("horizontal", HORIZONTAL)):
    best, alike = like(wanted)
    print(f"most like the {name} filter, by {alike:.2f}:")
    print(kernels[:, :, best].round(1))

# %% [markdown]
# Our own [edge filters](../filter.md) are not in it to the letter, but what they do is: the first of these is
# positive at its left and negative at its right, the second negative at its top and positive at its bottom. A
# likeness of one is our filter up to a factor, and below zero it is the negative. Now put an unseen seven through the
# network, and look at the five maps of each layer in which most was found.

# %%
def volumes(image):
    """What each layer makes of one image."""
    signal, found = image[np.newaxis], []
    parts = zip(network.layers, network.weights, network.biases, strict=True)
    for layer, weights, bias in parts:
        signal = layer.forward(signal, weights, bias)
        found.append(signal[0])
    return found


SHOWN = 5
seven = images[unseen][labels[unseen] == 7][0]
after = volumes(seven)
figure, axes = plt.subplots(3, SHOWN + 1, figsize=(6.667, 3.6))
for axis in axes.flat:
    axis.set_axis_off()
axes[1, 0].imshow(seven[..., 0], cmap="gray", vmin=0, vmax=1)
first_maps, second_maps = after[1], after[4]
most = [maps.max(axis=(0, 1)).argsort()[::-1] for maps in (first_maps, second_maps)]
for at in range(SHOWN):
    one, two = most[0][at], most[1][at]
    top = abs(kernels[:, :, one]).max()
    axes[0, at + 1].imshow(kernels[:, :, one], cmap="gray", vmin=-top, vmax=top)
    axes[1, at + 1].imshow(first_maps[..., one], cmap="gray", vmin=0)
    axes[2, at + 1].imshow(second_maps[..., two], cmap="gray", vmin=0)

# %% [markdown]
# <figure markdown>
# ![Three rows of grey images. Above, five filters of three by three cells, some with a bright and a dark
# side. In the middle a white seven and five maps of it, in which its bar, its stroke or their borders
# are bright. Below, five coarse maps with a few bright cells.](output)
# <figcaption markdown>**From the image to what was found in it.** Above, filters of the first layer, on
# middle grey: bright for a positive weight, dark for a negative one. In the middle, the seven and the map
# that each of these filters makes of it. Below, maps of the second layer: each of them rests on all maps of
# the first.</figcaption>
# </figure>
#
# For some of these filters we have no name. And where is the network wrong? These are unseen digits that it
# read as something else.

# %%
read = network.forward(images[unseen]).argmax(axis=1)
wrong = np.flatnonzero(read != labels[unseen])
print(len(wrong), "of", len(unseen), "read wrongly")
figure, axes = plt.subplots(2, 5, figsize=(6.667, 3.4))
for axis, i in zip(axes.flat, wrong, strict=False):
    axis.imshow(1 - images[unseen[i], ..., 0], cmap="gray", vmin=0, vmax=1)
    axis.set_title(f"{labels[unseen[i]]}, read {read[i]}", fontsize=14)
    axis.set_axis_off()

# %% [markdown]
# <figure markdown>
# ![Ten grey images of handwritten digits, each with what it is and what the network read in it. Most are
# drawn thickly, cut off or closed up.](output)
# <figcaption markdown>**Some wrong readings.** Above each image what it is, and what the ConvNet
# read.</figcaption>
# </figure>
#
# Was it sure? Here are the probabilities that softmax makes of the ten scores, for the seven above and for the
# first of these images.

# %%
figure, axes = plt.subplots(1, 2, figsize=(6.667, 2.6), sharey=True)
for axis, image in zip(axes, (seven, images[unseen[wrong[0]]]), strict=True):
    scores = volumes(image)[-1]
    print("scores", scores.round(1))
    probabilities = np.exp(scores) / np.exp(scores).sum()
    axis.bar(range(10), probabilities)
    axis.set(xlabel="digit", xticks=range(10), ylim=(0, 1))
axes[0].set_ylabel("probability")
axes[0].set_title("a seven")
axes[1].set_title("the first above");

# %% [markdown]
# <figure markdown>
# ![Two charts of ten bars, one bar for each digit. At the left the seven has a probability of nearly one. At
# the right it is split, and the largest part is that of a wrong digit.](output)
# <figcaption markdown>**The probabilities of the digits, sure and not so sure.** The largest score gets the
# largest one, right or wrong.</figcaption>
# </figure>
#
# ## Three tests
#
# The test images are shown straight, then shifted by one pixel, then by two: up, down, left and
# right. No network saw a shifted image while it learned. What a shift pushes over the border is
# gone, so some wrong readings are nobody's fault. How much ink is lost?


# %%
MOVES = {
    0: [(0, 0)],
    1: [(-1, 0), (1, 0), (0, -1), (0, 1)],
    2: [(-2, 0), (2, 0), (0, -2), (0, 2)],
}


def accuracy(network, chosen, distance, images=images):
    """The share read rightly of the chosen images, over all moves."""
    right = []
    for move in MOVES[distance]:
        read = network.forward(shift(images[chosen], *move)).argmax(axis=1)
        right.append(read == labels[chosen])
    return np.mean(right)


for distance, moves in MOVES.items():
    kept = np.mean([shift(images, *move).sum() for move in moves])
    lost = 1 - kept / images.sum()
    print(f"moved by {distance}: {lost:5.1%} of the ink is lost")

# %% [markdown]
# ## The run
#
# One seed proves nothing, so there are several. The networks of one seed get the same images.

# %%
SEEDS = range(6)


def examine(name, seed):
    network, unseen, _ = first[name] if seed == 0 else train(NETWORKS[name], seed)
    return [accuracy(network, unseen, distance) for distance in MOVES]


results = {
    name: np.array([examine(name, seed) for seed in SEEDS]) for name in NETWORKS
}
for name, found in results.items():
    print(f"{name:21}  straight  by one  by two")
    for seed, values in zip(SEEDS, found, strict=True):
        print(f"   seed {seed:<13} ", *(f"{value:8.1%}" for value in values))

# %% [markdown]
# ## What came out
#
# The mean over the seeds, and after the ± the standard deviation from seed to seed. The chapter
# shows this table too.

# %% tags=["results"]
def line(name, size, values):
    pairs = zip(values.mean(axis=0), values.std(axis=0, ddof=1), strict=True)
    cells = [f"{100 * mean:.1f} ± {100 * spread:.1f}" for mean, spread in pairs]
    return " | ".join(["", name, size, *cells, ""]).strip().replace("-", "−")


lines = [
    "| read rightly, in percent | parameters "
    "| straight | moved by one | moved by two |",
    "| --- | ---: | ---: | ---: | ---: |",
]
for name, found in results.items():
    size = summarize(NETWORKS[name], images.shape[1:]).parameters
    lines.append(line(name, f"{size:,}", found))
lines.append(line("Difference", "", results["ConvNet"] - results["Multilayer perceptron"]))
display(Markdown("\n".join(lines)))

# %%
figure, axis = plt.subplots()
for name, style in (("ConvNet", "-o"), ("Multilayer perceptron", "--s")):
    percent = 100 * results[name]
    mean, spread = percent.mean(axis=0), percent.std(axis=0, ddof=1)
    axis.errorbar(list(MOVES), mean, spread, fmt=style, label=name)
axis.set(xlabel="shift in pixels", ylabel="read rightly, in percent")
axis.set(xticks=list(MOVES), ylim=(0, 100))
axis.legend();

# %% [markdown]
# <figure markdown>
# ![Two falling lines over the shift in pixels. They start together near the top; at a shift by one
# pixel the multilayer perceptron's has fallen much farther than the ConvNet's, and at two pixels both
# are low, the multilayer perceptron's about where guessing is.](output)
# <figcaption markdown>**On straight digits the two are rivals, on shifted ones they are not.** Means
# over the seeds; the bars are one standard deviation each way.</figcaption>
# </figure>
#
# Read it soberly. On digits that stand where they always stood, both networks do well, and the
# multilayer perceptron needs no convolution for that. After a shift by one pixel both lose, and the
# multilayer perceptron loses far more. After two pixels both are bad, the multilayer perceptron
# about as bad as a guess, and the ConvNet is wrong most of the time too.
#
# So a convolution does not make a network *invariant*. It is equivariant, away from the border, and
# each pooling forgives a little; but the dense layer at the end looks at fixed places, like the multilayer
# perceptron. What the ConvNet has is a head start.
#
# ## The same digits, anywhere
#
# Until here each digit filled its frame, and all stood alike. In most photographs things stand
# anywhere. So put each digit at a random place of a larger image. Now training and test are of one
# kind: no network is asked for something that it has not been shown.

# %%
SIDE, EPOCHS, FASTER = 16, 15, 0.1


def scattered(seed):
    """Each digit at a place of its own, drawn by chance."""
    rng = np.random.default_rng(seed)
    field = np.zeros((len(images), SIDE, SIDE, 1))
    places = rng.integers(0, SIDE - images.shape[1] + 1, (len(images), 2))
    for large, small, (row, col) in zip(field, images, places, strict=True):
        large[row : row + small.shape[0], col : col + small.shape[1]] = small
    return field


# %%
figure, axes = plt.subplots(1, 5, figsize=(6.667, 1.5))
for axis, image in zip(axes.flat, scattered(0), strict=False):
    axis.imshow(1 - image[..., 0], cmap="gray", vmin=0, vmax=1)
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_visible(True)

# %% [markdown]
# <figure markdown>
# ![Five larger images, framed, with a digit from zero to four in each, here at the top, there at the
# bottom, left or right.](output)
# <figcaption markdown>**The first five digits, each at a place drawn by chance.** Nothing is cut
# off.</figcaption>
# </figure>
#
# The ConvNet gets one change besides: its last pool is [global](../pooling.md#global-pooling), so its dense
# layer no longer looks at fixed places. One multilayer perceptron has a few parameters more than the
# ConvNet. Another has more than twenty times as many, and learns for more epochs. Each learns at the rate
# that did best for it on the first seed, of four that were tried.

# %%
anywhere = {
    "ConvNet, global pool": (EPOCHS, RATE, [
        Conv2d(12, 3, padding="same"), ReLU(), MaxPool2d(2),
        Conv2d(24, 3, padding="same"), ReLU(), MaxPool2d(SIDE // 2),
        Flatten(), Dense(10),
    ]),
    "Multilayer perceptron": (EPOCHS, FASTER, [Flatten(), Dense(12), ReLU(), Dense(10)]),
    "A larger one": (3 * EPOCHS, FASTER, [Flatten(), Dense(256), ReLU(), Dense(10)]),
}


def read_anywhere(layers, epochs, rate, seed):
    """The shares read rightly, of the images learned from and of the unseen ones."""
    field = scattered(seed)
    network, unseen, _ = train(layers, seed, field, epochs, rate)
    right = network.forward(field).argmax(axis=1) == labels
    new = np.isin(np.arange(len(labels)), unseen)
    return right[~new].mean(), right[new].mean()


found_anywhere = {
    name: np.array([read_anywhere(layers, epochs, rate, seed) for seed in SEEDS[:4]])
    for name, (epochs, rate, layers) in anywhere.items()
}

# %% tags=["anywhere"]
lines = [
    "| read rightly, in percent | parameters | learned from | unseen |",
    "| --- | ---: | ---: | ---: |",
]
for name, found in found_anywhere.items():
    size = summarize(anywhere[name][-1], (SIDE, SIDE, 1)).parameters
    lines.append(line(name, f"{size:,}", found))
display(Markdown("\n".join(lines)))

# %% [markdown]
# Here the ConvNet wins clearly: the same digits at the same places, and fewer parameters. Its filters learn a
# stroke once, from all places where it stood. The multilayer perceptron must learn it at each place
# again, and has seen few digits at each. With many more parameters it knows the images that it learned
# from by heart, and still reads far fewer of the new ones.
#
# ## The assumption can be wrong
#
# A convolution assumes that neighbours belong together. Take that away: shuffle the pixels of all
# images, in one and the same way. Nothing is lost, and a multilayer perceptron cannot even notice.

# %%
pixels = np.random.default_rng(0).permutation(64)
mixed = images.reshape(-1, 64)[:, pixels].reshape(images.shape)
for name, layers in NETWORKS.items():
    trained = [train(layers, seed, mixed) for seed in SEEDS[:3]]
    shuffled = [accuracy(network, unseen, 0, mixed) for network, unseen, _ in trained]
    straight = results[name][:3, 0]
    print(f"{name:21}  in order {np.mean(straight):.1%},",
          f"shuffled {np.mean(shuffled):.1%}")

# %% [markdown]
# The ConvNet reads fewer of them now, with the same layers and the same number of parameters. For
# the multilayer perceptron nothing has changed but luck. The ConvNet's advantage was not a matter of
# size. It was an assumption about images, and a true one.
#
# ## Remember
#
# - Where each digit fills its frame, a ConvNet reads about as well as a multilayer perceptron with as many
#   parameters. On shifted digits, which neither has seen, it reads far more of them; it is not invariant.
# - Where digits stand anywhere, and its last pool is global, it reads nearly all of them, and the
#   multilayer perceptron few.
# - The gain comes from an assumption: neighbours belong together, and place does not matter.
#
# ## Check yourself
#
# ??? question "Could the multilayer perceptron learn to read shifted digits too?"
#     Yes, if it is shown some. Here each batch is moved at random, by a pixel at most in each direction.
#     Now the multilayer perceptron reads far more shifted digits than the ConvNet above, which had seen
#     none. It pays with more passes, and with its score on straight digits.

# %% tags=["answer"]
def moved(x, rng):
    return shift(x, *rng.integers(-1, 2, size=2))


rng = np.random.default_rng(0)
network = Network(mlp, images.shape[1:], seed=0)
_, unseen, _ = train(mlp, 0)
seen = np.setdiff1d(np.arange(len(images)), unseen)
for _ in range(3 * PASSES):
    rng.shuffle(seen)
    for start in range(0, len(seen), BATCH):
        batch = seen[start : start + BATCH]
        output = network.forward(moved(images[batch], rng))
        _, grad = softmax_cross_entropy(output, labels[batch])
        network.backward(grad)
        network.step(RATE, momentum=MOMENTUM)
for distance in (0, 1):
    print(f"moved by {distance}: {accuracy(network, unseen, distance):.1%}")

# %% [markdown]
# ??? question "How many multiply-adds does each parameter do, in either network?"
#     In the multilayer perceptron each weight is used once for an image. In the ConvNet a filter's weight
#     is used at every position.

# %% tags=["answer"]
for name, layers in NETWORKS.items():
    cost = summarize(layers, (8, 8, 1))
    print(f"{name:21} {cost.macs / cost.parameters:.1f}")

# %% [markdown]
# ??? question "Which digit does the multilayer perceptron take a shifted digit for?"
#     Here is what it reads in all unseen sevens, straight and moved to the right by one pixel: how often
#     each digit, from zero to nine.

# %% tags=["answer"]
network, unseen, _ = train(mlp, 0)
sevens = unseen[labels[unseen] == 7]
for name, by in (("straight", 0), ("moved", 1)):
    read = network.forward(shift(images[sevens], 0, by)).argmax(axis=1)
    print(f"{name:8}", np.bincount(read, minlength=10))
