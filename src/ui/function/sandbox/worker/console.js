// `console` as Lambda's Node.js has it: every call a line of the log with its level.

import { format } from "./inspect.js";

/** More than these are not sent in one invocation. */
const LINES_MAX = 2000;
const CHARACTERS_MAX = 100_000;

/** `log(level, text)` takes the lines. */
export function makeConsole(log, clock) {
  const since = new Map();
  const counts = new Map();
  let [nLines, nCharacters, isCut] = [0, 0, false];
  let indent = "";

  const write = (level) => (...args) => {
    if (isCut) return;
    const text = format(args).replaceAll("\n", `\n${indent}`);
    nLines += 1;
    nCharacters += text.length;
    isCut = nLines > LINES_MAX || nCharacters > CHARACTERS_MAX;
    if (isCut) log("WARN", "Signalbox keeps no more of this log: it is too long");
    else log(level, indent + text);
  };

  const info = write("INFO");
  return {
    log: info,
    info,
    debug: write("DEBUG"),
    warn: write("WARN"),
    error: write("ERROR"),
    trace: write("TRACE"),
    dir: (value) => info(value),
    table: (value) => info(value),
    assert: (holds, ...args) => { if (!holds) write("ERROR")("Assertion failed", ...args); },
    group: (...args) => { if (args.length > 0) info(...args); indent += "  "; },
    groupCollapsed: (...args) => { if (args.length > 0) info(...args); indent += "  "; },
    groupEnd: () => { indent = indent.slice(2); },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      info(`${label}: ${counts.get(label)}`);
    },
    time: (label = "default") => { since.set(label, clock.now()); },
    timeLog: (label = "default") => info(`${label}: ${clock.now() - (since.get(label) ?? clock.now())}ms`),
    timeEnd: (label = "default") => {
      info(`${label}: ${clock.now() - (since.get(label) ?? clock.now())}ms`);
      since.delete(label);
    },
  };
}
