// The frame's side: one Worker a run, and the limits of what it may do.
//
// From the page, as `[id, message]`:
// - `{type: "start", code, isModule, budget, …}` runs code; all of it goes on to the worker
// - `{type: "reply", call, result | error}` answers a call
// - `{type: "wake", now}` after a sleep
// - `{type: "stop"}` ends the run without a word
//
// To the page, as `[id, text]`, each text JSON:
// - `{type: "log", lines: [{at, level, text, init}]}`
// - `{type: "call", call, service, action, parameters}`
// - `{type: "sleep", ms}` until a timer of the code is due
// - `{type: "wait", received, ms?}` until a call is answered, so many having been, or a timer is due
// - `{type: "end", returned}`, `{type: "end", error: {type, message, trace}}` or, for code that does
//   not rest, `{type: "end", timedOut: true}`
//
// What comes from a worker is a stranger's: it is text, bounded in number and size, and whatever is
// not one of these is left out. This function is complete in itself: it may be written into a page.

export function frame(runtime) {
  /** Of one run. A log that is longer is cut by the runtime already. */
  const MESSAGES_MAX = 5000;
  const CHARACTERS_MAX = 16_000_000;
  /** Calls that wait for their answer. */
  const CALLS_MAX = 256;
  /** Milliseconds for which lines of a log are gathered. */
  const GATHERED = 50;
  /** Milliseconds for which a worker that has ended is left to itself, and how many at a time. */
  const GRACE = 2000;
  const LINGERING_MAX = 4;
  const TYPES = ["log", "call", "sleep", "wait", "end"];
  /** Milliseconds that code may go on after a call, at least: the page may be busy with it. */
  const CALL_PATIENCE = 5000;

  const runs = new Map();
  const lingering = [];
  let port;

  addEventListener("message", (event) => {
    if (event.source !== parent || event.data !== "signalbox") return;
    [port] = event.ports;
    port.onmessage = ({ data: [id, message] }) => {
      if (message.type === "start") start(id, message);
      else if (message.type === "stop") close(id);
      else tell(id, message);
    };
    port.postMessage([null, "here"]);
  }, { once: true });

  function start(id, message) {
    close(id);
    const { code, isModule, ...rest } = message;
    const opening = isModule
      ? "async function (exports, require, module, __filename, __dirname) {\"use strict\";"
      : "function (exports, require, module, __filename, __dirname) {";
    const source = `${runtime}\nsignalboxRun(${opening}\n${code}\n});\n`;
    const lineOffset = runtime.split("\n").length + 1;
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const run = {
      worker: null, nMessages: 0, nCharacters: 0, nCalls: 0, nReplied: 0, lines: [], flushing: 0, timer: 0,
      budget: message.budget, begun: false, url,
    };
    runs.set(id, run);
    try {
      run.worker = new Worker(url);
    } catch (error) {
      return end(id, refused(error.message));
    }
    run.worker.onmessage = ({ data }) => hear(id, data);
    run.worker.onerror = (event) => {
      event.preventDefault();
      // The code is read together with the runtime, which has not said a word yet.
      if (run.begun) end(id, { type: "Runtime.ExitError", message: String(event.message), trace: [] });
      else if (event.message) end(id, syntaxError(event, lineOffset));
      else end(id, refused("the browser did not load its script"));
    };
    tell(id, { ...rest, lineOffset, url });
  }

  const refused = (why) => ({
    type: "Signalbox.NoSandbox",
    message: `This page may not run code (${why}). Its Content Security Policy must allow worker-src blob:`,
    trace: [],
  });

  function syntaxError({ message, lineno, colno }, lineOffset) {
    const words = message.replace(/^Uncaught /, "");
    const type = words.startsWith("SyntaxError") ? "Runtime.UserCodeSyntaxError" : "Runtime.ExitError";
    const place = `    at /var/task/index.js:${lineno - lineOffset}:${colno}`;
    return { type, message: words, trace: [`${type}: ${words}`, place] };
  }

  /** Passes a message on, and gives the code its time. */
  function tell(id, message) {
    const run = runs.get(id);
    if (!run) return;
    clearTimeout(run.timer);
    run.timer = setTimeout(() => kill(id), run.budget);
    if (message.type === "reply") {
      run.nCalls -= 1;
      run.nReplied += 1;
    }
    run.worker.postMessage(JSON.stringify(message));
  }

  function hear(id, text) {
    const run = runs.get(id);
    if (!run) return;
    run.begun = true;
    run.nMessages += 1;
    run.nCharacters += typeof text === "string" ? text.length : CHARACTERS_MAX;
    if (run.nMessages > MESSAGES_MAX || run.nCharacters > CHARACTERS_MAX) {
      const told = `sent more than ${MESSAGES_MAX} messages or ${CHARACTERS_MAX / 1e6} MB to the page`;
      return end(id, tooMany(told));
    }
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (!TYPES.includes(message?.type)) return;
    if (message.type === "log") return gather(id, run, message.lines);
    flush(id, run);
    if (message.type === "wait") {
      // An answer is on its way to it, or it waits for none: that is no rest.
      if (message.received !== run.nReplied || run.nCalls === 0) return;
      clearTimeout(run.timer);
      const { received, ms } = message;
      return port.postMessage([id, JSON.stringify({ type: "wait", received, ms })]);
    }
    clearTimeout(run.timer);
    if (message.type === "call") {
      run.nCalls += 1;
      // It rests only once it says that it waits.
      run.timer = setTimeout(() => kill(id), Math.max(run.budget, CALL_PATIENCE));
    }
    if (run.nCalls > CALLS_MAX) return end(id, tooMany(`had more than ${CALLS_MAX} calls under way at a time`));
    if (message.type === "end") close(id, true);
    port.postMessage([id, text]);
  }

  const tooMany = (what) => ({
    type: "Signalbox.TooManyMessages",
    message: `The function was stopped: it ${what} in one invocation`,
    trace: [],
  });

  /** A log goes to the page in parts, each of what was written in a moment. */
  function gather(id, run, lines) {
    if (!Array.isArray(lines)) return;
    run.lines.push(...lines);
    run.flushing ||= setTimeout(() => flush(id, run), GATHERED);
  }

  function flush(id, run) {
    clearTimeout(run.flushing);
    run.flushing = 0;
    if (run.lines.length > 0) port.postMessage([id, JSON.stringify({ type: "log", lines: run.lines.splice(0) })]);
  }

  /** The code does not rest. */
  function kill(id) {
    if (!runs.has(id)) return;
    close(id);
    port.postMessage([id, JSON.stringify({ type: "end", timedOut: true })]);
  }

  function end(id, error) {
    close(id);
    port.postMessage([id, JSON.stringify({ type: "end", error })]);
  }

  function close(id, hasEnded = false) {
    const run = runs.get(id);
    if (!run) return;
    clearTimeout(run.timer);
    flush(id, run);
    runs.delete(id);
    if (run.worker) run.worker.onmessage = run.worker.onerror = null;
    if (!hasEnded) return drop(run);
    // A browser may still be busy with loading it, and would call that a failure.
    lingering.push(run);
    if (lingering.length > LINGERING_MAX) drop(lingering.shift());
    setTimeout(() => drop(run), GRACE);
  }

  function drop({ worker, url }) {
    worker?.terminate();
    URL.revokeObjectURL(url);
  }
}
