// The Node.js runtime of Lambda, as far as it goes within a Worker: loads the code as a module,
// finds its handler, calls it with event and context, and tells what came of it.
//
// frame.js puts the code behind this script as the argument of `signalboxRun`. So the globals that
// must not be there are gone before the code is.

import { makeAws } from "./aws/index.js";
import { Clock } from "./clock.js";
import { makeConsole } from "./console.js";
import { errorOf } from "./errors.js";
import { lockGlobals } from "./globals.js";
import { makeRequire } from "./modules.js";

// The code may change every prototype there is: what is needed after it has run is taken before.
const { parse, stringify } = JSON;
const { apply } = Reflect;
const { then } = Promise.prototype;
const resolved = Promise.resolve.bind(Promise);
const listen = globalThis.addEventListener.bind(globalThis);
const postText = globalThis.postMessage.bind(globalThis);

/** Calls one of both when a promise, or whatever claims to be one, is settled. */
const whenSettled = (promise, onValue, onError) => apply(then, resolved(promise), [onValue, onError]);

/** Objects of ours, which no `toJSON` of the code's is asked about. */
const own = (object) => {
  object.toJSON = undefined;
  return object;
};
const post = (message) => postText(stringify(own(message)));

/** Calls back past the microtasks, with whatever they lead to. */
const { port1: near, port2: far } = new MessageChannel();
const tellFar = far.postMessage.bind(far);
let nextTurn;
near.onmessage = () => nextTurn();
const afterMicrotasks = (turn) => {
  nextTurn = turn;
  tellFar(null);
};

globalThis.signalboxRun = (userModule) => {
  delete globalThis.signalboxRun;
  const clock = new Clock();
  const calls = new Map();
  let run;
  // First to listen, so that the code, which may listen too, cannot listen before.
  listen("message", (event) => {
    event.stopImmediatePropagation();
    const message = parse(event.data);
    if (message.type === "start") {
      run = new Run(userModule, message, clock, calls);
      run.begin();
    } else if (message.type === "wake") {
      clock.set(message.now);
      run.goOn();
    } else if (message.type === "reply") {
      const call = calls.get(message.call);
      calls.delete(message.call);
      run.nReceived += 1;
      if (message.error) call?.reject(message.error);
      else call?.resolve(message.result);
      run.goOn();
    }
  });
  listen("unhandledrejection", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    run?.reject(event.reason);
  });
  lockGlobals(clock);
};

/** One invocation: the module is loaded, the handler is called, and the loop turns until both the
 * result is there and nothing is left to wait for. */
class Run {
  constructor(userModule, start, clock, calls) {
    Object.assign(this, { userModule, start, clock, calls });
    this.isOver = false;
    this.isInit = true;
    this.result = null;
    this.nReceived = 0;
    clock.set(start.now);
  }

  begin() {
    const { start, clock } = this;
    const log = (level, text) => (
      post({ type: "log", lines: own([own({ at: clock.now(), level, text, init: this.isInit })]) })
    );
    globalThis.console = makeConsole(log, clock);
    globalThis.process = makeProcess(start, this);
    globalThis.global = globalThis;
    const call = (service, action, parameters) => new Promise((resolve, reject) => {
      this.nCalls = (this.nCalls ?? 0) + 1;
      this.calls.set(this.nCalls, { resolve, reject });
      post({ type: "call", call: this.nCalls, service, action, parameters });
    });
    const aws = makeAws(call, { region: start.region, runtime: start.runtime, warn: (text) => log("WARN", text) });
    const module = { exports: {}, id: ".", filename: "/var/task/index.js", loaded: false };
    const require = makeRequire(aws);
    const load = async () => {
      await this.userModule.call(module.exports, module.exports, require, module, module.filename, "/var/task");
      this.isInit = false;
      this.call(this.handlerOf(module.exports));
    };
    whenSettled(load(), undefined, (error) => this.fail(error, this.isInit));
    this.goOn();
  }

  /** The exported function that `Handler` names: `index.handler`, or deeper in an object. */
  handlerOf(exports) {
    const { handler } = this.start;
    const path = handler.slice(handler.indexOf(".", handler.lastIndexOf("/") + 1) + 1).split(".");
    const found = path.reduce((within, name) => within?.[name], exports);
    if (typeof found === "function") return found;
    const error = new Error(`${handler} is ${found === undefined ? "undefined or not exported" : "not a function"}`);
    error.name = "Runtime.HandlerNotFound";
    throw error;
  }

