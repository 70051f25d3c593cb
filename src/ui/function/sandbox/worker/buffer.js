// `Buffer`, as far as functions need it: texts in the usual encodings, and bytes.

const { fromCharCode } = String;

export function makeBuffer() {
  class Buffer extends Uint8Array {
    static from(value, encoding, length) {
      if (typeof value === "string") return Buffer.#of(decode(value, encoding));
      if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
      if (value?.type === "Buffer" && Array.isArray(value.data)) return Buffer.#of(value.data);
      if (value === null || value === undefined || typeof value === "number") {
        throw new TypeError(`The first argument must be of type string or an instance of Buffer. Received ${value}`);
      }
      return Buffer.#of(value);
    }

    static #of(bytes) {
      const buffer = new Buffer(bytes.length);
      buffer.set(bytes);
      return buffer;
    }

    static alloc(size, fill = 0) {
      return new Buffer(size).fill(fill);
    }

    static allocUnsafe(size) {
      return new Buffer(size);
    }

    static isBuffer(value) {
      return value instanceof Buffer;
    }

    static isEncoding(encoding) {
      return /^(utf-?8|base64(url)?|hex|latin1|binary|ascii)$/i.test(encoding);
    }

    static byteLength(value, encoding) {
      return typeof value === "string" ? decode(value, encoding).length : value.byteLength;
    }

    static concat(list) {
      const whole = new Buffer(list.reduce((size, part) => size + part.length, 0));
      let at = 0;
      for (const part of list) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    }

    toString(encoding, start = 0, end = this.length) {
      return encode(this.subarray(start, end), encoding);
    }

    toJSON() {
      return { type: "Buffer", data: [...this] };
    }

    equals(other) {
      return this.length === other.length && this.every((byte, index) => byte === other[index]);
    }
  }
  return Buffer;
}

function decode(text, encoding = "utf8") {
  switch (String(encoding).toLowerCase()) {
    case "base64":
    case "base64url": {
      const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace(/[^A-Za-z0-9+/]/g, "");
      return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
    }
    case "hex": return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (digits) => Number.parseInt(digits, 16));
    case "latin1":
    case "binary":
    case "ascii": return Uint8Array.from(text, (character) => character.charCodeAt(0));
    default: return new TextEncoder().encode(text);
  }
}

function encode(bytes, encoding = "utf8") {
  const binary = () => Array.from(bytes, (byte) => fromCharCode(byte)).join("");
  switch (String(encoding).toLowerCase()) {
    case "base64": return btoa(binary());
    case "base64url": return btoa(binary()).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    case "hex": return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    case "latin1":
    case "binary":
    case "ascii": return binary();
    default: return new TextDecoder().decode(bytes);
  }
}
