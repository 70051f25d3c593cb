// Values as Node.js shows them in a log: `{ a: 1, b: [ 'x' ] }`.

const DEPTH_MAX = 2;
const ITEMS_MAX = 100;
/** What fits into one line. */
const WIDTH = 72;

/** The arguments of `console.log` as one text, with `%s`, `%d`, `%j`, `%o` filled in. */
export function format(args) {
  const [first, ...rest] = args;
  if (typeof first !== "string") return args.map((arg) => shown(arg)).join(" ");
  const filled = first.replace(/%[sdifjoOc%]/g, (place) => {
    if (place === "%%") return rest.length > 0 || args.length > 1 ? "%" : place;
    if (rest.length === 0) return place;
    const value = rest.shift();
    switch (place) {
      case "%s": return typeof value === "object" && value !== null ? inspect(value) : String(value);
      case "%d": return String(Number(value));
      case "%i": return String(Number.parseInt(value, 10));
      case "%f": return String(Number.parseFloat(value));
      case "%j": return JSON.stringify(value);
      case "%c": return "";
      default: return inspect(value);
    }
  });
  return [filled, ...rest.map((arg) => shown(arg))].join(" ");
}

const shown = (value) => (typeof value === "string" ? value : inspect(value));

/** A value of any kind; never throws, whatever its getters do. */
export function inspect(value) {
  try {
    return write(value, 0, []);
  } catch (error) {
    return `[cannot be shown: ${error?.message}]`;
  }
}

function write(value, depth, above) {
  switch (typeof value) {
    case "string": return quoted(value);
    case "bigint": return `${value}n`;
    case "symbol": return value.toString();
    case "function": return /^class\s/.test(String(value)) ? `[class ${value.name}]` : `[${value.constructor?.name ?? "Function"}${value.name ? `: ${value.name}` : " (anonymous)"}]`;
    case "number": return Object.is(value, -0) ? "-0" : String(value);
    case "object": return value === null ? "null" : writeObject(value, depth, above);
    default: return String(value);
  }
}

function writeObject(value, depth, above) {
  if (above.includes(value)) return "[Circular *1]";
  if (value instanceof Error) return writeError(value, depth, above);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "Promise { <pending> }";
  const within = [...above, value];
  const name = value.constructor?.name ?? "[Object: null prototype]";
  const inner = (item) => write(item, depth + 1, within);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const label = Array.isArray(value) ? "" : `${name}(${value.length}) `;
    if (depth > DEPTH_MAX) return `[${Array.isArray(value) ? "Array" : name}]`;
    return laidOut(cut([...value].map(inner)), `${label}[`, "]", depth);
  }
  if (depth > DEPTH_MAX) return `[${name}]`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`);
    return laidOut(cut(entries), `Map(${value.size}) {`, "}", depth);
  }
  if (value instanceof Set) return laidOut(cut([...value].map(inner)), `Set(${value.size}) {`, "}", depth);
  const label = name === "Object" ? "" : `${name} `;
  return laidOut(cut(fields(value, inner)), `${label}{`, "}", depth);
}

const fields = (value, inner) => Object.keys(value).map((key) => {
  const { get } = Object.getOwnPropertyDescriptor(value, key) ?? {};
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
  return `${name}: ${get ? "[Getter]" : inner(value[key])}`;
});

function writeError(error, depth, above) {
  const stack = typeof error.stack === "string" ? error.stack : `${error.name}: ${error.message}`;
  const lines = stack.split("\n").filter((line) => !line.includes("blob:"));
  const inner = (item) => write(item, depth + 1, [...above, error]);
  const more = fields(error, inner);
  return more.length > 0 ? `${lines.join("\n")} ${laidOut(cut(more), "{", "}", depth)}` : lines.join("\n");
}

const cut = (items) => (
  items.length > ITEMS_MAX ? [...items.slice(0, ITEMS_MAX), `... ${items.length - ITEMS_MAX} more items`] : items
);

function laidOut(items, open, close, depth) {
  if (items.length === 0) return open + close;
  const line = `${open} ${items.join(", ")} ${close}`;
  if (line.length <= WIDTH && !line.includes("\n")) return line;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${items.map((item) => indent + item).join(",\n")}\n${"  ".repeat(depth)}${close}`;
}

function quoted(text) {
  const quote = !text.includes("'") ? "'" : !text.includes('"') ? '"' : "`";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");
  return quote + escaped + quote;
}
