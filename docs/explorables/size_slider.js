// Size slider: what a dense layer and a convolution have to learn, as the image grows.
import { conv_parameters, mlp_parameters } from "./convdemo.js";
import { button, controls, field, make, number, slider, toggle, within } from "./explorable.js";
import { circle, note, plot } from "./plot.js";

const [LOW, HIGH, FEW, MANY] = [8, 1000, 10, 500]; // sides; units
const CASES = [128, 1000]; // the article's two

const defaults = { side: 128, units: 300, colour: false };
const check = ({ side, units }) => (within(side, LOW, HIGH) && within(units, FEW, MANY) ? ""
  : `the side must be a whole number from ${LOW} to ${HIGH}, the units one from ${FEW} to ${MANY}.`);

function build({ root, set, say, state, reset }) {
  const change = (changes) => { set(changes); say(sums.innerText); };
  const sides = { min: LOW, max: HIGH, change: (side) => change({ side }) };
  const [slid, typed] = [slider("image side", { ...sides, words: (side) => `${side} × ${side}` }), field("side", sides)];
  const units = field("units, or filters", { min: FEW, max: MANY, change: (value) => change({ units: value }) });
  const colour = toggle("colour", (value) => change({ colour: value }));
  const cases = CASES.map((side) => button(`${side} × ${side}`, () => change({ side })));
  const sums = make("div");
  const chart = plot({ height: 340, left: 82 });
  root.append(controls(slid, typed, ...cases), controls(units, colour, reset), chart.element, sums);

  return function show({ side, units: count, colour: inColour }) {
    const n_c = inColour ? 3 : 1;
    const dense = (n) => mlp_parameters([n, n, n_c], count);
    const [most, many, one] = [dense(side), conv_parameters(3, n_c, count), conv_parameters(3, n_c, 1)];
    const level = (value) => [[[LOW, value], [HIGH, value]], "filter"];
    sums.replaceChildren(...[
      [`dense: ${side}·${side}·${n_c}·${count}`, most], [`${count} filters: (3·3·${n_c} + 1)·${count}`, many], [`1 filter: 3·3·${n_c} + 1`, one],
    ].map(([words, value]) => make("p", { class: "sum" }, `${words} = `, make("strong", {}, number(value)))));
    chart.show({
      label: `Numbers to learn at ${side} by ${side}: a dense layer of ${count} units has ${number(most)}, ${count} filters of 3 by 3 have ${number(many)}, one has ${one}.`,
      x: { low: LOW, high: HIGH, log: true, name: "side of the image, in pixels", ticks: [8, 32, 128, 1000].map((n) => [n, n]) },
      y: { low: 4, high: 2e9, log: true, name: "numbers to learn", ticks: [[10, 10], [1e3, 1000], [1e5, "100,000"], [1e7, "10 million"], [1e9, "1 billion"]] },
      lines: [[[[LOW, dense(LOW)], [HIGH, dense(HIGH)]], "input"], level(many), level(one), [[[side, 4], [side, most]], "plain"]],
      marks: (at) => {
        const name = (value, down, words, role) => { const [x, y] = at(HIGH, value); return note(x, y + down, words, "end", role); };
        const [x, y] = at(side, most);
        return [
          name(dense(HIGH), 76, `dense, ${count} units`, "input"),
          name(many, -8, `${count} filters of 3 × 3`, "filter"), name(one, -8, "1 filter of 3 × 3", "filter"),
          ...CASES.map((n) => circle(...at(n, dense(n)), 5, "point")),
          circle(x, y, 9, "ring"), x > 190 ? note(x - 13, y - 5, number(most), "end", "ink") : note(x + 13, y + 15, number(most), "start", "ink"),
        ];
      },
    });
    [slid, typed].forEach((control) => control.show(side));
    units.show(count);
    colour.show(inColour);
    cases.forEach((press, i) => press.setAttribute("aria-pressed", CASES[i] === side));
  };
}

export { defaults, check, build };
