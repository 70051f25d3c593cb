// The graph for those who see it otherwise: with more contrast, in the system's own colours, on paper.

import assert from "node:assert/strict";

import { open, start, state, WAITING_STATE } from "./app.mjs";
import { isThere, scenario, shoot } from "./harness.mjs";

for (const options of [{ forcedColors: "active" }, { contrast: "more" }]) {
  const name = Object.keys(options)[0];
  scenario(`stands out by ${name}`, {}, async (page) => {
    await page.emulateMedia(options);
    await start(page);
    await state(page, WAITING_STATE, "Waiting for callback").waitFor();
    await shoot(page, `graph/${name}`);
    const lines = await page.locator('.edge[data-taken="false"] .edge-line').evaluateAll((lines) => (
      lines.map((line) => [getComputedStyle(line).opacity, getComputedStyle(line).stroke])
    ));
    assert.ok(lines.length > 2);
    assert.deepEqual(lines.filter(([opacity]) => opacity !== "1"), [], "nothing steps back");
    if (name === "forcedColors") {
      assert.equal(new Set(lines.map(([, stroke]) => stroke)).size, 1, "a catch is told by its dashes");
    }
  });
}

/** What is printed of the graph: its title, and the texts of the picture. */
const printed = (page) => page.evaluate(() => {
  const isShown = (element) => element.checkVisibility();
  const picture = document.querySelector(".graph-printed").shadowRoot?.querySelector("svg");
  return {
    title: document.querySelector(".panel.graph > .panel-head > h2").checkVisibility(),
    controls: [...document.querySelectorAll("button, select, input, [role=tab]")].filter(isShown).length,
    texts: [...picture?.querySelectorAll("text") ?? []].map((text) => text.textContent),
    status: picture?.querySelector(".waiting .title")?.textContent,
  };
});

scenario("all of the workflow is printed, and nothing to press, light from a dark page too", { dark: true }, async (page) => {
  await isThere(page);
  const n = 60;
  const names = Array.from({ length: n }, (_, index) => `Step ${index + 1}`);
  const States = Object.fromEntries(names.map((name, index) => (
    [name, index + 1 < n ? { Type: "Pass", Next: names[index + 1] } : { Type: "Succeed" }]
  )));
  await open(page, JSON.stringify({ StartAt: names[0], States }));
  await page.getByRole("treeitem", { name: /, Step 1,/ }).waitFor();
  await page.emulateMedia({ media: "print" });
  await page.waitForFunction(() => document.querySelector(".graph-printed").shadowRoot?.querySelector("svg"));
  const { title, controls, texts } = await printed(page);
  assert.ok(title);
  assert.equal(controls, 0);
  assert.deepEqual(names.filter((name) => !texts.includes(name)), []);
  await shoot(page, "graph/print");
  const sheets = await page.pdf({ format: "A4" });
  assert.equal(sheets.toString("latin1", 0, 5), "%PDF-");
  await page.emulateMedia({ media: "screen" });
  await page.waitForFunction(() => !document.querySelector(".graph-printed").shadowRoot.querySelector("svg"));
  assert.ok(await page.getByRole("treeitem", { name: /, Step 1,/ }).isVisible());
});

scenario("what is printed tells how the execution stands", {}, async (page) => {
  await start(page);
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();
  // As a browser's own print command does: it gives no time between the event and the paper.
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const { status, texts } = await printed(page);
  assert.equal(status, WAITING_STATE);
  assert.ok(texts.includes("Waiting for callback"));
});
