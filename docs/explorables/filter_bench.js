// The filter bench: a whole image filtered with named, steered or own weights, and the sum under the pointer.
import { edge_filter } from "./convdemo.js";
import { button, choice, controls, factor, make, number, slider, within } from "./explorable.js";
import { ARROWS, Grid, edited, sign, sized } from "./grid.js";
import { FILTERS } from "./numbers.js";

const CAT = [300, 451]; // its rows and columns, to keep its room until it comes
const SIDE = 8192; // the longest of an image that is filtered, in pixels
const NAMES = { VERTICAL: "vertical (Prewitt)", HORIZONTAL: "horizontal", SOBEL: "Sobel", SCHARR: "Scharr", own: "your own" };
const AFTER = { sign: (sum) => sum, absolute: Math.abs, relu: (sum) => Math.max(0, sum) };
const SHOWN = { sign: "with their sign", absolute: "absolute value", relu: "0 if below 0 (ReLU)" };

const defaults = { filter: "SOBEL", angle: 90, kernel: FILTERS.SOBEL, answers: "sign", place: [0, 0] };

const check = ({ filter, angle, kernel, answers, place }) => (
  // The horizontal filter is the vertical one, steered to 0 degrees.
  Object.hasOwn(NAMES, filter) && filter !== "HORIZONTAL" && Object.hasOwn(AFTER, answers) && within(angle, 0, 360)
    && sized(kernel, 3, 3, 999)
    && place.length === 2 && place.every((at) => within(at, 0, SIDE)) ? ""
    : "it takes a filter that is offered or 3 × 3 numbers from −999 to 999, a whole angle from 0 to 360 and a place in the image."
);

// The nine numbers, in hundredths: what is seen is what counts.
const kernelOf = ({ filter, angle, kernel }) => (filter === "own" ? kernel : edge_filter(angle, FILTERS[filter]))
  .map((row) => row.map((weight) => Math.round(100 * weight) / 100 + 0));

// convdemo's conv2d, for pixels in one line and a 3 × 3 filter, in a fraction of its time.
function filtered({ height, width, pixels }, kernel) {
  const [rows, columns] = [height - 2, width - 2];
  const out = new Float32Array(rows * columns);
  kernel.flat().forEach((weight, tap) => {
    const first = Math.floor(tap / 3) * width + (tap % 3);
    for (let i = 0; i < rows; i++) {
      for (let j = 0, at = i * columns, from = first + i * width; j < columns; j++) out[at + j] += weight * pixels[from + j];
    }
  });
  return out;
}

// What is shown white: about one output in a hundred lies beyond, for one glint would leave all the rest grey.
function whiteOf(outputs) {
  const step = Math.ceil(outputs.length / 5000);
  const sizes = Float32Array.from({ length: outputs.length / step }, (_, i) => Math.abs(outputs[i * step])).sort();
  const most = sizes.length - 1;
  return Number((sizes[Math.floor(0.99 * most)] || sizes[most] || 1).toPrecision(2));
}

