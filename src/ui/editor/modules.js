// ES modules as CommonJS: `import` and `export` of a function's code become `require` and `exports`,
// since a Worker made of a text can load no module by its name. Every line stays the line it was.

import { javascriptLanguage } from "@codemirror/lang-javascript";

/** `{ code, isModule }`; code without import and export comes back as it is. */
export function toCommonJs(code) {
  const tree = javascriptLanguage.parser.parse(code);
  const text = (node) => code.slice(node.from, node.to);
  const edits = [];
  const exported = [];
  const replace = (from, to, by) => {
    const lines = code.slice(from, to).split("\n").length - by.split("\n").length;
    edits.push({ from, to, by: by + "\n".repeat(Math.max(0, lines)) });
  };

  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.name === "ImportDeclaration") replace(node.from, node.to, importOf(text(node), edits.length));
    if (node.name === "ExportDeclaration") exportOf(node, { text, replace, exported });
  }
  if (edits.length === 0) return { code, isModule: false };

  let [out, at] = ["", 0];
  for (const { from, to, by } of edits) {
    out += code.slice(at, from) + by;
    at = to;
  }
  out += code.slice(at);
  const tail = exported.map(([name, local]) => `exports[${JSON.stringify(name)}] = ${local};`).join(" ");
  return { code: `${out}\n${tail}`, isModule: true };
}

/** `import d, { a as b }, * as n from "x"` as declarations. */
function importOf(declaration, index) {
  const parts = /^import\s*(?:([^]*?)\s*from\s*)?(["'][^"']*["'])/.exec(declaration);
  if (!parts) return declaration;
  const [, clause, module] = parts;
  if (!clause) return `require(${module});`;
  const name = `signalboxImport${index}`;
  const made = [`${name} = require(${module})`];
  const named = /\{([^]*)\}/.exec(clause);
  if (named) made.push(`{ ${pairs(named[1]).map(([from, to]) => `${from}: ${to}`).join(", ")} } = ${name}`);
  const rest = clause.replace(/\{[^]*\}/, "").split(",").map((part) => part.trim()).filter(Boolean);
  for (const part of rest) {
    const namespace = /^\*\s*as\s+(\S+)$/.exec(part);
    made.push(namespace ? `${namespace[1]} = ${name}` : `${part} = ${name}.default ?? ${name}`);
  }
  return `const ${made.join(", ")};`;
}

/** The pairs of `a, b as c`. */
const pairs = (list) => list.split(",").map((part) => part.trim()).filter(Boolean).map((part) => {
  const [from, to] = part.split(/\s+as\s+/);
  return [from, to ?? from];
});

function exportOf(node, { text, replace, exported }) {
  const child = (name) => node.getChild(name);
  const declaration = child("VariableDeclaration") ?? child("FunctionDeclaration") ?? child("ClassDeclaration");
  const start = child("export").from;
  const source = child("String");
  if (child("default")) {
    const defined = declaration?.getChild("VariableDefinition");
    if (defined) {
      replace(start, declaration.from, "");
      exported.push(["default", text(defined)]);
    } else {
      replace(start, child("default").to, "exports.default =");
    }
  } else if (declaration) {
    replace(start, declaration.from, "");
    for (const name of definedIn(declaration)) exported.push([text(name), text(name)]);
  } else if (child("ExportGroup")) {
    const group = pairs(text(child("ExportGroup")).slice(1, -1));
    const from = source ? `require(${text(source)}).` : "";
    replace(node.from, node.to, "");
    for (const [local, name] of group) exported.push([name, from + local]);
  } else if (source) {
    replace(node.from, node.to, `Object.assign(exports, require(${text(source)}));`);
  }
}

/** The names that a declaration defines, those within patterns too, but none of initializers. */
function definedIn(declaration) {
  const found = [];
  const visit = (node) => {
    if (node.name === "VariableDefinition") found.push(node);
    else if (/Pattern|PatternProperty/.test(node.name)) {
      for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
    }
  };
  for (let child = declaration.firstChild; child; child = child.nextSibling) visit(child);
  return found;
}
