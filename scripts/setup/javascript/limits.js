// What a reader of the JavaScript can count on: no line, function or condition is too much for one look.
/// <reference lib="deno.unstable" />
const WIDTH = 120; // letters
const LENGTH = 60; // lines

/** @type {Deno.lint.Rule} */
const width = {
  create: (context) => ({
    "Program:exit"() {
      let start = 0;
      for (const line of context.sourceCode.text.split("\n")) {
        const range = /** @type {[number, number]} */ ([start, start + line.length]);
        if (line.length > WIDTH) context.report({ range, message: `${line.length} letters; at most ${WIDTH}` });
        start += line.length + 1;
      }
    },
  }),
};

/** @type {Deno.lint.Rule} */
const length = {
  create(context) {
    /** @param {Deno.lint.Node} node */
    const measure = (node) => {
      const lines = context.sourceCode.getText(node).split("\n").length;
      if (lines > LENGTH) context.report({ node, message: `a function of ${lines} lines; at most ${LENGTH}` });
    };
    return { FunctionDeclaration: measure, FunctionExpression: measure, ArrowFunctionExpression: measure };
  },
};

/** @type {Deno.lint.Rule} */
const conditional = {
  create: (context) => ({
    ConditionalExpression(node) {
      const above = context.sourceCode.getAncestors(node).reverse();
      const end = above.findIndex(({ type }) => type.includes("Function"));
      const around = above.slice(0, end < 0 ? above.length : end);
      if (around.some(({ type }) => type === "ConditionalExpression")) {
        context.report({ node, message: "a conditional inside another; write an if, or name the inner one" });
      }
    },
  }),
};

/** @type {Deno.lint.Plugin} */
export default {
  name: "limits",
  rules: { "line-width": width, "function-length": length, "no-nested-conditional": conditional },
};
