// Plots as inline SVG, in the look of the book's own. They are drawn for the pixels they have, so that their
// words keep their size on every screen.

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
export const path = (points, role) => svg("path", { class: `line ${role}`, d: `M${points.join("L")}` });
export const circle = (cx, cy, r, role) => svg("circle", { class: role, cx, cy, r });
export const note = (x, y, words, anchor = "middle", role = "") => svg("text", { class: role, x, y, "text-anchor": anchor }, words);

// An axis is {low, high, ticks: [[value, name]], name, log}, a line [points, role]; `marks(at)` gives more
// elements, at(x, y) being a place in pixels.
export function plot({ height, left = 36 }) {
  const element = svg("svg", { class: "plot", role: "img", height });
  const bottom = height - 42;
  let shown;
  const draw = () => {
    const { label, x, y, lines, marks = () => [] } = shown;
    const end = (element.clientWidth || 344) - 18;
    const share = ({ low, high, log }, value) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
    const at = (a, b) => [left + share(x, a) * (end - left), bottom - share(y, b) * (bottom - 26)];
    element.setAttribute("aria-label", label);
    element.replaceChildren(
      ...y.ticks.flatMap(([value, name]) => {
        const [, level] = at(x.low, value);
        return [path([[left, level], [end, level]], "level"), note(left - 6, level + 4, name, "end")];
      }),
      path([[left, 16], [left, bottom], [end, bottom]], "axis"),
      ...x.ticks.map(([value, name]) => note(at(value, y.low)[0], bottom + 17, name)),
      note(0, 12, y.name, "start"),
      note(end, height - 6, x.name, "end"),
      ...lines.map(([points, role]) => path(points.map((point) => at(...point)), role)),
      ...marks(at),
    );
  };
  if (window.ResizeObserver) new ResizeObserver(draw).observe(element);
  return { element, show: (wanted) => { shown = wanted; draw(); } };
}
