// Where the filter bench's image comes from: the photograph, or a file or a camera of the reader's, which is read here
// and goes nowhere. What goes wrong changes nothing.
import { button } from "./controls.js";
import { make } from "./elements.js";
import { number } from "./numerals.js";
/** @import { Context } from "./explorable.js" */
/** @import { Read, Size, Workshop } from "./filter_bench_work.js" */

/** @typedef {Read & { title: string }} Picture */

const MEGAPIXELS = 200; // of an image that is read, as the largest telephones take
const [SHOWN, FILMED] = [1.5e6, 310_000]; // pixels of an image that is filtered, and of one from a camera
export const SIDE = 8192; // the longest of one that is filtered
const FRAME = 100; // ms from one image of a camera to the next
/** @type {Record<string, string>} */
const REFUSED = {
  NotAllowedError: "The camera was not allowed. Allow it for this page in your browser, and press again.",
  NotFoundError: "No camera was found.",
  NotReadableError: "The camera gives no image; another program may be using it.",
  TypeError: "A page may use a camera only over https, or on your own machine.",
};

/** @type {(size: Size) => string} */
export const by = ({ height, width }) => `${number(height)} × ${number(width)}`;

/**
 * How large an image is filtered; throws where it cannot be.
 * @type {(whole: Size, most: number) => Size}
 */
function sizeFor(whole, most) {
  const size = whole.height * whole.width;
  if (size > MEGAPIXELS * 1e6) {
    const many = `${by(whole)} is ${number(Math.ceil(size / 1e6))} megapixels`;
    throw new RangeError(`${many}; at most ${MEGAPIXELS} can be read.`);
  }
  if (Math.min(whole.height, whole.width) < 3) throw new RangeError("This image is smaller than the window.");
  const scale = Math.min(1, Math.sqrt(most / size), SIDE / Math.max(whole.height, whole.width));
  const [height, width] = [whole.height, whole.width].map((side) => Math.floor(side * scale));
  if (Math.min(height, width) < 3) {
    const long = `${by(whole)} is too long: with a side of ${number(SIDE)} it would be narrower than the window.`;
    throw new RangeError(long);
  }
  return { height, width };
}

/**
 * Calls `change` as what is looked at comes near to what is seen, or goes.
 * @type {(section: HTMLElement, margin: string, change: (near: boolean) => void) => void}
 */
function watched(section, margin, change) {
  if (!window.IntersectionObserver) {
    change(true);
    return;
  }
  new IntersectionObserver(
    (entries) => change(entries[entries.length - 1].isIntersecting),
    { rootMargin: margin },
  ).observe(section);
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

/**
 * The photograph comes when it is needed, as a script: a page on a disk may not read the pixels of a file.
 * @param {(name: string) => Promise<unknown>} script
 */
async function photograph(script) {
  if (!window.explorableCat) await script("cat.js");
  const [, code] = String(window.explorableCat).split(",");
  return new Blob([Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0))], { type: "image/webp" });
}

/**
 * A file's image as numbers. The browser tells its size, and the workshop decodes it, but for drawings, which only a
 * page can draw.
 * @type {(file: Blob, name: string, shop: Workshop) => Promise<Picture>}
 */
async function read(file, name, shop) {
  const image = new Image();
  const src = URL.createObjectURL(file);
  try {
    await new Promise((onload, onerror) => Object.assign(image, { onload, onerror, src }));
    const whole = { height: image.naturalHeight, width: image.naturalWidth };
    const size = sizeFor(whole, SHOWN);
    const drawing = file.type.startsWith("image/svg");
    const source = drawing
      ? await createImageBitmap(image, { resizeHeight: size.height, resizeWidth: size.width })
      : file;
    const scaled = by(size) === by(whole) ? "" : `, scaled down from ${by(whole)}`;
    return { ...await shop.read(source, size), title: `${name} ${by(size)}${scaled}` };
  } finally {
    URL.revokeObjectURL(src);
  }
}

/** @type {(error: unknown, own: boolean) => string} */
function troubleOf(error, own) {
  if (error instanceof RangeError) return error.message;
  if (!own) return "The cat could not be loaded. An image of your own can be.";
  const cut = /** @type {Error} */ (error).message === "cut";
  return cut ? "This file was cut off: its end is missing." : "This is no image, or it is broken.";
}

