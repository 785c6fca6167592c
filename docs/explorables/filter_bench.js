// The filter bench: a whole image filtered with named, steered or own weights, and the sum under the pointer.
import { button, choice, slider } from "./controls.js";
import { edge_filter } from "./convdemo.js";
import { controls, make } from "./elements.js";
import { ARROWS, Grid, sign } from "./grid.js";
import { FILTERS } from "./numbers.js";
import { clamp, number, products, within } from "./numerals.js";
import { edited, sized } from "./rows.js";
/** @import { Rows } from "./convdemo.js" */
/** @import { Context } from "./explorable.js" */

/** @typedef {typeof defaults} State */
/** @typedef {{ height: number, width: number, pixels: Float32Array, title: string }} Picture */

const CAT = { height: 300, width: 451 }; // to keep its room until it comes
const F = 3; // the side of a filter
const LARGEST = 999; // of its numbers
const TURN = 360;
const MEGAPIXELS = 50; // of an image that is read
const SIDE = 8192; // the longest of an image that is filtered, in pixels
const NAMES = {
  VERTICAL: "vertical (Prewitt)",
  HORIZONTAL: "horizontal",
  SOBEL: "Sobel",
  SCHARR: "Scharr",
  own: "your own",
};
/** @type {Record<string, (sum: number) => number>} */
const AFTER = { sign: (sum) => sum, absolute: Math.abs, relu: (sum) => Math.max(0, sum) };
const SHOWN = { sign: "with their sign", absolute: "absolute value", relu: "0 if below 0 (ReLU)" };
/** @type {Record<string, Rows>} */
const STEERED = FILTERS;

const defaults = { filter: "SOBEL", angle: 90, kernel: FILTERS.SOBEL, answers: "sign", place: [0, 0] };

/** @param {State} state */
function check({ filter, angle, kernel, answers, place }) {
  // The horizontal filter is the vertical one, steered to 0 degrees.
  const offered = Object.hasOwn(NAMES, filter) && filter !== "HORIZONTAL" && Object.hasOwn(AFTER, answers);
  const placed = place.length === 2 && place.every((at) => within(at, 0, SIDE));
  if (offered && placed && within(angle, 0, TURN) && sized(kernel, F, F, LARGEST)) return "";
  const numbers = `${F} × ${F} numbers from −${LARGEST} to ${LARGEST}`;
  return `it takes a filter that is offered or ${numbers}, a whole angle from 0 to ${TURN} and a place in the image.`;
}

/**
 * The nine numbers, in hundredths: what is seen is what counts.
 * @param {State} state
 */
function kernelOf({ filter, angle, kernel }) {
  const weights = filter === "own" ? kernel : edge_filter(angle, STEERED[filter]);
  return weights.map((row) => row.map((weight) => Math.round(100 * weight) / 100 + 0));
}

/**
 * convdemo's conv2d, for pixels in one line and a 3 × 3 filter, in a fraction of its time.
 * @type {(picture: Picture, kernel: Rows) => Float32Array}
 */
function filtered({ height, width, pixels }, kernel) {
  const [rows, columns] = [height - 2, width - 2];
  const out = new Float32Array(rows * columns);
  kernel.flat().forEach((weight, tap) => {
    const first = Math.floor(tap / 3) * width + (tap % 3);
    for (let i = 0; i < rows; i++) {
      const [at, from] = [i * columns, first + i * width];
      for (let j = 0; j < columns; j++) out[at + j] += weight * pixels[from + j];
    }
  });
  return out;
}

/**
 * What is shown white: about one output in a hundred lies beyond, for one glint would leave all the rest grey.
 * @param {Float32Array} outputs
 */
function whiteOf(outputs) {
  const step = Math.ceil(outputs.length / 5000);
  const sizes = Float32Array.from({ length: outputs.length / step }, (_, i) => Math.abs(outputs[i * step])).sort();
  const most = sizes.length - 1;
  return Number((sizes[Math.floor(0.99 * most)] || sizes[most] || 1).toPrecision(2));
}

/**
 * Numbers on a canvas, by their brightness from 0 to 255; what lies outside is cut off.
 * @typedef {{ height: number, width: number, values: Float32Array, light: (value: number) => number }} Painting
 */
