// The page's side of the sandbox in which the code of Lambda functions runs, and, when this very
// script is loaded by the sandbox's frame, the frame's side.
//
// ```
//   page  ── MessagePort ──  iframe sandbox="allow-scripts"  ── postMessage ──  a Worker a run
//   (Rust)                   opaque origin, no network,                         the function's code
//                            counts, measures, kills
// ```
//
// The frame has an origin of its own that is nobody's, and a policy that lets it load nothing: no
// network, no storage, nobody's document. Code runs in a Worker of the frame, so an endless loop
// stops neither page nor frame, and is ended by ending the Worker.
//
// `.ci/hooks/bundle-sandbox.mjs` bundles this folder into one classic script.

import { frame } from "./frame.js";
import runtime from "worker:./worker/main.js";

/** Milliseconds until a frame that says nothing is taken for one that was refused. */
const FRAME_PATIENCE = 8000;

/** Milliseconds that a frame may be late with what it does when the code's time is over. */
const KILL_PATIENCE = 3000;

/**
 * Opens the sandbox. `onMessage(id, text)` gets what happens with a run: JSON text, see frame.js.
 *
 * What it gives takes messages for a run: `send(id, message)`, with a message as frame.js has them.
 */
export function open(scriptUrl, onMessage) {
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.hidden = true;
  element.title = "";
  element.srcdoc = pageOf(scriptUrl);

  const { port1: port, port2: remotePort } = new MessageChannel();
  /** What runs, with its time and the alarm that goes off when the frame does not keep to it. */
  const runs = new Map();
  let isHere = false;
  const tell = (id, message) => onMessage(id, JSON.stringify(message));
  const forget = (id) => {
    clearTimeout(runs.get(id)?.alarm);
    return runs.delete(id);
  };
  const lose = (why) => {
    for (const id of [...runs.keys()]) {
      forget(id);
      tell(id, { type: "lost", why });
    }
  };
  const watch = (id) => {
    const run = runs.get(id);
    if (!run || !isHere) return;
    clearTimeout(run.alarm);
    run.alarm = setTimeout(() => forget(id) && tell(id, { type: "end", timedOut: true }), run.budget + KILL_PATIENCE);
  };
  const patience = setTimeout(() => {
    if (!isHere) lose("The sandbox did not open: this page's host or an extension forbids it");
  }, FRAME_PATIENCE);
  port.onmessage = ({ data: [id, text] }) => {
    if (id === null) {
      isHere = true;
      clearTimeout(patience);
      for (const run of runs.keys()) watch(run);
      return;
    }
    const { type } = JSON.parse(text);
    if (type === "end" && !forget(id)) return;
    if (type === "call" || type === "sleep" || type === "wait") clearTimeout(runs.get(id)?.alarm);
    onMessage(id, text);
  };
  element.addEventListener("load", () => {
    element.contentWindow.postMessage("signalbox", "*", [remotePort]);
  }, { once: true });
  document.body.append(element);
  // Somebody else's script may take the frame away; whoever runs in it is over then.
  new MutationObserver(() => {
    if (!element.isConnected) lose("The sandbox was removed from the page");
  }).observe(document.body, { childList: true });

  return {
    async send(id, message) {
      if (message.type === "start") runs.set(id, { budget: message.budget, alarm: 0 });
      if (message.type === "stop") forget(id);
      if (!element.isConnected) return lose("The sandbox was removed from the page");
      watch(id);
      const sent = message.type === "start" ? { ...message, ...await readable(message.code) } : message;
      port.postMessage([id, sent]);
    },
  };
}

/** Code that a Worker can read: ES modules as CommonJS. */
async function readable(code) {
  if (!/\b(import|export)\b/.test(code)) return { code, isModule: false };
  const { toCommonJs } = await window.loadSignalboxEditor();
  return toCommonJs(code);
}

/** The frame's document: this script and nothing else. From a file it is written into it, since a
 * frame of no origin may load no file. */
function pageOf(scriptUrl) {
  const isFile = new URL(scriptUrl).protocol === "file:";
  const allowed = isFile ? "'unsafe-inline'" : scriptUrl.replaceAll(";", "%3B").replaceAll(",", "%2C");
  const policy = `default-src 'none'; script-src ${allowed}; worker-src blob:`;
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const script = isFile
    ? `<script>(${frame})(${JSON.stringify(runtime).replaceAll("<", "\\u003c")})</script>`
    : `<script src="${quoted(scriptUrl)}" data-frame></script>`;
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${quoted(policy)}">${script}`;
}

if (document.currentScript?.dataset.frame !== undefined) frame(runtime);
