// The globals of Node.js in place of a Worker's: everything that reaches out of the sandbox, and
// everything that Node.js does not have, is gone. What Node.js has and cannot be here says so when
// it is used. (That nothing gets out does not hang on this: the frame's policy forbids it.)

import { makeBuffer } from "./buffer.js";
import { dateOn } from "./clock.js";

/** What the language has, and what Node.js shares with browsers. */
const KEPT = new Set([
  "Object", "Function", "Array", "Number", "parseFloat", "parseInt", "Infinity", "NaN", "undefined",
  "Boolean", "String", "Symbol", "Date", "Promise", "RegExp", "Error", "AggregateError", "EvalError",
  "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "globalThis", "JSON", "Math",
  "Intl", "ArrayBuffer", "Uint8Array", "Int8Array", "Uint16Array", "Int16Array", "Uint32Array",
  "Int32Array", "Float16Array", "Float32Array", "Float64Array", "Uint8ClampedArray", "BigUint64Array",
  "BigInt64Array", "DataView", "Map", "BigInt", "Set", "WeakMap", "WeakSet", "WeakRef", "Proxy",
  "Reflect", "FinalizationRegistry", "Iterator", "decodeURI", "decodeURIComponent", "encodeURI",
  "encodeURIComponent", "escape", "unescape", "isFinite", "isNaN", "eval", "AbortController",
  "AbortSignal", "Event", "EventTarget", "DOMException", "TextDecoder", "TextEncoder", "URL",
  "URLSearchParams", "atob", "btoa", "queueMicrotask", "structuredClone", "SuppressedError",
  "DisposableStack", "AsyncDisposableStack", "Temporal",
]);

/** What Node.js or a Worker has and a function here cannot use, with the reason. Of a window there
 * is no trace at all: `parent is not defined`, as in Node.js. */
const REFUSED = {
  fetch: "a function in Signalbox has no network",
  XMLHttpRequest: "a function in Signalbox has no network",
  WebSocket: "a function in Signalbox has no network",
  EventSource: "a function in Signalbox has no network",
  WebTransport: "a function in Signalbox has no network",
  importScripts: "a function in Signalbox is one file",
  indexedDB: "a function in Signalbox has no storage",
  caches: "a function in Signalbox has no storage",
  BroadcastChannel: "a function in Signalbox hears nobody else",
  MessageChannel: "a function in Signalbox hears nobody else",
  postMessage: "a function in Signalbox talks to nobody but AWS, by its SDK, and to its log",
  Worker: "a function in Signalbox has one thread",
  SharedWorker: "a function in Signalbox has one thread",
  WebAssembly: "a function in Signalbox is JavaScript",
};

export function lockGlobals(clock) {
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  for (let holder = globalThis; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const name of Reflect.ownKeys(holder)) {
      const isKept = holder === globalThis ? KEPT.has(name) : name === "constructor";
      if (!isKept) Reflect.deleteProperty(holder, name);
    }
    // What is left of a Worker's own kind leads nowhere.
    if (holder !== globalThis && holder !== EventTarget.prototype) {
      Reflect.deleteProperty(holder, "constructor");
    }
  }
  for (const [name, why] of Object.entries(REFUSED)) refuse(name, why);
  const timer = (isRepeated) => (callback, ms, ...args) => clock.add(callback, ms, args, isRepeated);
  define("Date", dateOn(clock));
  define("setTimeout", timer(false));
  define("setInterval", timer(true));
  define("setImmediate", (callback, ...args) => clock.add(callback, 0, args, false));
  for (const name of ["clearTimeout", "clearInterval", "clearImmediate"]) {
    define(name, (id) => clock.remove(id));
  }
  define("performance", { now: () => clock.read(), timeOrigin: 0 });
  define("crypto", { getRandomValues, randomUUID: () => uuidOf(getRandomValues(new Uint8Array(16))) });
  define("Buffer", makeBuffer());
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** `typeof` still answers as it does in Node.js; whoever uses it is told. */
function refuse(name, why) {
  const refusal = () => {
    const error = new Error(`${name} is not available: ${why}`);
    error.name = "SandboxError";
    return error;
  };
  const told = new Proxy(function refused() {}, {
    apply() { throw refusal(); },
    construct() { throw refusal(); },
    get() { throw refusal(); },
    set() { throw refusal(); },
  });
  define(name, told);
}

/** A random UUID, version 4; the browser's own is refused to an origin that is nobody's. */
function uuidOf(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
