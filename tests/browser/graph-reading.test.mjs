// The graph for those who do not see it, or not while it moves: what a screen reader is at and is told.

import assert from "node:assert/strict";

import { hasEnded, open } from "./app.mjs";
import { isThere, scenario } from "./harness.mjs";

const tree = (page) => page.getByRole("tree", { name: /^Workflow of/ });
const tool = (page, name) => page.getByRole("toolbar", { name: "Tools of the graph" }).getByRole("button", { name, exact: true });

/** What a screen reader is at: the element that the tree names as its active one. */
const active = (page) => tree(page).evaluate((element) => {
  const item = document.getElementById(element.getAttribute("aria-activedescendant"));
  return item && { role: item.getAttribute("role"), name: item.getAttribute("aria-label"), level: item.getAttribute("aria-level") };
});

const pass = (Next) => (Next ? { Type: "Pass", Next } : { Type: "Pass", End: true });
const nested = JSON.stringify({
  StartAt: "Sort",
  States: {
    Sort: {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericLessThan: 3, Next: "Each" }],
      Default: "Both",
    },
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "Line",
        States: {
          Line: {
            Type: "Map",
            ItemProcessor: { StartAt: "Pack", States: { Pack: pass() } },
            End: true,
          },
        },
      },
      Next: "Both",
    },
    Both: {
      Type: "Parallel",
      Branches: [{ StartAt: "Left", States: { Left: pass("Left 2"), "Left 2": pass() } }, { StartAt: "Right", States: { Right: pass() } }],
      Next: "Last",
    },
    Last: pass(),
  },
});

scenario("every state is read, wherever the drawing is and however small", {}, async (page) => {
  await isThere(page);
  await open(page, nested);
  await tree(page).focus();
  const zoomOut = tool(page, "Zoom out");
  for (const level of ["cards", "names", "shapes"]) {
    for (let n = 0; n < 12 && await page.locator(".graph-svg").getAttribute("data-level") !== level; n += 1) {
      await zoomOut.click();
      await page.waitForTimeout(60);
    }
    await tree(page).focus();
    const read = [];
    for (const key of ["Home", ...Array(9).fill("ArrowDown")]) {
      await page.keyboard.press(key);
      read.push(await active(page));
    }
    assert.deepEqual(read.map(({ role, name, level }) => [role, name.split(", ").slice(0, 2).join(" "), level]), [
      ["treeitem", "Choice Sort", "1"], ["treeitem", "Map Each", "1"], ["treeitem", "Map Line", "2"],
      ["treeitem", "Pass Pack", "3"], ["treeitem", "Parallel Both", "1"], ["treeitem", "Pass Left", "2"],
      ["treeitem", "Pass Left 2", "2"], ["treeitem", "Pass Last", "1"], ["treeitem", "Pass Last", "1"],
      ["treeitem", "Pass Last", "1"],
    ], level);
  }
  // Moved out of view, what a screen reader is at stays on the page.
  await tool(page, "Show at full size").click();
  await page.locator(".canvas-window").evaluate((canvas) => {
    for (const deltaY of Array(40).fill(400)) canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, bubbles: true, cancelable: true }));
  });
  await tree(page).focus();
  await page.keyboard.press("Home");
  await page.locator(".canvas-window").evaluate((canvas) => {
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: 4000, bubbles: true, cancelable: true }));
  });
  await page.waitForTimeout(300);
  assert.match((await active(page)).name, /^Choice, Sort, Not started/);
});

scenario("what happens is told now and then, however much of it there is", {}, async (page) => {
  await isThere(page);
  const States = { Last: pass() };
  for (let n = 1; n <= 40; n += 1) States[`Step ${n}`] = { Type: "Wait", Seconds: 1, Next: n < 40 ? `Step ${n + 1}` : "Last" };
  await open(page, JSON.stringify({ StartAt: "Step 1", States }));
  await page.getByRole("combobox", { name: "Speed" }).selectOption({ label: "10×" });
  const told = await page.locator(".canvas > [aria-live]").elementHandle();
  await told.evaluate((region) => {
    window.told = [];
    new MutationObserver(() => window.told.push(region.textContent)).observe(region, { subtree: true, childList: true, characterData: true });
  });
  await page.getByRole("button", { name: "Start execution" }).click();
  await hasEnded(page, "Succeeded");
  await page.waitForTimeout(1800);
  const texts = await page.evaluate(() => window.told);
  // Forty states enter and leave within four seconds.
  assert.ok(texts.length >= 2 && texts.length <= 5, JSON.stringify(texts));
  assert.ok(texts.every((text) => text.length < 200), JSON.stringify(texts));
  assert.match(texts[0], /^Succeeded: Step 1, .* and \d+ more\./);
});

for (const motion of ["reduce", "no-preference"]) {
  scenario(`one is there at once where motion is to be reduced: ${motion}`, {}, async (page) => {
    await page.emulateMedia({ reducedMotion: motion });
    await isThere(page);
    await tool(page, "Zoom in").click();
    await page.waitForTimeout(600);
    const places = await page.evaluate(() => new Promise((done) => {
      const plane = document.querySelector(".canvas-plane");
      const places = new Set();
      document.querySelector('[aria-label="Fit the whole workflow"]').click();
      const look = (n) => {
        places.add(plane.style.transform);
        if (n > 0) requestAnimationFrame(() => look(n - 1)); else done(places.size);
      };
      look(20);
    }));
    // Where one was, and where one is.
    assert.equal(places <= 2, motion === "reduce", String(places));
  });
}
