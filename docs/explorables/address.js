// The state of an explorable in the page's address, and in the browser's history.
import { parse, same } from "./numerals.js";
/** @import { AnyState, Value } from "./explorable.js" */

/**
 * A value in the address: numbers as they are, rows apart by stars: 1_0_-1*1_0_-1.
 * @param {Value} value
 */
function coded(value) {
  if (Array.isArray(value)) return value.map((part) => (Array.isArray(part) ? part.join("_") : part)).join("*");
  return String(typeof value === "boolean" ? Number(value) : value);
}

/**
 * The value that a code means, of the kind that `like` is of; undefined if there is none.
 * @type {(code: string, like: Value) => Value | undefined}
 */
function decoded(code, like) {
  if (typeof like === "string") return code;
  if (typeof like === "boolean") return ["0", "1"].includes(code) ? code === "1" : undefined;
  if (typeof like === "number") {
    const value = parse(code);
    return Number.isNaN(value) ? undefined : value;
  }
  return decodedRows(code, like[0]);
}

/** @type {(code: string, first: string | number | number[]) => Value | undefined} */
function decodedRows(code, first) {
  const parts = code === "" ? [] : code.split("*");
  if (typeof first === "string") return parts;
  const rows = parts.map((part) => part.split("_").map(parse));
  if (Array.isArray(first)) return rows.flat().some(Number.isNaN) ? undefined : rows;
  const numbers = parts.map(parse);
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

/**
 * The address with what differs from the start. What is on the stage stays there.
 * @type {(id: string, start: AnyState, shown: AnyState) => string}
 */
function addressOf(id, start, shown) {
  const query = new URLSearchParams(location.search);
  for (const key of Object.keys(start)) {
    if (same(shown[key], start[key])) query.delete(`${id}.${key}`);
    else query.set(`${id}.${key}`, coded(shown[key]));
  }
  const asked = query.toString();
  const place = /^#(present|slides)=/.test(location.hash) ? location.hash : `#${id}`;
  return `${location.pathname}${asked && "?"}${asked}${place}`;
}

/**
 * The state in the address, which holds what differs from the figure's own start: ?ID.stride=2&ID.kernel=1_0_-1*1_0_-1
 * @param {string} id
 * @param {AnyState} start
 * @param {(state: AnyState) => string} wrong
 */
export function inAddress(id, start, wrong) {
  const prefix = `${id}.`;
  let recent = { keys: "", time: 0 };
  let writing = 0;
  let unwritten = () => {};

  const forget = () => {
    clearTimeout(writing);
    unwritten = () => {};
  };
  /** @type {() => [AnyState, string]} */
  const read = () => {
    const wanted = { ...start };
    for (const [name, code] of new URLSearchParams(location.search)) {
      const key = name.startsWith(prefix) ? name.slice(prefix.length) : "";
      if (!Object.hasOwn(start, key)) continue;
      const value = code.length <= 4000 ? decoded(code, start[key]) : undefined;
      if (value === undefined) {
        const asked = `${key} = “${code.slice(0, 40)}”`;
        return [start, `The address asks for ${asked}, which cannot be read. This is the start.`];
      }
      wanted[key] = value;
    }
    const problem = wrong(wanted);
    if (!problem) return [wanted, ""];
    return [start, `The address asks for something impossible: ${problem} This is the start.`];
  };
  /** @type {(shown: AnyState, keys: string, quiet: boolean) => void} */
  const write = (shown, keys, quiet) => {
    // A drag, or a run of the same key, is one entry of the history, written when it pauses.
    const goesOn = quiet || (keys === recent.keys && performance.now() - recent.time < 1000);
    recent = { keys, time: performance.now() };
    const enter = () => {
      forget();
      try {
        history[goesOn ? "replaceState" : "pushState"](null, "", addressOf(id, start, shown));
      } catch {
        // A file's address may be fixed.
      }
    };
    if (!goesOn) {
      unwritten(); // what the last entry came to
      enter();
      return;
    }
    forget();
    unwritten = enter;
    writing = setTimeout(enter, 300);
  };
  const restart = () => {
    forget();
    recent = { keys: "", time: 0 };
  };
  // What is not written when the reader leaves would be lost.
  addEventListener("pagehide", () => unwritten());
  return { read, write, restart };
}