/** @type {(canvas: HTMLCanvasElement, painting: Painting) => void} */
function paint(canvas, { height, width, values, light }) {
  Object.assign(canvas, { height, width });
  canvas.classList.toggle("small", width < 200);
  const image = new ImageData(width, height);
  const dots = new Uint32Array(image.data.buffer);
  const grey = new Uint8ClampedArray(1);
  for (let at = 0; at < values.length; at++) {
    grey[0] = light(values[at]);
    dots[at] = 0xff000000 + grey[0] * 0x010101;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** @type {(...sides: number[]) => string} */
const by = (...sides) => sides.map((side) => number(side)).join(" × ");

/**
 * How large an image is read, as height and width; what is too large is scaled down, or not even decoded.
 * @param {HTMLImageElement} image
 */
function sizeOf({ naturalHeight, naturalWidth }) {
  const size = naturalHeight * naturalWidth;
  if (size > MEGAPIXELS * 1e6) {
    const many = `${by(naturalHeight, naturalWidth)} is ${Math.ceil(size / 1e6)} megapixels`;
    throw new RangeError(`${many}; at most ${MEGAPIXELS} can be read.`);
  }
  const scale = Math.min(1, Math.sqrt(1.5e6 / size), SIDE / Math.max(naturalHeight, naturalWidth));
  const [height, width] = [naturalHeight, naturalWidth].map((side) => Math.floor(side * scale));
  if (Math.min(height, width) < 3) throw new RangeError("This image is smaller than the window.");
  const scaled = scale < 1 ? `, scaled down from ${by(naturalHeight, naturalWidth)}` : "";
  return { height, width, scaled };
}

/**
 * An image as numbers: its three colours averaged to one grey, as whole numbers; what is transparent is white.
 * @type {(address: string, name: string) => Promise<Picture>}
 */
async function read(address, name) {
  const image = new Image();
  await new Promise((onload, onerror) => Object.assign(image, { onload, onerror, src: address }));
  const { height, width, scaled } = sizeOf(image);
  const pen = make("canvas", { height, width }).getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  // Unlike an Image, a bitmap is whole or fails.
  const size = { resizeHeight: height, resizeWidth: width };
  pen.drawImage(await createImageBitmap(image, { ...size, resizeQuality: "high" }), 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const pixels = Float32Array.from({ length: height * width }, (_, at) => {
    return Math.round((data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 3);
  });
  return { height, width, pixels, title: `${name} ${by(height, width)}${scaled}` };
}

/**
 * A canvas with the window's frame on it. A window has its centre `inset` pixels further on than its place.
 * @param {string} role
 * @param {number} inset
 * @param {{ look: (place: number[] | null) => void, go: (place: number[]) => void, place: () => number[] }} window
 */
function view(role, inset, { look, go, place }) {
  const title = make("p", { class: `grid-name ${role}` }, role);
  const frame = make("span", { class: "window" });
  /** @param {PointerEvent} event */
  const point = ({ offsetX, offsetY, buttons }) => {
    const across = offsetX / canvas.clientWidth * canvas.width;
    const down = offsetY / canvas.clientHeight * canvas.height;
    const at = [down, across].map((pixel) => Math.floor(pixel) - inset);
    if (buttons) go(at);
    else look(at);
  };
  /** @param {KeyboardEvent} event */
  const step = (event) => {
    const move = ARROWS[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(place().map((at, i) => at + move[i] * (event.shiftKey ? 10 : 1)));
  };
  const canvas = make("canvas", {
    ...CAT,
    role: "application",
    tabindex: 0,
    onpointermove: point,
    onpointerdown: point,
    onpointerleave: () => look(null),
    onkeydown: step,
  });
  return {
    element: make("div", { class: "board" }, title, make("div", { class: "view" }, canvas, frame)),
    /** @type {(words: string, painting: Painting) => void} */
    show: (words, painting) => {
      title.textContent = words;
      canvas.setAttribute("aria-label", `${words}; arrow keys move the window`);
      paint(canvas, painting);
    },
    /** @param {number[]} place */
    mark: ([row, column]) => {
      frame.style.top = `${(row + inset + 0.5) / canvas.height * 100}%`;
      frame.style.left = `${(column + inset + 0.5) / canvas.width * 100}%`;
      frame.style.width = `${(2 * inset + 1) / canvas.width * 100}%`;
    },
  };
}

/**
 * The dial's hand is the edge, and its disc the bright and the dark side that the filter asks for.
 * @param {(angle: number) => void} turn
 */
function dial(turn) {
  const angle = slider("angle of the edge", {
    min: 0,
    max: 360,
    words: (value) => (angle.input.disabled ? "off" : `${value}°`),
    change: turn,
  });
  /** @param {PointerEvent} event */
  const drag = (event) => {
    if (!event.buttons || angle.input.disabled) return;
    disc.setPointerCapture(event.pointerId);
    const radians = Math.atan2(disc.clientHeight / 2 - event.offsetY, event.offsetX - disc.clientWidth / 2);
    turn(Math.round((radians / Math.PI) * 180 + 360) % 360);
  };
  const disc = make("div", { class: "dial", "aria-hidden": "true", onpointerdown: drag, onpointermove: drag });
  return {
    element: make("div", { class: "turn" }, disc, angle.element),
    /** @type {(value: number, off: boolean) => void} */
    show: (value, off) => {
      angle.input.disabled = off;
      angle.show(value);
      disc.classList.toggle("off", off);
      disc.style.setProperty("--angle", `${-value}deg`);
    },
  };
}

/**
 * Calls `near` once, when the explorable comes near to what is seen.
 * @param {HTMLElement} section
 * @param {() => void} near
 */
function whenNear(section, near) {
  if (!window.IntersectionObserver) {
    near();
    return;
  }
  const observer = new IntersectionObserver((entries) => {
    if (!entries[entries.length - 1].isIntersecting) return;
    observer.disconnect();
    near();
  }, { rootMargin: "400px" });
  observer.observe(section);
}

/**
 * A file that is dropped on the explorable, or pasted while it is seen.
 * @param {HTMLElement} section
 * @param {(files: FileList) => void} take
 */
function listenForFiles(section, take) {
  /** @type {("dragover" | "drop")[]} */
  const kinds = ["dragover", "drop"];
  for (const name of kinds) {
    section.addEventListener(name, (event) => {
      const given = event.dataTransfer;
      if (!given?.types.includes("Files")) return;
      event.preventDefault();
      take(given.files); // none before they are dropped
    });
  }
  document.addEventListener("paste", (event) => {
    const { top, bottom } = section.getBoundingClientRect();
    if (event.clipboardData && top < innerHeight && bottom > 0) take(event.clipboardData.files);
  });
}

/** @type {(error: unknown, own: boolean) => string} */
function troubleOf(error, own) {
  if (error instanceof RangeError) return error.message;
  return own ? "This is no image, or it is broken." : "The cat could not be loaded.";
}

/**
 * Where the image comes from: the cat, or a file of the reader's, which is read here and goes nowhere. What goes wrong
 * changes nothing.
 * @param {Context<State>} context
 * @param {(picture: Picture) => void} show
 */
function source({ root, section, script, failed }, show) {
  let asked = 0; // images asked for
  let came = 0; // the last of them that is here
  // The cat comes when it is needed, as a script: a page on a disk may not read the pixels of a file.
  const cat = async () => {
    if (!window.explorableCat) await script("cat.js");
    return window.explorableCat;
  };
  /** @param {File} [own] */
  const bring = async (own) => {
    const mine = ++asked;
    const address = own && URL.createObjectURL(own);
    try {
      const found = await read(address ?? await cat(), own ? "your image" : "cat");
      if (mine < came) return;
      came = mine;
      trouble.textContent = "";
      back.hidden = !own;
      root.classList.remove("waiting");
      show(found);
    } catch (error) {
      if (mine < came) return;
      // Without the cat there is nothing to filter yet.
      if (!own && root.classList.contains("waiting")) failed(error);
      trouble.textContent = troubleOf(error, Boolean(own));
    } finally {
      if (address) URL.revokeObjectURL(address);
    }
  };
  /** @param {FileList | null} files */
  const take = (files) => {
    if (files?.[0]) bring(files[0]);
  };
  const trouble = make("span", { class: "fault", role: "alert" });
  const file = make("input", { type: "file", accept: "image/*", onchange: () => take(file.files) });
  const back = button("Back to the cat", () => {
    file.value = "";
    file.focus();
    bring();
  }, { hidden: true });
  const words = "your own image, which stays on your machine: choose, drop or paste";
  root.classList.add("waiting");
  listenForFiles(section, take);
  whenNear(section, bring);
  return { back, control: make("label", { class: "control" }, make("span", { class: "name" }, words), file, trouble) };
}

/**
 * The nine pixels under the window, the filter, and their sum.
 * @param {(row: number, column: number, value: number) => void} edit
 * @param {HTMLElement} turned
 */
function sumOf(edit, turned) {
  const pixels = new Grid({ label: "pixels", role: "input" });
  const filter = new Grid({ label: "filter", role: "filter", edit });
  const answer = make("strong", { class: "answer" });
  const where = make("span", { class: "letters" });
  const sum = make("p", { class: "sum" });
  const parts = [pixels.element, sign("∗"), filter.element, sign("="), answer, turned];
  /** @type {(picture: Picture, kernel: Rows, place: number[], after: (sum: number) => number) => void} */
  const show = ({ pixels: all, width }, kernel, [row, column], after) => {
    const seen = kernel.map((_, i) => kernel.map((_, j) => all[(row + i) * width + column + j]));
    const terms = seen.flatMap((line, i) => line.map((pixel, j) => [pixel, kernel[i][j]]));
    const total = terms.reduce((all, [pixel, weight]) => all + pixel * weight, 0);
    const said = number(total);
    pixels.show({ values: seen, top: 255 });
    answer.textContent = number(after(total));
    where.textContent = `Row ${row}, column ${column}:`;
    const other = answer.textContent === said ? "" : `, shown as ${answer.textContent}`;
    sum.replaceChildren(where, " ", ...products(terms, number), " = ", make("strong", {}, said), other);
  };
  const words = () => `${where.textContent} ${answer.textContent}`;
  return { bench: make("div", { class: "grids bench" }, ...parts), filter, sum, show, words };
}

/**
 * What the choice of a filter changes.
 * @type {(chosen: string, state: State) => Partial<State>}
 */
function filterChanges(chosen, state) {
  if (chosen === "own") return { filter: chosen, kernel: kernelOf(state) };
  return chosen === "HORIZONTAL" ? { filter: "VERTICAL", angle: 0 } : { filter: chosen, angle: 90 };
}

/**
 * Where the window is: the state's place, or what the pointer is over.
 * @param {() => number[]} kept
 * @param {() => Picture} picture
 * @param {{ mark: () => void, move: (place: number[]) => void }} does
 */
function pointer(kept, picture, { mark, move }) {
  /** @type {number[] | null} */
  let looked = null;
  /** @param {number[]} place */
  const held = (place) => {
    const { height, width } = picture();
    return [clamp(place[0], 0, height - 3), clamp(place[1], 0, width - 3)];
  };
  return {
    now: () => held(looked ?? kept()),
    place: () => held(kept()),
    /** @param {number[] | null} place */
    look: (place) => {
      looked = place;
      mark();
    },
    /** @param {number[]} place */
    go: (place) => {
      looked = null;
      move(held(place));
    },
  };
}

/**
 * The whole output as it is painted, and what its greys mean.
 * @type {(picture: Picture, kernel: Rows, shown: string) => { painting: Painting, legend: string }}
 */
function paintingOf(picture, kernel, shown) {
  const values = filtered(picture, kernel);
  const white = whiteOf(values);
  const zero = shown === "sign" ? 127.5 : 0;
  const legend = zero
    ? `Middle grey is 0, white ${number(white)} or more, black ${number(-white)} or less.`
    : `Black is 0, white ${number(white)} or more.`;
  /** @param {number} value */
  const light = (value) => zero + (AFTER[shown](value) * (255 - zero)) / white;
  return { painting: { height: picture.height - 2, width: picture.width - 2, values, light }, legend };
}

/** @param {Context<State>} context */
function build(context) {
  const { root, set, fault, say, state, reset } = context;
  /** @type {Picture} */
  let picture = { ...CAT, pixels: new Float32Array(CAT.height * CAT.width), title: "" };
  let drawn = ""; // what the canvases show
  /** @type {Context<State>["set"]} */
  const act = (changes, options) => {
    const done = set(changes, options);
    if (done) say(nine.words());
    return done;
  };
  // The place: the frames, the nine pixels and their sum.
  const mark = () => {
    const place = pointed.now();
    input.mark(place);
    output.mark(place);
    nine.show(picture, kernelOf(state()), place, AFTER[state().answers]);
  };
  const pointed = pointer(() => state().place, () => picture, {
    mark,
    move: (place) => act({ place }, { quiet: true }),
  });
  const input = view("input", 1, pointed);
  const output = view("output", 0, pointed);
  const turn = dial((angle) => act({ angle }));
  const nine = sumOf((...cell) => act({ filter: "own", kernel: edited(kernelOf(state()), ...cell) }), turn.element);
  const legend = make("p", { class: "fact" });
  const filters = choice("filter", NAMES, (chosen) => act(filterChanges(chosen, state())));
  const answers = choice("outputs", SHOWN, (chosen) => act({ answers: chosen }));
  const images = source(context, (found) => {
    picture = found;
    drawn = "";
    input.show(found.title, { ...found, values: found.pixels, light: (pixel) => pixel });
    show(state());
  });
  root.append(controls(filters, answers), make("div", { class: "pair" }, input.element, output.element));
  root.append(nine.bench, nine.sum, legend, controls(images.control, images.back, reset), fault);

  /** @param {State} current */
  const show = (current) => {
    const own = current.filter === "own";
    const level = current.filter === "VERTICAL" && current.angle % 360 === 0;
    const kernel = kernelOf(current);
    const wanted = JSON.stringify([kernel, current.answers]);
    if (wanted !== drawn) {
      const made = paintingOf(picture, kernel, current.answers);
      output.show(`output ${by(made.painting.height, made.painting.width)}`, made.painting);
      legend.textContent = made.legend;
    }
    drawn = wanted;
    filters.show(level ? "HORIZONTAL" : current.filter);
    answers.show(current.answers);
    nine.filter.show({ values: kernel, title: own ? "your filter" : `filter at ${current.angle}°` });
    turn.show(current.angle, own);
    mark();
  };
  return show;
}

export { build, check, defaults };