  call(handler) {
    const { start, clock } = this;
    const callback = (error, result) => {
      if (this.result) return;
      this.result = error === null || error === undefined ? { returned: result } : { error };
      this.goOn();
    };
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: start.functionName,
      functionVersion: "$LATEST",
      invokedFunctionArn: start.functionArn,
      memoryLimitInMB: "128",
      awsRequestId: start.requestId,
      logGroupName: `/aws/lambda/${start.functionName}`,
      logStreamName: start.logStreamName,
      getRemainingTimeInMillis: () => Math.max(0, start.deadline - clock.now()),
      done: callback,
      succeed: (result) => callback(null, result),
      fail: (error) => callback(error ?? new Error("handled")),
    };
    this.waitsForLoop = () => context.callbackWaitsForEmptyEventLoop;
    let returned;
    try {
      returned = handler(parse(stringify(start.event)), context, callback);
    } catch (error) {
      return this.fail(error, false);
    }
    if (typeof returned?.then === "function") {
      this.waitsForLoop = () => false;
      whenSettled(returned, (result) => callback(null, result), (error) => callback(error ?? new Error(String(error))));
    }
    this.goOn();
  }

  /** Turns the loop: what is due is done, and when nothing is, the clock or the page is waited for. */
  goOn() {
    if (this.isOver || this.isTurning) return;
    this.isTurning = true;
    afterMicrotasks(() => {
      this.isTurning = false;
      if (this.isOver) return;
      const isIdle = this.calls.size === 0 && !this.clock.hasTimers();
      if (this.result && (isIdle || !this.waitsForLoop())) return this.end();
      if (this.clock.runDue((error) => this.fail(error, false))) return this.goOn();
      if (this.calls.size > 0) {
        const timer = this.clock.hasTimers() ? { ms: this.clock.untilNext() } : {};
        return post({ type: "wait", received: this.nReceived, ...timer });
      }
      // A promise that nothing will ever settle: Node.js leaves its loop, and Lambda answers null.
      if (isIdle) return this.isInit ? this.fail(new Error("The module never finished loading"), true) : this.end();
      post({ type: "sleep", ms: this.clock.untilNext() });
    });
  }

  end() {
    const { returned = null, error } = this.result ?? {};
    if (error !== undefined) return this.fail(error, false);
    const text = this.serialised(returned);
    if (text === null) return;
    this.isOver = true;
    postText(`{"type":"end","returned":${text}}`);
  }

  /** A result as JSON; what cannot be written fails as Lambda has it fail. */
  serialised(returned) {
    try {
      const text = stringify(returned) ?? "null";
      if (text.length <= RESPONSE_MAX) return text;
      this.post({
        type: "Function.ResponseSizeTooLarge",
        message: `Response payload size exceeded maximum allowed payload size (${RESPONSE_MAX} bytes).`,
        trace: [],
      });
    } catch (error) {
      const message = `Unable to stringify response body as json: ${error?.message}`;
      this.post({ type: "Runtime.MarshalError", message, trace: [] });
    }
    return null;
  }

  fail(error, isInit) {
    if (!this.isOver) this.post(errorOf(error, this.start, isInit));
  }

  /** A promise that nobody looks after has failed: Node.js gives up. */
  reject(reason) {
    const { message, trace } = errorOf(reason, this.start, this.isInit);
    const type = "Runtime.UnhandledPromiseRejection";
    const words = `${reason?.name ?? "Error"}: ${message}`;
    if (!this.isOver) this.post({ type, message: words, trace: [`${type}: ${words}`, ...trace.slice(1)] });
  }

  post(error) {
    this.isOver = true;
    own(error.trace);
    post({ type: "end", error: own(error) });
  }
}

/** Lambda's limit of a response, in bytes. */
const RESPONSE_MAX = 6_291_556;

function makeProcess(start, run) {
  const exit = (code = 0) => {
    const message = `RequestId: ${start.requestId} Error: Runtime exited ${code === 0 ? "without providing a reason" : `with error: exit status ${code}`}`;
    run.post({ type: "Runtime.ExitError", message, trace: [] });
    // Nothing after it runs.
    throw new Error("process.exit");
  };
  return {
    env: { ...start.environment },
    argv: ["/var/lang/bin/node", "/var/runtime/index.mjs"],
    platform: "linux",
    arch: "x64",
    pid: 1,
    version: `v${/\d+/.exec(start.runtime)?.[0] ?? "22"}.0.0`,
    versions: { node: `${/\d+/.exec(start.runtime)?.[0] ?? "22"}.0.0` },
    cwd: () => "/var/task",
    uptime: () => 0,
    hrtime: Object.assign(() => [0, 0], { bigint: () => 0n }),
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0 }),
    nextTick: (callback, ...args) => queueMicrotask(() => callback(...args)),
    on: () => globalThis.process,
    once: () => globalThis.process,
    off: () => globalThis.process,
    emitWarning: (warning) => globalThis.console.warn(String(warning)),
    exit,
  };
}
