// What search finds, and in which order: the part of it that knows no page. The build makes the index with it and
// a page asks it, so both read words alike. MiniSearch finds and weighs single words; here a question is taken apart
// into words, and what is found for each is put together.
import { distance, excerpt, forms, lineOf, marked, stemOf, tokens, words } from "./words.js";

/** @typedef {import("./words.js").Token} Token */
/** @typedef {{ word: string, stem: string, meant: boolean, begun: boolean }} Unit */
/** @typedef {Map<number, { score: number, terms: string[] }>} Found */
/** @typedef {{ id: number, score: number, count: number, terms: string[] }} Place */

const FIELDS = ["title", "asked", "likeTitle", "page", "text", "likeText"];
const BOOSTS = { title: 4, asked: 4, likeTitle: 3, page: 1, text: 1, likeText: 0.5 };
const KINDS = { page: 1.1, section: 1, term: 1.25, name: 1, member: 0.6 };
const KEPT = 200; // answers of the index
const PASSED = 40; // of what single words find, these are looked at again
// Each word of a question counts; what has all of them counts more than what has one of them often.
const COVER = 1.6;
const RAW = 0.3; // the very form of a word, besides its stem
const BEGUN = 0.6; // a word that goes on
const GUESSED = 0.7; // a word that was misspelt
const OTHER = 0.75; // a word that means the same
const PAIR = 0.25; // two words that stand side by side in the question and here
const EQUAL = 1.8; // the title is the question

/** @param {string[][]} groups */
const linesOf = (groups) => groups.map((group) => group.map((phrase) => ({ phrase, line: lineOf(phrase) })));
/** @typedef {ReturnType<typeof linesOf>} Groups */
// What a text could have said for what it says.
/** @type {(groups: Groups, line: string) => string} */
const others = (groups, line) =>
  groups
    .filter((group) => group.some((each) => line.includes(each.line)))
    .flatMap((group) => group.filter((each) => !line.includes(each.line)).map(({ phrase }) => phrase))
    .join(". ");

/** @param {BookSettings} settings */
const littleOf = ({ little }) => new Set(little.trim().split(/\s+/));
/** @param {BookSettings} settings */
const options = (settings) => {
  const passed = littleOf(settings);
  /** @param {string} word */
  const processTerm = (word) => passed.has(word) ? null : forms(word);
  return { fields: FIELDS, idField: "id", tokenize: words, processTerm };
};

// The index of all entries, as JSON. The build calls this.
/** @type {(docs: BookEntry[], settings: BookSettings) => string} */
const build = (docs, settings) => {
  const groups = linesOf(settings.alike);
  const index = new MiniSearch(options(settings));
  docs.forEach((doc, id) => {
    const asked = (settings.asked[doc.location] ?? []).join(". ");
    const likeTitle = others(groups, lineOf(`${doc.title} ${asked}`));
    const likeText = others(groups, lineOf(doc.text));
    index.add({ ...doc, id, asked, likeTitle, likeText });
  });
  return JSON.stringify(index);
};

/** @type {(found: Found, hits: MiniSearchHit[], put: (known: number, score: number) => number) => void} */
const take = (found, hits, put) => {
  for (const { id, score, terms } of hits) {
    const known = found.get(id) ?? { score: 0, terms: [] };
    found.set(id, { score: put(known.score, score), terms: [...known.terms, ...terms] });
  }
};

// The words of the book: where each stands, and which is meant by one that does not.
class Lexicon {
  /** @param {BookIndex} book */
  constructor({ docs, settings, index }) {
    this.docs = docs;
    this.index = MiniSearch.loadJS(index, options(settings));
    this.groups = linesOf(settings.alike);
    /** @type {Map<string, MiniSearchHit[]>} */
    this.asked = new Map();
  }

