// What the filter bench does beside the page: it reads images and filters them, in a worker.

/** @typedef {{ height: number, width: number }} Size */
/**
 * What is asked for: an image to be read, or else that the last one be filtered.
 * @typedef {{ id: number, source?: Blob | ImageBitmap, size?: Size, kernel?: number[], shown?: string }} Request
 */
/**
 * An image as numbers, and as it is painted. `pixels` are its greys, row by row.
 * @typedef {Size & { pixels: Uint8ClampedArray, bitmap: ImageBitmap }} Read
 */
/**
 * The whole output as it is painted: each output v as the grey zero + scale·v; and how many in a hundred lie beyond.
 * @typedef {Size & { bitmap: ImageBitmap, zero: number, scale: number, beyond: number }} Drawn
 */
/** @typedef {{ id: number, read?: Read, drawn?: Drawn, fault?: string }} Reply */
/**
 * @typedef {{ onmessage: ((event: { data: Request }) => void) | null,
 *   postMessage: (reply: Reply, transfer: Transferable[]) => void }} Scope
 */
/** @typedef {Size & { id: number, pixels: Uint8ClampedArray }} Held */

/**
 * It uses nothing that stands outside of it, for a worker is given its text. Where no worker can be made the page calls
 * it itself; then the pauses between bands of rows keep the page alive.
 */
class Mill {
  /** @param {Scope} scope */
  constructor(scope) {
    this.scope = scope;
    /** @type {Held} the image that is here */
    this.held = { id: -1, height: 0, width: 0, pixels: new Uint8ClampedArray(0) };
    scope.onmessage = ({ data: { id, source, size, kernel, shown } }) => {
      const done = source && size ? this.read(id, source, size) : this.filter(id, kernel ?? [], shown ?? "");
      done.catch(({ message }) => scope.postMessage({ id, fault: String(message) }, []));
    };
  }

  /** @type {(id: number, source: Blob | ImageBitmap, size: Size) => Promise<void>} */
  async read(id, source, size) {
    if (source instanceof Blob && !this.whole(new Uint8Array(await source.arrayBuffer()))) throw new Error("cut");
    const pixels = await this.greys(source, size);
    // One that was asked for later may have been here sooner.
    if (id < this.held.id) throw new Error("late");
    this.held = { id, ...size, pixels };
    const [bitmap, copy] = [await this.painted(pixels, size), pixels.slice()];
    this.scope.postMessage({ id, read: { ...size, pixels: copy, bitmap } }, [bitmap, copy.buffer]);
  }

  /**
   * Whether a file has its end: some browsers show one that was cut off as far as it goes.
   * @param {Uint8Array} bytes
   */
  whole(bytes) {
    const view = new DataView(bytes.buffer);
    const kind = String.fromCharCode(...bytes.subarray(0, 4));
    if (kind === "\x89PNG") return this.wholePng(view);
    if (kind.startsWith("\xff\xd8")) return this.wholeJpeg(bytes, view);
    if (kind === "RIFF") return view.byteLength >= view.getUint32(4, true) + 8; // WebP
    if (kind === "GIF8") return bytes[bytes.findLastIndex(Boolean)] === 0x3b;
    return true;
  }