/**
 * Images from the reader's camera, one after another, while they can be seen. Only the button asks for it.
 * @param {HTMLElement} section
 * @param {{ film: (frame: ImageBitmap, size: Size) => Promise<unknown>, told: (trouble: string) => void }} does
 */
function camera(section, { film, told }) {
  const video = make("video", { muted: true, playsinline: true });
  video.muted = true;
  let run = 0; // which of the runs goes on
  let on = false;
  /** @type {(stream: MediaStream | null, end: (track: MediaStreamTrack) => void) => void} */
  const each = (stream, end) => stream?.getTracks().forEach(end);
  /** @param {boolean} is */
  const turn = (is) => {
    run++;
    on = is;
    press.textContent = is ? "Stop the camera" : "Use your camera";
    return run;
  };
  const stop = () => {
    if (!on) return;
    turn(false);
    each(/** @type {MediaStream | null} */ (video.srcObject), (track) => track.stop());
    video.srcObject = null;
  };
  /** @param {number} mine */
  const frames = async (mine) => {
    while (mine === run) {
      const rest = new Promise((done) => setTimeout(done, FRAME));
      const size = sizeFor({ height: video.videoHeight, width: video.videoWidth }, FILMED);
      const frame = await createImageBitmap(video);
      if (mine === run) await film(frame, size);
      await rest;
    }
  };
  const start = async () => {
    const mine = turn(true);
    told("");
    try {
      const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode: "environment" };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
      if (mine !== run) {
        each(stream, (track) => track.stop());
        return;
      }
      each(stream, (track) => track.addEventListener("ended", stop));
      video.srcObject = stream;
      await video.play();
      await frames(mine);
    } catch (error) {
      if (mine !== run) return;
      stop();
      const { name } = /** @type {Error} */ (error);
      told(REFUSED[name] ?? "The camera could not be started.");
    }
  };
  const press = button("Use your camera", () => (on ? stop() : start()));
  const away = () => document.hidden && stop();
  document.addEventListener("visibilitychange", away);
  addEventListener("pagehide", stop);
  section.addEventListener("toggle", stop);
  watched(section, "0px", (seen) => seen || stop());
  return { press, stop };
}

/**
 * @param {Context<any>} context
 * @param {Workshop} shop
 * @param {(picture: Picture) => void} show
 */
export function source({ root, section, script }, shop, show) {
  let asked = 0; // the last image that was asked for
  /** @type {(picture: Picture, own: boolean) => void} */
  const come = (picture, own) => {
    told("");
    back.hidden = !own;
    root.classList.remove("waiting");
    show(picture);
  };
  /** @param {string} words */
  const told = (words) => {
    trouble.textContent = words;
    progress.textContent = "";
  };
  /** @param {Blob} [own] */
  const bring = async (own) => {
    const mine = ++asked;
    film.stop();
    told("");
    if (own) progress.textContent = "reading …";
    try {
      come(await read(own ?? await photograph(script), own ? "your image" : "cat", shop), Boolean(own));
    } catch (error) {
      const words = troubleOf(error, Boolean(own));
      if (mine === asked) told(words);
    }
  };
  /** @param {FileList | null} files */
  const take = (files) => {
    if (files?.[0]) bring(files[0]);
  };
  const film = camera(section, {
    told: (words) => {
      asked++;
      told(words);
    },
    film: async (frame, size) => {
      const found = await shop.read(frame, size);
      come({ ...found, title: `camera ${by(size)}` }, true);
    },
  });
  const trouble = make("span", { class: "fault", role: "alert" });
  const progress = make("span", { class: "progress", role: "status" });
  const file = make("input", { type: "file", accept: "image/*", onchange: () => take(file.files) });
  const choose = make("label", { class: "press choose" }, "Choose an image", file);
  const back = button("Back to the cat", () => {
    file.value = "";
    file.focus();
    bring();
  }, { hidden: true });
  const words = "Or drop or paste one. Your own image stays on your machine.";
  root.classList.add("waiting");
  listenForFiles(section, take);
  watched(section, "400px", (near) => near && !asked && bring());
  const hint = make("span", { class: "name" }, words);
  return make("div", { class: "control own" }, choose, film.press, back, progress, hint, trouble);
}
