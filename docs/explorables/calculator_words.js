// The line of a layer as it is written in Python, in parts, so that each of its numbers can be turned where it stands.
import { python } from "./calculator_code.js";
import { chosen, KINDS } from "./convdemo_layers.js";
/** @import { Choice, Layer, Name } from "./convdemo_layers.js" */

/**
 * @typedef {object} Part
 * @property {Name} name
 * @property {string} before what stands before the value: "stride="
 * @property {string} text the value in Python
 * @property {Choice} value
 * @property {boolean} usual Python would leave it out
 */

// What is always written, since it is what one changes
/** @type {Name[]} */
const SHOWN = ["stride", "padding"];

/**
 * @type {(layer: Layer, kept?: string) => Part[]} `kept`: a name that stays though it has become usual
 */
export function wordsOf(layer, kept) {
  const { needs, may } = KINDS[layer.type];
  const unusual = chosen(layer);
  const names = /** @type {Name[]} */ (Object.keys(may));
  /** @type {(name: Name, before: string, usual: boolean) => Part} */
  const part = (name, before, usual) => {
    const value = layer[name] ?? layer.size;
    return { name, before, text: python(value), value, usual };
  };
  return [
    ...needs.map((name) => part(name, "", false)),
    ...names.filter((name) => SHOWN.includes(name) || name === kept || unusual.includes(name))
      .map((name) => part(name, `${name}=`, !unusual.includes(name))),
  ];
}
