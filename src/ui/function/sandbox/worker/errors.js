// An exception as Lambda's runtime reports it: type, message, and the stack with the places in the
// function's own file.

/** `{type, message, trace}`; `trace` begins with the error itself, as Node.js prints it. */
export function errorOf(error, start, isInit) {
  try {
    return told(error, start, isInit);
  } catch {
    // Its getters throw, or the code has taken the tools away.
    return { type: "Error", message: "An error that cannot be read", trace: [] };
  }
}

function told(error, { lineOffset, url }, isInit) {
  if (!(error instanceof Error) && !isErrorLike(error)) {
    return { type: typeof error, message: describe(error).slice(0, MESSAGE_MAX), trace: [] };
  }
  const name = String(error.name ?? "Error");
  const message = String(error.message ?? "");
  const type = isInit && name === "SyntaxError" ? "Runtime.UserCodeSyntaxError" : typeOf(error, name, isInit);
  const words = isInit && type !== name && !message.startsWith(`${name}:`) ? `${name}: ${message}` : message;
  return { type, message: words.slice(0, MESSAGE_MAX), trace: traceOf(error, type, words, lineOffset, url) };
}

const MESSAGE_MAX = 100_000;
const TRACE_MAX = 50;

const isErrorLike = (error) => (
  typeof error === "object" && error !== null && typeof error.message === "string" && "stack" in error
);

function typeOf(error, name, isInit) {
  return isInit && error.code === "MODULE_NOT_FOUND" ? "Runtime.ImportModuleError" : name;
}

function describe(value) {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}

/** The stack's lines; those of the runtime are left out, those of the code get its file's name. */
function traceOf(error, type, message, lineOffset, url) {
  const stack = typeof error.stack === "string" ? error.stack : "";
  const lines = stack.split("\n").filter((line) => /^\s+at /.test(line) && line.includes(url));
  const placed = lines.map((line) => {
    const place = /:(\d+):(\d+)\)?$/.exec(line);
    const row = place ? Number(place[1]) - lineOffset : 0;
    if (row < 1) return null;
    const where = `/var/task/index.js:${row}:${place[2]}`;
    return line.includes("(") ? `${line.slice(0, line.lastIndexOf("("))}(${where})` : `    at ${where}`;
  });
  const own = placed.filter((line) => line !== null).slice(0, TRACE_MAX);
  return [`${type}: ${message}`.slice(0, MESSAGE_MAX), ...own];
}
