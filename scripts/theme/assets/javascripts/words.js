// How search reads a text: its words as they stand, their stems, and the pieces of it that are marked. Before it
// stands the stemmer.

/** @typedef {{ raw: string, stem: string, from: number, to: number }} Token */

// One word, or one product of sizes; what joins words is kept between letters and digits.
const SIZES = /(\d)\s*[×x]\s*(?=\d)/g;
const WORD = /[\p{L}\p{N}]+(?:_+[\p{L}\p{N}]+)*/gu;
const JOINED = /\p{L}+(?:-\p{L}+)+/gu;

// Letters without marks, in lower case; the length stays, so that places carry over.
/** @param {string} text */
const plain = (text) =>
  text.replace(/[^\0-\x7f]/gu, (letter) => {
    const bare = letter.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    return bare.length === letter.length ? bare : letter;
  }).toLowerCase();
/** @type {Map<string, string>} */
const stems = new Map();
/** @param {string} word */
const stemOf = (word) => {
  const stem = stems.get(word) ?? (/^\p{L}+$/u.test(word) ? stemmer(word) : word);
  stems.set(word, stem);
  return stem;
};

// The words of a text, as they stand. "3 × 3" is one, "3x3"; so is in_features.
/** @type {(text: string) => Token[]} */
const tokens = (text) => {
  const low = plain(text);
  // A size's inner spaces are letters for a while.
  const sizes = low.replace(SIZES, (whole, digit) => digit + "x".repeat(whole.length - 1));
  return Array.from(sizes.matchAll(WORD), ({ 0: found, index }) => {
    const raw = found.replace(/(\d)x+(?=\d)/g, "$1x");
    return { raw, stem: stemOf(raw), from: index, to: index + found.length };
  });
};
// Besides, the parts of a name, and as one what a hyphen joins.
/** @type {(text: string) => string[]} */
const words = (text) => {
  const whole = tokens(text).map(({ raw }) => raw);
  const parts = whole.filter((word) => word.includes("_")).flatMap((word) => word.split(/_+/));
  const joined = Array.from(plain(text).matchAll(JOINED), ([word]) => word.replaceAll("-", ""));
  return [...whole, ...parts, ...joined];
};
/** @param {string} word */
const forms = (word) => [...new Set([word, stemOf(word)])];
// A text as the stems of its words, a space around each: so that a phrase is a part of it.
/** @param {string} text */
const lineOf = (text) => ` ${tokens(text).map(({ stem }) => stem).join(" ")} `;

// How many letters are wrong, left out, too many, or in each other's place.
/** @type {(a: string, b: string) => number} */
const distance = (a, b) => {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = Number(a[i - 1] !== b[j - 1]);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + wrong);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  }
  return rows[a.length][b.length];
};

// A text in pieces: those that are marked, and those that are not.
/** @type {(text: string, isMarked: (token: Token) => boolean) => BookMarked} */
const marked = (text, isMarked) => {
  /** @type {BookMarked} */
  const pieces = [];
  let at = 0;
  for (const { from, to } of tokens(text).filter(isMarked)) {
    pieces.push([text.slice(at, from), false], [text.slice(from, to), true]);
    at = to;
  }
  pieces.push([text.slice(at), false]);
  return pieces.filter(([piece]) => piece);
};
const EXCERPT = 160; // letters
// Where the piece of a text begins that has most of the words that are sought.
/** @type {(found: Token[]) => number} */
const bestPlace = (found) => {
  let best = { kinds: 0, from: 0 };
  found.forEach(({ from }, at) => {
    const inside = found.slice(at, at + 12).filter(({ to }) => to < from + EXCERPT - 40);
    const kinds = new Set(inside.map(({ stem }) => stem)).size;
    if (kinds > best.kinds) best = { kinds, from };
  });
  return best.from;
};
/** @type {(text: string, isMarked: (token: Token) => boolean) => BookMarked} */
const excerpt = (text, isMarked) => {
  const place = bestPlace(tokens(text).filter(isMarked));
  const from = place < 60 ? 0 : text.lastIndexOf(" ", place - 40) + 1;
  const room = text.slice(from, from + EXCERPT);
  const whole = from + EXCERPT >= text.length;
  const cut = whole ? room : `${room.slice(0, room.lastIndexOf(" "))} …`;
  return marked((from ? "… " : "") + cut, isMarked);
};

export { distance, excerpt, forms, lineOf, marked, plain, stemOf, tokens, words };
