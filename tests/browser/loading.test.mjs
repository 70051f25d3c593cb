// The page comes up wherever it may be put: under any path of a plain host, in a sandboxed iframe
// of a page elsewhere, from a file; and where it can't, it says so.

import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { deliver, hasEnded, start } from "./app.mjs";
import { dist, isThere, pages, scenario } from "./harness.mjs";
import { PATH, STRICT_PATH } from "./site.mjs";

scenario("opens under a path of its own", {}, isThere);

scenario("opens from a file", { url: pathToFileURL(join(dist, "index.html")).href }, isThere);

scenario(
  "says that it will not remember where storage is refused",
  { script: "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })" },
  async (page) => {
    await isThere(page);
    await page.getByText("it will not remember").waitFor();
    await start(page);
    await deliver(page);
    await hasEnded(page, "Succeeded");
  },
);

scenario("opens under the policy that the README gives", { path: STRICT_PATH }, async (page) => {
  await isThere(page);
  // The editor brings its own styles; the policy must let them in.
  await page.evaluate(async () => {
    const { create } = await window.loadSignalboxEditor();
    create(document.body, { text: "{}", language: "json" });
  });
});

pages["/lesson.html"] = `<!doctype html><title>A lesson</title><link rel="icon" href="data:,">
  <iframe title="One" sandbox="allow-scripts" src="${PATH}?embed=graph,queue" width="600" height="400"></iframe>
  <iframe title="Two" sandbox="allow-scripts" src="${PATH}?embed=graph&lang=ko&theme=dark&sample=timer" width="600" height="400"></iframe>`;

scenario("works in sandboxed iframes, several on a page", { path: "/lesson.html" }, async (page) => {
  const [one, two] = ["One", "Two"].map((title) => page.frameLocator(`iframe[title="${title}"]`));
  await start(one);
  await deliver(one);
  await hasEnded(one, "Succeeded");
  await two.getByRole("button", { name: "실행 시작" }).waitFor();
  assert.equal(await two.getByRole("region", { name: "대기열과 주제" }).count(), 0, "only the graph is asked for");
});

scenario(
  "says that a browser without WebAssembly can't run it",
  { script: "delete globalThis.WebAssembly" },
  (page) => page.getByRole("alert").getByText("needs WebAssembly").waitFor(),
);

scenario(
  "says the same in Korean",
  { script: "delete globalThis.WebAssembly", language: "ko-KR" },
  (page) => page.getByRole("alert").getByText("WebAssembly를 지원하는").waitFor(),
);

scenario("says that it has stopped, with the words of the panic", {}, async (page) => {
  await isThere(page);
  await page.evaluate(() => {
    dispatchEvent(new CustomEvent("signalbox-stopped", { detail: "panicked at src/somewhere.rs:1:1" }));
  });
  const alert = page.getByRole("alert");
  await alert.getByText("panicked at src/somewhere.rs:1:1").waitFor();
  await alert.getByRole("button", { name: "Load again" }).click();
  await alert.waitFor({ state: "detached" });
  await isThere(page);
});
