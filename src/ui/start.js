// The way in: fetches the wasm that the script tag above names, runs it, and keeps telling the
// person what is going on where the app itself cannot: while it loads, when this browser cannot
// run it, and when it has stopped by a bug of its own.
"use strict";

(() => {
  const words = {
    unsupported: {
      en: "This browser cannot run Signalbox. It needs WebAssembly, as every current Chrome, Edge, Firefox and Safari has it.",
      ko: "이 브라우저에서는 Signalbox를 실행할 수 없습니다. 최신 Chrome, Edge, Firefox, Safari처럼 WebAssembly를 지원하는 브라우저가 필요합니다.",
    },
    unloaded: {
      en: "Signalbox could not be loaded. Check the connection and load the page again.",
      ko: "Signalbox를 불러오지 못했습니다. 연결을 확인하고 페이지를 새로 고치세요.",
    },
    stopped: {
      en: "Signalbox has stopped: this is a bug in Signalbox, not in your workflow. Load the page again to go on; what was saved is still there. Please report these lines:",
      ko: "Signalbox가 멈췄습니다. 워크플로가 아니라 Signalbox의 버그입니다. 페이지를 새로 고치면 저장된 내용부터 계속할 수 있습니다. 아래 내용을 알려 주세요:",
    },
    reload: { en: "Load again", ko: "새로 고침" },
  };
  const language = (navigator.language || "en").startsWith("ko") ? "ko" : "en";

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /** Shows why there is no working app, over whatever is on the page; only the first reason counts. */
  function showStopped(reason, details) {
    if (document.querySelector(".start-stopped")) return;
    document.getElementById("start")?.remove();
    const message = element("div", "", "start-stopped");
    message.setAttribute("role", "alert");
    message.lang = language;
    message.append(element("p", words[reason][language]));
    if (details) message.append(element("pre", details));
    const button = element("button", words.reload[language]);
    button.addEventListener("click", () => location.reload());
    message.append(button);
    document.body.append(message);
  }

  // Rust's panic hook says what happened; the trap that follows says it only to the console.
  addEventListener("signalbox-stopped", (event) => showStopped("stopped", event.detail));
  addEventListener("error", (event) => {
    const trapped = typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError;
    if (trapped) showStopped("stopped", event.error.stack);
  });

  function loadScript(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${url}`));
      document.head.append(script);
    });
  }

  /**
   * The wasm's bytes out of the script that `.ci/hooks/wasm-as-script.mjs` makes of them: base64 of gzip.
   * Only scripts may be loaded by a page of opaque origin: in a sandboxed iframe, or from a file.
   */
  async function wasmFromScript(url) {
    await loadScript(`${url}.js`);
    const zipped = Uint8Array.from(atob(window.signalboxWasm), (character) => character.charCodeAt(0));
    delete window.signalboxWasm;
    const unzipped = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(unzipped).arrayBuffer();
  }

  let editor;
  /** Loads the text editor's script, once, when the first editor is wanted; see editor/editor.js. */
  window.loadSignalboxEditor = () => {
    const { editor: path } = document.getElementById("signalbox-start").dataset;
    editor ??= loadScript(new URL(path, document.baseURI).href).then(() => window.SignalboxEditor);
    return editor;
  };

  let sandbox;
  /** Opens the sandbox for the code of functions, once, when the first is run; see function/sandbox. */
  window.openSignalboxSandbox = (onMessage) => {
    const { sandbox: path } = document.getElementById("signalbox-start").dataset;
    const url = new URL(path, document.baseURI).href;
    sandbox ??= loadScript(url).then(() => window.SignalboxSandbox.open(url, onMessage));
    return sandbox;
  };

  async function start() {
    if (typeof WebAssembly !== "object") return showStopped("unsupported");
    const tag = document.getElementById("signalbox-wasm");
    if (typeof wasm_bindgen === "undefined") return showStopped("unloaded", tag?.src);
    const url = new URL(tag.dataset.wasm, document.baseURI).href;
    try {
      const module_or_path = self.origin === "null" ? await wasmFromScript(url) : url;
      await wasm_bindgen({ module_or_path });
    } catch (error) {
      const unsupported = error instanceof WebAssembly.CompileError || error instanceof ReferenceError;
      showStopped(unsupported ? "unsupported" : "unloaded", String(error));
    }
  }

  start();
})();