  // As one types on, most words are asked again.
  /** @type {(word: string, more?: MiniSearchOptions) => MiniSearchHit[]} */
  ask(word, more = {}) {
    const key = `${word} ${JSON.stringify(more)}`;
    const hits = this.asked.get(key) ?? this.index.search(word, {
      boost: BOOSTS,
      tokenize: (text) => [text],
      processTerm: (term) => term,
      boostDocument: (id) => this.docs[id].weight * KINDS[this.docs[id].kind],
      ...more,
    });
    if (this.asked.size > KEPT) this.asked.clear();
    this.asked.set(key, hits);
    return hits;
  }

  /** @param {string} word */
  isKnown(word) {
    return forms(word).some((form) => this.ask(form).length > 0);
  }

  // The known word that is nearest to a misspelt one; of two, the one that the book has more of.
  /** @type {(word: string) => string | null} */
  nearest(word) {
    if (word.length < 4 || /\d/.test(word)) return null;
    const far = word.length < 7 ? 1 : 2;
    /** @type {Map<string, number>} */
    const counts = new Map();
    const terms = this.ask(word, { fuzzy: 2 }).flatMap((hit) => hit.terms);
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
    const [first] = Array.from(counts, ([term, count]) => ({ term, count, off: distance(word, term) }))
      .filter(({ off }) => off <= far)
      .sort((a, b) => a.off - b.off || b.count - a.count);
    return first?.term ?? null;
  }

  // What a word of a question stands for; the last may be no more than its beginning.
  /** @type {(word: string, last: boolean) => Unit} */
  unit(word, last) {
    const written = { word, stem: stemOf(word), meant: false, begun: false };
    if (this.isKnown(word)) return written;
    const meant = this.nearest(word);
    const goesOn = word.length > 2 && this.ask(word, { prefix: true }).length > 0;
    if (goesOn && (last || !meant)) return { ...written, begun: true };
    return meant ? { word: meant, stem: stemOf(meant), meant: true, begun: false } : written;
  }

  // The single words that mean what a word means.
  /** @param {string} stem */
  alike(stem) {
    return this.groups
      .filter((group) => group.some(({ line }) => line === ` ${stem} `))
      .flatMap((group) => group.map(({ line }) => line.trim()))
      .filter((other) => other !== stem && !other.includes(" "));
  }

  // Where a word stands, or another for it: what it is called here counts nearly as if it had been asked.
  /** @type {(unit: Unit) => Found} */
  places({ word, stem, begun }) {
    /** @type {Found} */
    const found = new Map();
    if (begun) take(found, this.ask(word, { prefix: true }), (_, score) => BEGUN * score);
    else take(found, this.ask(stem), (_, score) => score);
    if (!begun && word !== stem) take(found, this.ask(word), (known, score) => known + RAW * score);
    for (const other of this.alike(stem)) {
      take(found, this.ask(other), (known, score) => Math.max(known, OTHER * score));
    }
    return found;
  }
}

class Finder {
  /** @param {BookIndex} book */
  constructor(book) {
    this.docs = book.docs;
    this.little = littleOf(book.settings);
    this.lexicon = new Lexicon(book);
    /** @type {Map<number, { text: string, title: string }>} */
    this.lines = new Map();
  }

  // A question's words, but for those that all questions have; two are one that the book writes as one.
  /** @type {(question: string) => Unit[]} */
  units(question) {
    const telling = tokens(question).map(({ raw }) => raw).filter((word) => !this.little.has(word));
    const open = /[\p{L}\p{N}]$/u.test(question);
    /** @type {Unit[]} */
    const units = [];
    for (let at = 0; at < telling.length; at++) {
      const [word, next] = [telling[at], telling[at + 1]];
      const joined = next && !this.lexicon.isKnown(word) && this.lexicon.isKnown(word + next);
      if (joined) at++;
      units.push(this.lexicon.unit(joined ? word + next : word, open && at === telling.length - 1));
    }
    return units;
  }

  // A name of the package is found as it is written: `pad`, and conv2d() too.
  /** @param {string} question */
  named(question) {
    const name = question.trim().replace(/\(\)$/, "").replace(/^convdemo\./, "");
    return this.docs.findIndex(({ kind, title, location }) =>
      kind === "name" && (title === name || location.endsWith(`#convdemo.${name}`))
    );
  }

