// What the scripts that a page loads put on its window.
interface Window {
  // from_disk.js: all modules, by their names
  explorableModules: Record<string, string>;
  // cat.js: the photograph, as an address
  explorableCat: string;
  // search_index.js
  bookIndex: { docs: BookEntry[] };
}
type BookEntry = { location: string; title: string; text: string; term?: string };
