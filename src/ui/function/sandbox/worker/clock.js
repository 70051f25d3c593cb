// Virtual time within a function: `Date`, timers, and what is due. While code runs, its clock
// stands where the simulator's stands; only looking at it moves it on, a little, so that code which
// waits for an instant in a loop comes to its end.

/** How often the time must be asked for until it is a millisecond later. */
const READS_A_MILLISECOND = 1000;

const NativeDate = Date;

export class Clock {
  #base = 0;
  #reads = 0;
  #timers = new Map();
  #nTimers = 0;

  set(now) {
    this.#base = Math.max(this.#base, now);
    this.#reads = 0;
  }

  /** Milliseconds since 1970. */
  now() {
    return this.#base + Math.floor(this.#reads / READS_A_MILLISECOND);
  }

  read() {
    this.#reads += 1;
    return this.now();
  }

  add(callback, ms, args, isRepeated) {
    if (typeof callback !== "function") {
      throw new TypeError(`The "callback" argument must be of type function. Received ${typeof callback}`);
    }
    if (this.#timers.size >= TIMERS_MAX) throw new RangeError(`More than ${TIMERS_MAX} timers`);
    const span = Math.min(Math.max(1, Number(ms) || 1), SPAN_MAX);
    this.#nTimers += 1;
    const id = this.#nTimers;
    this.#timers.set(id, { callback, args, span, isRepeated, at: this.now() + span, id });
    return {
      ref() { return this; }, unref() { return this; }, hasRef: () => true,
      [Symbol.toPrimitive]: () => id,
    };
  }

  remove(timer) {
    this.#timers.delete(Number(timer));
  }

  hasTimers() {
    return this.#timers.size > 0;
  }

  /** Milliseconds until the first timer is due, at least 1. */
  untilNext() {
    const first = Math.min(...[...this.#timers.values()].map((timer) => timer.at));
    return Math.max(1, first - this.#base);
  }

  /** Calls the first timer that is due; whether there was one. */
  runDue(onError) {
    const due = [...this.#timers.values()].filter((timer) => timer.at <= this.now());
    const [first] = due.sort((a, b) => a.at - b.at || a.id - b.id);
    if (!first) return false;
    if (first.isRepeated) first.at += first.span;
    else this.#timers.delete(first.id);
    try {
      first.callback(...first.args);
    } catch (error) {
      onError(error);
    }
    return true;
  }
}

/** As many as no sensible function sets at a time. */
const TIMERS_MAX = 10_000;
/** The longest delay of Node.js. */
const SPAN_MAX = 2_147_483_647;

/** `Date` on a clock. */
export function dateOn(clock) {
  return class Date extends NativeDate {
    constructor(...args) {
      if (args.length === 0) super(clock.read());
      else super(...args);
    }

    static now() {
      return clock.read();
    }
  };
}