  /** @param {number} id */
  linesOf(id) {
    const { text, title } = this.docs[id];
    const known = this.lines.get(id) ?? { text: lineOf(text), title: lineOf(title) };
    this.lines.set(id, known);
    return known;
  }

  // How much more a place counts that has words of the question side by side, or for its title.
  /** @type {(id: number, units: Unit[]) => number} */
  nearness(id, units) {
    const { text, title } = this.linesOf(id);
    const pairs = units.slice(1).map((unit, at) => ` ${units[at].stem} ${unit.stem} `);
    const beside = pairs.map((pair) => 2 * Number(title.includes(pair)) + Number(text.includes(pair)));
    const share = beside.reduce((sum, each) => sum + each, 0) / Math.max(1, pairs.length);
    const heading = title.split(" ").filter((word) => word && !this.little.has(word)).join(" ");
    const equal = heading === units.map(({ stem }) => stem).join(" ");
    return (1 + PAIR * share) * (equal ? EQUAL : 1);
  }

  /** @type {(units: Unit[]) => Place[]} */
  places(units) {
    /** @type {Map<number, Place>} */
    const all = new Map();
    for (const unit of units) {
      const found = this.lexicon.places(unit);
      // A rare word tells more than one that is on every page, and a guess less than what was written.
      const rarity = Math.log(1 + this.docs.length / found.size) * (unit.meant ? GUESSED : 1);
      const most = Math.max(...Array.from(found.values(), ({ score }) => score));
      for (const [id, { score, terms }] of found) {
        const known = all.get(id) ?? { id, score: 0, count: 0, terms: [] };
        const sum = known.score + rarity * (score / most);
        all.set(id, { id, score: sum, count: known.count + 1, terms: [...known.terms, ...terms] });
      }
    }
    return [...all.values()];
  }

  /** @type {(question: string, units: Unit[]) => Place[]} */
  ranked(question, units) {
    /** @type {(a: Place, b: Place) => number} */
    const byScore = (a, b) => b.score - a.score;
    const places = this.places(units);
    for (const place of places) place.score *= (place.count / units.length) ** COVER;
    places.sort(byScore);
    for (const place of places.slice(0, PASSED)) place.score *= this.nearness(place.id, units);
    const first = this.named(question);
    for (const place of places) if (place.id === first) place.score = Infinity;
    return places.sort(byScore);
  }

  /** @type {(question: string, most: number) => BookAnswer} */
  find(question, most) {
    const units = this.units(question);
    const places = this.ranked(question, units);
    const said = lineOf(units.map(({ word }) => word).join(" "));
    const alike = new Set(tokens(others(this.lexicon.groups, said)).map(({ stem }) => stem));
    const hits = places.slice(0, most).map(({ id, terms }) => {
      const sought = new Set([...terms, ...alike]);
      /** @param {Token} token */
      const isMarked = ({ raw, stem }) => !this.little.has(raw) && (sought.has(raw) || sought.has(stem));
      const doc = this.docs[id];
      return { doc, title: marked(doc.title, isMarked), text: excerpt(doc.text, isMarked) };
    });
    return { hits, count: places.length, changed: units.filter(({ meant }) => meant).map(({ word }) => word) };
  }

  // Pages whose titles are least unlike what was asked, where nothing was found.
  /** @type {(question: string, most: number) => BookEntry[]} */
  near(question, most) {
    const asked = tokens(question).map(({ raw }) => raw).filter((word) => word.length > 2);
    const loose = { fields: ["title", "page"], fuzzy: 0.5, prefix: true };
    const found = asked.flatMap((word) => this.lexicon.ask(word, loose)).sort((a, b) => b.score - a.score);
    const pages = new Set(found.map(({ id }) => this.docs[id].location.split("#")[0]));
    return [...pages].slice(0, most).flatMap((page) => this.docs.filter(({ location }) => location === page));
  }
}

/** @param {BookIndex} book */
const open = (book) => new Finder(book);

export { build, open };
