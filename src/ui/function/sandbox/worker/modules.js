// `require`: the SDK's stand-ins, the few modules of Node.js that need nothing outside, and for all
// others an error that names what there is.

import { format, inspect } from "./inspect.js";

export function makeRequire(aws) {
  const modules = { ...builtins(), ...aws };
  const require = (name) => {
    const found = modules[String(name).replace(/^node:/, "")];
    if (found) return typeof found === "function" && found.isLazy ? found() : found;
    const there = Object.keys(modules).join(", ");
    const message = `Cannot find module '${name}'\nRequire stack:\n- /var/task/index.js\n`
      + `Signalbox stands in for these modules only: ${there}`;
    throw Object.assign(new Error(message), { code: "MODULE_NOT_FOUND" });
  };
  require.resolve = (name) => name;
  require.cache = {};
  return require;
}

function builtins() {
  const { Buffer, crypto, process } = globalThis;
  const sleep = (ms, value) => new Promise((resolve) => setTimeout(() => resolve(value), ms));
  const promisify = (callbackStyle) => function promised(...args) {
    return new Promise((resolve, reject) => {
      callbackStyle.call(this, ...args, (error, value) => (error ? reject(error) : resolve(value)));
    });
  };
  return {
    buffer: { Buffer },
    crypto: {
      randomUUID: crypto.randomUUID,
      randomBytes: (size) => crypto.getRandomValues(Buffer.alloc(size)),
      randomInt: (min, max) => (max === undefined ? Math.floor(Math.random() * min) : min + Math.floor(Math.random() * (max - min))),
      webcrypto: crypto,
    },
    process,
    timers: { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate },
    "timers/promises": { setTimeout: sleep, setImmediate: (value) => sleep(0, value) },
    util: { promisify, inspect, format: (...args) => format(args), types: {}, TextEncoder, TextDecoder },
    events: makeEvents(),
    assert: makeAssert(),
  };
}

function makeEvents() {
  class EventEmitter {
    #listeners = new Map();

    on(name, listener) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      return this;
    }

    once(name, listener) {
      const once = (...args) => {
        this.off(name, once);
        listener.apply(this, args);
      };
      return this.on(name, once);
    }

    off(name, listener) {
      this.#listeners.set(name, (this.#listeners.get(name) ?? []).filter((other) => other !== listener));
      return this;
    }

    emit(name, ...args) {
      const listeners = this.#listeners.get(name) ?? [];
      for (const listener of listeners) listener.apply(this, args);
      return listeners.length > 0;
    }
  }
  EventEmitter.prototype.addListener = EventEmitter.prototype.on;
  EventEmitter.prototype.removeListener = EventEmitter.prototype.off;
  return Object.assign(EventEmitter, { EventEmitter });
}

function makeAssert() {
  const fail = (message) => {
    const error = message instanceof Error ? message : new Error(message);
    if (!(message instanceof Error)) error.name = "AssertionError";
    throw error;
  };
  const assert = (value, message) => { if (!value) fail(message ?? `${inspect(value)} is not true`); };
  const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  return Object.assign(assert, {
    ok: assert,
    equal: (a, b, message) => assert(Object.is(a, b), message ?? `${inspect(a)} !== ${inspect(b)}`),
    strictEqual: (a, b, message) => assert(Object.is(a, b), message ?? `${inspect(a)} !== ${inspect(b)}`),
    deepEqual: (a, b, message) => assert(isSame(a, b), message ?? `${inspect(a)} is not ${inspect(b)}`),
    deepStrictEqual: (a, b, message) => assert(isSame(a, b), message ?? `${inspect(a)} is not ${inspect(b)}`),
    fail,
  });
}
