// What the scripts that a page loads put on its window.
interface Window {
  // from_disk.js: all modules, by their names
  explorableModules: Record<string, string>;
  // cat.js: the photograph, as an address
  explorableCat: string;
  // search.js: what finds, by find.js
  bookSearch: { open: (book: BookIndex) => BookSearch };
  // search_index.js
  bookIndex: BookIndex;
  // stage.js: what shows figures and slides across the screen
  bookStage: BookStage;
  // terms.js: by the place of each term, the line that defines it
  bookTerms: Record<string, string>;
  // asking.js, and what a page answers when its numerals are asked, and those in the texts of its pictures
  bookAsking: { begin: (numerals: HTMLElement[], button: HTMLElement) => BookAsking };
  bookAsked: BookAnswers & { numerals: (BookAnswerOf | BookAnswerOf[])[] };
  bookSaid: (BookAnswers & { said: Record<string, [BookAnswerOf, ...number[]][]> }) | undefined;
}
type BookAsking = { toggle: () => void; press: (event: MouseEvent) => void };
// The source, the exact value, which of how many it is, and how it is written.
type BookAnswerOf = number | [number, (string | 0)?, number?, number?, string?];
// Of a listing of the page there is but the address.
type BookAnswers = {
  places: [string, string?, string?][];
  names: [string, number][];
  sources: [string, ...number[]][];
};
type BookStage = { begin: (figure: Element | null, all: boolean) => Promise<void>; follow: () => Promise<void> };
type BookEntry = { kind: BookKind; location: string; title: string; page: string; text: string; weight: number };
type BookKind = "page" | "section" | "term" | "name" | "member";
type BookSettings = { little: string; alike: string[][]; asked: Record<string, string[]> };
type BookIndex = { docs: BookEntry[]; settings: BookSettings; index: object };
// A text in pieces, and whether each is a word that was sought.
type BookMarked = [string, boolean][];
type BookHit = { doc: BookEntry; title: BookMarked; text: BookMarked };
type BookAnswer = { hits: BookHit[]; count: number; changed: string[] };
type BookSearch = {
  find: (question: string, most: number) => BookAnswer;
  near: (question: string, most: number) => BookEntry[];
};

// What find.js uses of MiniSearch, and of the stemmer.
type MiniSearchHit = { id: number; score: number; terms: string[] };
type MiniSearchOptions = {
  fields?: string[];
  idField?: string;
  tokenize?: (text: string) => string[];
  processTerm?: (term: string) => string | string[] | null;
  boost?: Record<string, number>;
  boostDocument?: (id: number) => number;
  fuzzy?: number;
  prefix?: boolean;
};
declare class MiniSearch {
  constructor(options: MiniSearchOptions);
  static loadJS(index: object, options: MiniSearchOptions): MiniSearch;
  add(doc: object): void;
  search(query: string, options: MiniSearchOptions): MiniSearchHit[];
}
declare const stemmer: (word: string) => string;