// `light` gives a number's brightness, from 0 to 255; what lies outside is cut off.
function paint(canvas, height, width, values, light) {
  Object.assign(canvas, { height, width });
  canvas.classList.toggle("small", width < 200);
  const image = new ImageData(width, height);
  const dots = new Uint32Array(image.data.buffer);
  const grey = new Uint8ClampedArray(1);
  for (let at = 0; at < values.length; at++) {
    grey[0] = light(values[at]);
    dots[at] = 0xff000000 + grey[0] * 0x010101;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

const by = (...sides) => sides.map((side) => number(side)).join(" × ");

// An image as numbers: its three colours averaged to one grey, as whole numbers; what is transparent is white.
// What is too large is scaled down, or not even decoded.
async function read(address, name) {
  const image = new Image();
  await new Promise((onload, onerror) => Object.assign(image, { onload, onerror, src: address }));
  const sides = [image.naturalHeight, image.naturalWidth];
  const size = sides[0] * sides[1];
  if (size > 50e6) throw new RangeError(`${by(...sides)} is ${Math.ceil(size / 1e6)} megapixels; at most 50 can be read.`);
  const scale = Math.min(1, Math.sqrt(1.5e6 / size), SIDE / Math.max(...sides));
  const [height, width] = sides.map((side) => Math.floor(side * scale));
  if (Math.min(height, width) < 3) throw new RangeError("This image is smaller than the window.");
  const pen = make("canvas", { height, width }).getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  // Unlike an Image, a bitmap is whole or fails.
  pen.drawImage(await createImageBitmap(image, { resizeHeight: height, resizeWidth: width, resizeQuality: "high" }), 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const pixels = Float32Array.from({ length: height * width }, (_, at) => Math.round((data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 3));
  const scaled = scale < 1 ? `, scaled down from ${by(...sides)}` : "";
  return { height, width, pixels, title: `${name} ${by(height, width)}${scaled}` };
}

function build({ root, set, fault, say, state, reset, figure, script, failed }) {
  let picture = { height: CAT[0], width: CAT[1], pixels: new Float32Array(CAT[0] * CAT[1]) };
  let looked = null; // the place under the pointer
  let drawn = ""; // what the canvases show
  let asked = 0; // images asked for
  let came = 0; // the last of them that is here

  const held = (place) => [picture.height, picture.width].map((side, i) => Math.min(side - 3, Math.max(0, place[i])));
  const act = (changes, options) => { if (set(changes, options)) say(`${where.textContent} ${answer.textContent}`); };
  const look = (place) => { looked = place; mark(); };
  const goTo = (place) => { looked = null; act({ place: held(place) }, { quiet: true }); };

  // A canvas with the window's frame on it. A window has its centre `inset` pixels further on than its place.
  function view(role, inset) {
    const title = make("p", { class: `grid-name ${role}` }, role);
    const frame = make("span", { class: "window" });
    const onpointermove = ({ offsetX, offsetY, buttons }) => {
      const at = [offsetY / canvas.clientHeight * canvas.height, offsetX / canvas.clientWidth * canvas.width];
      (buttons ? goTo : look)(at.map((pixel) => Math.floor(pixel) - inset));
    };
    const canvas = make("canvas", {
      height: CAT[0], width: CAT[1], role: "application", tabindex: 0, onpointermove, onpointerdown: onpointermove, onpointerleave: () => look(null),
      onkeydown: (event) => {
        const move = ARROWS[event.key];
        if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        goTo(held(state().place).map((at, i) => at + move[i] * (event.shiftKey ? 10 : 1)));
      },
    });
    return {
      element: make("div", { class: "board" }, title, make("div", { class: "view" }, canvas, frame)),
      show: (words, ...painted) => {
        title.textContent = words;
        canvas.setAttribute("aria-label", `${words}; arrow keys move the window`);
        paint(canvas, ...painted);
      },
      mark: ([row, column]) => Object.assign(frame.style, {
        top: `${(row + inset + 0.5) / canvas.height * 100}%`,
        left: `${(column + inset + 0.5) / canvas.width * 100}%`,
        width: `${(2 * inset + 1) / canvas.width * 100}%`,
      }),
    };
  }
  const input = view("input", 1);
  const output = view("output", 0);
  const pixels = new Grid({ label: "pixels", role: "input" });
  const filter = new Grid({ label: "filter", role: "filter", edit: (...cell) => {
    act({ filter: "own", kernel: edited(kernelOf(state()), ...cell) });
  } });
  const answer = make("strong", { class: "answer" });
  const where = make("span", { class: "letters" });
  const sum = make("p", { class: "sum" });
  const legend = make("p", { class: "fact" });

  const filters = choice("filter", NAMES, (chosen) => act(chosen === "own" ? { filter: chosen, kernel: kernelOf(state()) }
    : chosen === "HORIZONTAL" ? { filter: "VERTICAL", angle: 0 } : { filter: chosen, angle: 90 }));
  const answers = choice("outputs", SHOWN, (chosen) => act({ answers: chosen }));

  // The dial's hand is the edge, and its disc the bright and the dark side that the filter asks for.
  const turn = (angle) => act({ angle });
  const angle = slider("angle of the edge", { min: 0, max: 360, words: (value) => (angle.input.disabled ? "off" : `${value}°`), change: turn });
  const drag = (event) => {
    if (!event.buttons || angle.input.disabled) return;
    dial.setPointerCapture(event.pointerId);
    const radians = Math.atan2(dial.clientHeight / 2 - event.offsetY, event.offsetX - dial.clientWidth / 2);
    turn(Math.round((radians / Math.PI) * 180 + 360) % 360);
  };
  const dial = make("div", { class: "dial", "aria-hidden": "true", onpointerdown: drag, onpointermove: drag });

  // Shows a file of the reader's, which is read here and goes nowhere, or the cat. What goes wrong changes nothing.
  async function bring(own) {
    const mine = ++asked;
    const address = own && URL.createObjectURL(own);
    try {
      // The cat comes when it is needed, as a script: a page on a disk may not read the pixels of a file.
      if (!own && !window.explorableCat) await script("cat.js");
      const found = await read(address ?? window.explorableCat, own ? "your image" : "cat");
      if (mine < came) return;
      came = mine;
      [picture, drawn, trouble.textContent, back.hidden] = [found, "", "", !own];
      root.classList.remove("waiting");
      input.show(found.title, found.height, found.width, found.pixels, (pixel) => pixel);
      show(state());
    } catch (error) {
      if (mine < came) return;
      // Without the cat there is nothing to filter yet.
      if (!own && root.classList.contains("waiting")) failed(error);
      trouble.textContent = error instanceof RangeError ? error.message : own ? "This is no image, or it is broken." : "The cat could not be loaded.";
    } finally {
      URL.revokeObjectURL(address);
    }
  }
  const take = ([own]) => { if (own) bring(own); };
  const trouble = make("span", { class: "fault", role: "alert" });
  const file = make("input", { type: "file", accept: "image/*", onchange: () => take(file.files) });
  const back = button("Back to the cat", () => { file.value = ""; file.focus(); bring(); }, { hidden: true });
  for (const name of ["dragover", "drop"]) {
    figure.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      take(event.dataTransfer.files); // none before they are dropped
    });
  }
  document.addEventListener("paste", (event) => {
    const { top, bottom } = figure.getBoundingClientRect();
    if (top < innerHeight && bottom > 0) take(event.clipboardData.files);
  });
  const approach = (entries, near) => {
    if (!entries.at(-1).isIntersecting) return;
    near.disconnect();
    bring();
  };
  if (window.IntersectionObserver) new IntersectionObserver(approach, { rootMargin: "400px" }).observe(figure);
  else bring();

  root.classList.add("waiting");
  root.append(
    controls(filters, answers),
    make("div", { class: "pair" }, input.element, output.element),
    make("div", { class: "grids bench" }, pixels.element, sign("∗"), filter.element, sign("="), answer,
      make("div", { class: "turn" }, dial, angle.element)),
    sum, legend,
    controls(make("label", { class: "control" }, make("span", { class: "name" }, "your own image, which stays on your machine: choose, drop or paste"), file, trouble), back, reset),
    fault,
  );

  // The place: the frames, the nine pixels and their sum.
  function mark() {
    const [row, column] = held(looked ?? state().place);
    const kernel = kernelOf(state());
    const seen = kernel.map((_, i) => kernel.map((_, j) => picture.pixels[(row + i) * picture.width + column + j]));
    const terms = seen.flatMap((line, i) => line.map((pixel, j) => [pixel, kernel[i][j]]));
    const total = terms.reduce((all, [pixel, weight]) => all + pixel * weight, 0);
    const said = number(total);
    input.mark([row, column]);
    output.mark([row, column]);
    pixels.show({ values: seen, top: 255 });
    answer.textContent = number(AFTER[state().answers](total));
    where.textContent = `Row ${row}, column ${column}:`;
    sum.replaceChildren(where, ...terms.flatMap(([pixel, weight], i) => [i ? " + " : " ", make("i", {}, number(pixel)), "·", make("b", {}, factor(weight))]),
      " = ", make("strong", {}, said), answer.textContent === said ? "" : `, shown as ${answer.textContent}`);
  }

  // The image and the whole output.
  function paintBoth(kernel, shown) {
    const { height, width } = picture;
    const out = filtered(picture, kernel);
    const white = whiteOf(out);
    const zero = shown === "sign" ? 127.5 : 0;
    legend.textContent = zero ? `Middle grey is 0, white ${number(white)} or more, black ${number(-white)} or less.` : `Black is 0, white ${number(white)} or more.`;
    output.show(`output ${by(height - 2, width - 2)}`, height - 2, width - 2, out, (value) => zero + (AFTER[shown](value) * (255 - zero)) / white);
  }

  function show(current) {
    const own = current.filter === "own";
    const kernel = kernelOf(current);
    const wanted = JSON.stringify([kernel, current.answers]);
    if (wanted !== drawn) paintBoth(kernel, current.answers);
    drawn = wanted;
    filters.show(current.filter === "VERTICAL" && current.angle % 360 === 0 ? "HORIZONTAL" : current.filter);
    answers.show(current.answers);
    filter.show({ values: kernel, title: own ? "your filter" : `filter at ${current.angle}°` });
    angle.input.disabled = own;
    angle.show(current.angle);
    dial.classList.toggle("off", own);
    dial.style.setProperty("--angle", `${-current.angle}deg`);
    mark();
  }
  return show;
}

export { defaults, check, build };
