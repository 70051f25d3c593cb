// Workflows of ten thousand states: opened, panned and zoomed frame by frame. Times are printed with
// the load of the machine; what is asserted is that the drawing follows, and that the page holds no
// more of it than is seen.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { blocks, chain } from "./graph-workflows.mjs";
import { isThere, root, scenario } from "./harness.mjs";

const MANY = 10_000;

/** By kind: the text, and the state that is looked for. */
const workflows = [["in a chain", chain(MANY), `State ${MANY}`], ["of nested blocks", blocks(MANY), "Rest 555"]];

const generator = join(root, "../shared/bench/layout/gen.mjs");
if (existsSync(generator)) {
  const { machine } = await import(pathToFileURL(generator));
  for (const [kind, isNested] of [["of the bench, flat", false], ["of the bench, nested", true]]) {
    const definition = machine(MANY - 1, 17, isNested);
    workflows.push([kind, JSON.stringify(definition, null, 2), Object.keys(definition.States).at(-1)]);
  }
} else {
  console.log("# skipped: the bench's graphs, there is no ../shared/bench");
}

for (const [kind, text, last] of workflows) {
  scenario(`${MANY} states ${kind} are panned and zoomed frame by frame`, {}, async (page) => {
    page.setDefaultTimeout(60_000);
    await isThere(page);
    const ms = await dropped(page, text);
    console.log(`# ${MANY} states ${kind}: drawn ${ms.toFixed(0)} ms after the drop; ${load()}`);
    await page.waitForTimeout(2000);
    for (const [name, wheel] of [
      ["pan", { deltaX: 6, deltaY: 25 }], ["zoom out", { deltaY: 5, ctrlKey: true }],
      ["pan from afar", { deltaY: 25 }], ["zoom in", { deltaY: -5, ctrlKey: true }],
    ]) {
      const frames = await rolled(page, wheel, 2500);
      const n_long = frames.filter((ms) => ms > 100).length;
      const n_elements = await page.locator(".graph-svg *").count();
      const rate = 1000 / (frames.reduce((sum, ms) => sum + ms, 0) / frames.length);
      console.log(`# ${name}: ${rate.toFixed(1)} frames a second, ${n_long} of ${frames.length} longer than 100 ms, ${n_elements} elements; ${load()}`);
      assert.ok(n_elements < 8000, `${name}: ${n_elements} elements`);
      assert.ok(n_long <= frames.length / 4, `${name}: ${n_long} of ${frames.length} frames are long`);
    }
    const tool = (name) => page.getByRole("toolbar", { name: "Tools of the graph" }).getByRole("button", { name, exact: true });
    await tool("Fit the whole workflow").click();
    await page.locator(".far-nodes").first().waitFor({ state: "attached" });
    await tool("Find a state").click();
    await page.getByRole("combobox", { name: "Name of a state" }).fill(last);
    await page.keyboard.press("Enter");
    const found = page.getByRole("treeitem", { name: new RegExp(`, ${last},`) });
    assert.equal(await found.getAttribute("aria-selected"), "true");
    assert.ok(await isInView(found));
  });
}

const load = () => `load ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`;

/** Drops the text as a file, and tells how long it took until its drawing was painted, in milliseconds. */
const dropped = (page, text) => page.evaluate((text) => new Promise((done) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "many.asl.json", { type: "application/json" }));
  const main = document.querySelector("main");
  const label = () => document.querySelector("[role=tree]")?.getAttribute("aria-label");
  const before = label();
  const began = performance.now();
  for (const step of ["dragenter", "dragover", "drop"]) {
    main.dispatchEvent(new DragEvent(step, { dataTransfer, bubbles: true, cancelable: true }));
  }
  const look = () => (
    label() === before ? requestAnimationFrame(look)
      : requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
  );
  requestAnimationFrame(look);
}), text);

/** Turns the wheel a little at every frame, and tells how long each frame took, in milliseconds. */
const rolled = (page, wheel, ms) => page.evaluate(([wheel, ms]) => new Promise((done) => {
  const canvas = document.querySelector(".canvas-window");
  const { x, y, width, height } = canvas.getBoundingClientRect();
  const at = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, cancelable: true };
  const frames = [];
  let last = performance.now();
  const end = last + ms;
  const step = (now) => {
    frames.push(now - last);
    last = now;
    canvas.dispatchEvent(new WheelEvent("wheel", { ...wheel, ...at }));
    if (now < end) requestAnimationFrame(step); else done(frames.slice(1));
  };
  requestAnimationFrame(step);
}), [wheel, ms]);

/** Whether an element lies within the canvas. */
const isInView = (locator) => locator.evaluate((element) => {
  const inner = element.getBoundingClientRect();
  const outer = document.querySelector(".canvas-window").getBoundingClientRect();
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
});