  /**
   * From chunk to chunk, each as long as it says.
   * @param {DataView} view
   */
  wholePng(view) {
    for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
      if (view.getUint32(at + 4) === 0x49454e44) return true; // IEND
    }
    return false;
  }

  /**
   * From segment to segment, each as long as it says, and from mark to mark where the pixels are.
   * @type {(bytes: Uint8Array, view: DataView) => boolean}
   */
  wholeJpeg(bytes, view) {
    let at = 2;
    while ((at = bytes.indexOf(0xff, at)) >= 0) {
      const mark = bytes[at + 1];
      if (mark === 0xd9) return true;
      if (mark === 0xff) at++;
      else if (mark < 2 || (mark >= 0xd0 && mark < 0xd9)) at += 2;
      else if (at + 4 > bytes.length) return false;
      else at += 2 + view.getUint16(at + 2);
    }
    return false;
  }

  /**
   * Three colours averaged to one grey, as whole numbers; what is transparent is white.
   * @type {(source: Blob | ImageBitmap, size: Size) => Promise<Uint8ClampedArray>}
   */
  async greys(source, { height, width }) {
    const size = { resizeHeight: height, resizeWidth: width };
    const bitmap = await createImageBitmap(source, { ...size, resizeQuality: "high" });
    const canvas = typeof OffscreenCanvas === "function"
      ? new OffscreenCanvas(width, height)
      : Object.assign(document.createElement("canvas"), { height, width });
    const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.fillStyle = "white";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data } = pen.getImageData(0, 0, width, height);
    const greys = new Uint8ClampedArray(height * width);
    await this.inBands(height, (from, to) => {
      for (let at = from * width; at < to * width; at++) {
        greys[at] = Math.round((data[4 * at] + data[4 * at + 1] + data[4 * at + 2]) / 3);
      }
    });
    return greys;
  }

  /** @type {(greys: Uint8ClampedArray, size: Size) => Promise<ImageBitmap>} */
  painted(greys, { height, width }) {
    const image = new ImageData(width, height);
    const dots = new Uint32Array(image.data.buffer);
    for (let at = 0; at < greys.length; at++) dots[at] = 0xff000000 + greys[at] * 0x010101;
    return createImageBitmap(image);
  }

  /** @type {(height: number, band: (from: number, to: number) => void) => Promise<void>} */
  async inBands(height, band) {
    const [rows, pause] = [32, 8]; // in a band; ms of work without a pause
    let since = performance.now();
    for (let row = 0; row < height; row += rows) {
      if (performance.now() - since > pause) {
        await new Promise((done) => setTimeout(done));
        since = performance.now();
      }
      band(row, Math.min(row + rows, height));
    }
  }

  /** @type {(id: number, kernel: number[], shown: string) => Promise<void>} */
  async filter(id, kernel, shown) {
    const image = this.held;
    const [height, width] = [image.height - 2, image.width - 2];
    const out = new Float32Array(height * width);
    const greys = new Uint8ClampedArray(out.length);
    await this.inBands(height, (from, to) => this.add(image, kernel, out, from, to));
    const zero = shown === "sign" ? 127.5 : 0;
    const scale = shown === "light" ? 1 : (255 - zero) / this.white(out);
    let beyond = 0;
    await this.inBands(height, (from, to) => {
      for (let at = from * width; at < to * width; at++) {
        const light = zero + scale * (shown === "absolute" ? Math.abs(out[at]) : out[at]);
        if (light < 0 || light > 255) beyond++;
        greys[at] = light;
      }
    });
    const bitmap = await this.painted(greys, { height, width });
    const drawn = { height, width, bitmap, zero, scale, beyond: 100 * beyond / out.length };
    this.scope.postMessage({ id, drawn }, [bitmap]);
  }

  /**
   * convdemo's conv2d, for pixels in one line and a 3 × 3 filter, in a fraction of its time.
   * @type {(image: Held, kernel: number[], out: Float32Array, from: number, to: number) => void}
   */
  add({ pixels, width }, [a, b, c, d, e, f, g, h, i], out, from, to) {
    const columns = width - 2;
    for (let row = from; row < to; row++) {
      for (let column = 0; column < columns; column++) {
        const top = row * width + column;
        const [middle, low] = [top + width, top + 2 * width];
        out[row * columns + column] = a * pixels[top] + b * pixels[top + 1] + c * pixels[top + 2] +
          d * pixels[middle] + e * pixels[middle + 1] + f * pixels[middle + 2] +
          g * pixels[low] + h * pixels[low + 1] + i * pixels[low + 2];
      }
    }
  }

  /**
   * What is shown white: about one output in a hundred lies beyond, for one glint would leave all the rest grey.
   * @param {Float32Array} outputs
   */
  white(outputs) {
    const step = Math.ceil(outputs.length / 5000);
    const sizes = Float32Array.from({ length: outputs.length / step }, (_, i) => Math.abs(outputs[i * step])).sort();
    const most = sizes.length - 1;
    return Number((sizes[Math.floor(0.99 * most)] || sizes[most] || 1).toPrecision(2));
  }
}

/** What reads and filters: a mill in a worker, or in the page where no worker can be made. */
export class Workshop {
  /** @param {(drawn: Drawn) => void} draw what a call of `filter` has come to */
  constructor(draw) {
    this.draw = draw;
    this.id = 0;
    /** @type {Map<number, { request: Request, done: (read: Read) => void, fail: (error: Error) => void }>} */
    this.reading = new Map();
    // One filter at a time, and the last that was asked for meanwhile.
    /** @type {Request | null} */
    this.filtering = null;
    /** @type {Request | null} */
    this.next = null;
    /** @type {((request: Request) => void) | null} */
    this.send = null;
  }

  /** @type {(source: Blob | ImageBitmap, size: Size) => Promise<Read>} */
  read(source, size) {
    return new Promise((done, fail) => {
      const request = { id: ++this.id, source, size };
      this.reading.set(this.id, { request, done, fail });
      this.ask(request);
    });
  }

  /** @type {(kernel: number[], shown: string) => void} */
  filter(kernel, shown) {
    this.next = { id: ++this.id, kernel, shown };
    if (!this.filtering) this.goOn();
  }

  goOn() {
    [this.filtering, this.next] = [this.next, null];
    if (this.filtering) this.ask(this.filtering);
  }

  /** @param {Request} request */
  ask(request) {
    this.send ??= this.inWorker() ?? this.inPage();
    this.send(request);
  }

  /** @param {{ data: Reply }} reply */
  hear({ data: { id, read, drawn, fault } }) {
    const asked = this.reading.get(id);
    this.reading.delete(id);
    if (read) asked?.done(read);
    else if (fault) asked?.fail(new Error(fault));
    if (this.filtering?.id !== id) return;
    this.goOn();
    if (drawn) this.draw(drawn);
  }

  /** @returns {(request: Request) => void} */
  inPage() {
    /** @type {Scope} */
    const scope = { onmessage: null, postMessage: (data) => this.hear({ data }) };
    new Mill(scope);
    return (data) => scope.onmessage?.({ data });
  }

  /**
   * A page on a disk, too, may make a worker from a text that it has.
   * @returns {((request: Request) => void) | null}
   */
  inWorker() {
    if (typeof OffscreenCanvas !== "function") return null;
    try {
      const text = new Blob([`new (${Mill})(self)`], { type: "text/javascript" });
      const worker = new Worker(URL.createObjectURL(text));
      worker.onmessage = (reply) => this.hear(reply);
      // It may turn out only now that there can be none.
      worker.onerror = () => {
        worker.terminate();
        this.send = this.inPage();
        for (const { request } of this.reading.values()) this.send(request);
        if (this.filtering) this.send(this.filtering);
      };
      return (request) => worker.postMessage(request);
    } catch {
      return null;
    }
  }
}
