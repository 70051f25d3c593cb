// The graph as a person uses it: found by name, walked by keys, folded, zoomed, taken along; and
// how it shows a running execution.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { open, start, state } from "./app.mjs";
import { chain } from "./graph-workflows.mjs";
import { isThere, root, scenario, shoot } from "./harness.mjs";

const tree = (page) => page.getByRole("tree", { name: /^Workflow of/ });
const tool = (page, name) => page.getByRole("toolbar", { name: "Tools of the graph" }).getByRole("button", { name, exact: true });

/** The state that keys walk on from, as a screen reader says it. */
const active = (page) => tree(page).evaluate((element) => (
  document.getElementById(element.getAttribute("aria-activedescendant"))?.getAttribute("aria-label")
));

/** How large the drawing is seen, and where. */
const transform = (page) => page.locator(".canvas-plane").evaluate((plane) => {
  const { a, e, f } = new DOMMatrix(getComputedStyle(plane).transform);
  return { scale: a, x: e, y: f };
});

/** Whether an element lies within the canvas. */
const isInView = (page, locator) => locator.evaluate((element) => {
  const inner = element.getBoundingClientRect();
  const outer = document.querySelector(".canvas-window").getBoundingClientRect();
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
});

const nextFrames = (page) => page.evaluate(() => (
  new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
));

const fold = JSON.stringify({
  StartAt: "Prepare",
  States: {
    Prepare: { Type: "Pass", Next: "Each" },
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "Ask",
        States: {
          Ask: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            TimeoutSeconds: 600,
            HeartbeatSeconds: 60,
            Parameters: {
              QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/answers",
              MessageBody: { "token.$": "$$.Task.Token" },
            },
            Next: "Note",
          },
          Note: { Type: "Pass", End: true },
        },
      },
      Next: "Both",
    },
    Both: {
      Type: "Parallel",
      Branches: ["Left", "Right"].map((name) => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } })),
      End: true,
    },
  },
});

async function openAndRun(page, text, input) {
  await isThere(page);
  await open(page, text);
  await page.getByRole("tab", { name: "Input" }).click();
  await page.getByRole("textbox", { name: "Input of the execution" }).fill(input);
  await page.getByRole("button", { name: "Start execution" }).click();
}

scenario("a state is found by a part of its name and flown to", {}, async (page) => {
  await isThere(page);
  await open(page, chain(300));
  await tree(page).focus();
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Name of a state" });
  await field.fill("state 22");
  assert.equal(await page.getByRole("listbox", { name: "Find a state" }).getByRole("option").count(), 8);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await field.waitFor({ state: "detached" });
  const found = page.getByRole("treeitem", { name: /, State 220,/ });
  await found.waitFor();
  assert.ok(await isInView(page, found));
  assert.equal(await found.getAttribute("aria-selected"), "true");
  assert.match(await active(page), /^Choice, State 220, Not started/);
  await page.keyboard.press("Control+k");
  await field.fill("nowhere");
  await page.getByText("No state has this in its name.").waitFor();
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  await tool(page, "Find a state").click();
  await field.fill("State 300");
  await page.getByRole("option", { name: "State 300" }).click();
  assert.ok(await isInView(page, page.getByRole("treeitem", { name: /, State 300,/ })));
});

scenario("the keyboard walks along lines, into containers, folds them and leads out", {}, async (page) => {
  await isThere(page);
  await open(page, fold);
  await tree(page).focus();
  const walked = [];
  for (const key of ["Home", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "Escape", "ArrowUp"]) {
    await page.keyboard.press(key);
    walked.push((await active(page)).split(", ")[1]);
  }
  assert.deepEqual(walked, ["Prepare", "Each", "Ask", "Note", "Both", "Left", "Right", "Both", "Each"]);
  const each = page.getByRole("treeitem", { name: /^Map, Each,/ });
  assert.equal(await each.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("-");
  await page.getByRole("treeitem", { name: /, Ask,/ }).waitFor({ state: "detached" });
  assert.equal(await each.getAttribute("aria-expanded"), "false");
  assert.match(await active(page), /^Map, Each, Not started, collapsed, 2 states/);
  await page.getByText("2 states", { exact: true }).waitFor();
  await page.keyboard.press("+");
  await page.getByRole("treeitem", { name: /, Ask,/ }).waitFor();
  assert.equal(await page.getByRole("treeitem", { name: /, Ask,/ }).getAttribute("aria-level"), "2");
  await page.keyboard.press("Enter");
  assert.equal(await each.getAttribute("aria-selected"), "true");
});

scenario("the mouse folds and unfolds; a hidden state is found all the same", {}, async (page) => {
  await isThere(page);
  await open(page, fold);
  await page.getByRole("button", { name: "Collapse Both" }).click();
  await page.getByText("2 branches · 2 states", { exact: true }).waitFor();
  await tool(page, "Find a state").click();
  await page.getByRole("combobox", { name: "Name of a state" }).fill("Right");
  await page.keyboard.press("Enter");
  await page.getByRole("treeitem", { name: /, Right,/ }).waitFor();
  assert.match(await active(page), /^Pass, Right,/);
  await page.getByRole("button", { name: "Collapse Both" }).click();
  await page.getByRole("button", { name: "Expand Both" }).click();
  await page.getByRole("treeitem", { name: /, Left,/ }).waitFor();
});

scenario("zoom, full size, fit and the other direction", {}, async (page) => {
  await isThere(page);
  await open(page, fold);
  await nextFrames(page);
  await tool(page, "Zoom in").click();
  await nextFrames(page);
  const larger = (await transform(page)).scale;
  await tool(page, "Show at full size").click();
  await nextFrames(page);
  assert.equal((await transform(page)).scale, 1);
  assert.notEqual(larger, 1);
  await tool(page, "Fit the whole workflow").click();
  await nextFrames(page);
  const box = (name) => page.getByRole("treeitem", { name: new RegExp(`, ${name},`) }).boundingBox();
  const [above, below] = [await box("Prepare"), await box("Each")];
  assert.ok(above.y + above.height <= below.y);
  await tool(page, "Draw from left to right").click();
  await tool(page, "Draw from top to bottom").waitFor();
  const [left, right] = [await box("Prepare"), await box("Each")];
  assert.ok(left.x + left.width <= right.x);
});

scenario("the minimap shows where one is, and leads elsewhere", {}, async (page) => {
  await isThere(page);
  assert.equal(await page.locator(".minimap").count(), 0, "all is in view");
  await open(page, chain(120));
  const map = page.locator(".minimap");
  const lens = map.locator(".minimap-lens");
  await map.waitFor();
  await nextFrames(page);
  const before = await lens.boundingBox();
  const { x, y, width, height } = await map.boundingBox();
  await page.mouse.move(x + width / 2, y + height * 0.3);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height * 0.8, { steps: 4 });
  await page.mouse.up();
  await nextFrames(page);
  const after = await lens.boundingBox();
  assert.ok(after.y > before.y + height * 0.4, `${before.y} ${after.y}`);
  await page.getByRole("treeitem", { name: /, State (9|10)\d,/ }).first().waitFor();
  await tool(page, "Fit the whole workflow").click();
  await nextFrames(page);
  assert.ok(!await map.isVisible(), "all is in view");
  await tool(page, "Show at full size").click();
  await nextFrames(page);
  assert.ok(await map.isVisible());
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(!await map.isVisible());
});

scenario("a Map counts its items and shows one iteration alone", {}, async (page) => {
  await openAndRun(page, fold, "[1, 2, 3]");
  const each = page.getByRole("treeitem", { name: /^Map, Each, .*3 waiting for callback, 0 of 3 items done/ });
  await each.waitFor();
  await page.getByRole("listitem", { name: "Message from Ask" }).first().getByRole("button", { name: "Deliver" }).first().click();
  await page.getByRole("form", { name: "Deliver the callback" }).getByRole("button", { name: "Deliver" }).click();
  await page.getByRole("treeitem", { name: /^Map, Each, .*2 waiting for callback, 1 of 3 items done/ }).waitFor();
  const picker = page.getByRole("combobox", { name: "Iterations of Each to show" });
  const options = await picker.getByRole("option").allTextContents();
  assert.equal(options.length, 4);
  const done = options.findIndex((option) => option.includes("Succeeded"));
  await picker.selectOption({ index: done });
  await state(page, "Ask", "Succeeded").waitFor();
  await picker.selectOption("");
  await state(page, "Ask", "Waiting for callback").waitFor();
  await shoot(page, "graph/map");
});

scenario("what runs down is on the state, and in what is read aloud", {}, async (page) => {
  await openAndRun(page, fold, "[1]");
  const ask = page.getByRole("treeitem", { name: /^Task, Ask, Waiting for callback, heartbeat due in .* s, times out in/ });
  await ask.waitFor();
  assert.equal(await ask.locator(".node-timer").count(), 2);
  const first = await ask.locator(".node-timer").first().textContent();
  await page.waitForFunction(
    (first) => document.querySelector(".node-timer")?.textContent !== first, first, { timeout: 5000 },
  );
});

scenario("a retry shows its attempt and when the next one is due", {}, async (page) => {
  await openAndRun(page, JSON.stringify({
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        TimeoutSeconds: 2,
        Parameters: {
          QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/answers",
          MessageBody: { "token.$": "$$.Task.Token" },
        },
        Retry: [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 300, MaxAttempts: 2 }],
        End: true,
      },
    },
  }), "{}");
  const ask = page.getByRole("treeitem", { name: /^Task, Ask, Waiting to retry, 1 of 3 attempts, retries in/ });
  await ask.waitFor();
  assert.match(await ask.locator(".node-retries text").textContent(), /^↻ 1\/3 · /);
});

scenario("a line tells why it was taken", {}, async (page) => {
  await isThere(page);
  await start(page);
  await page.getByRole("listitem", { name: /^Message from/ }).first().getByRole("button", { name: "Fail" }).click();
  const form = page.getByRole("form", { name: "Fail the task" });
  await form.getByRole("textbox", { name: "Error" }).fill("Card.Declined");
  await form.getByRole("button", { name: "Fail" }).click();
  const line = page.locator('.edge[data-kind="catch"][data-taken="true"] > title');
  await line.waitFor({ state: "attached" });
  assert.equal(await line.textContent(), "States.ALL, to Notify Failure, caught Card.Declined, taken once");
  await page.getByText(/Caught error: Start Task And Wait For Callback\. .*Notify Failure/).waitFor({ state: "attached" });
});

for (const motion of ["reduce", "no-preference"]) {
  scenario(`tokens travel unless motion is to be reduced: ${motion}`, {}, async (page) => {
    await page.emulateMedia({ reducedMotion: motion });
    await isThere(page);
    await page.evaluate(() => {
      window.travelled = 0;
      new MutationObserver((records) => {
        for (const record of records) {
          for (const node of record.addedNodes) window.travelled += Number(node.matches?.(".traveller") ?? false);
        }
      }).observe(document.querySelector(".canvas"), { subtree: true, childList: true });
    });
    await start(page);
    await page.getByRole("listitem", { name: /^Message from/ }).first().getByRole("button", { name: "Deliver" }).first().click();
    await page.getByRole("form", { name: "Deliver the callback" }).getByRole("button", { name: "Deliver" }).click();
    await state(page, "Notify Success", "Succeeded").waitFor();
    await page.waitForTimeout(1500);
    const travelled = await page.evaluate(() => window.travelled);
    assert.equal(travelled > 0, motion === "no-preference", String(travelled));
    assert.equal(await page.locator(".traveller").count(), 0, "they are gone when they have arrived");
  });
}

scenario("the picture is taken along", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await isThere(page);
  await open(page, fold);
  await tool(page, "Export").click();
  const file = async (format) => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: `Download as ${format}` }).click();
    const download = await downloading;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const svg = await file("SVG");
  assert.match(svg.name, /\.svg$/);
  const text = svg.bytes.toString();
  const picture = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const root = parsed.documentElement;
    const size = ["width", "height"].map((side) => Number(root.getAttribute(side)));
    return { isBroken: parsed.querySelector("parsererror") !== null, size, texts: root.textContent };
  }, text);
  assert.ok(!picture.isBroken && !/var\(|url\((?!#)|href/.test(text), "it is whole by itself");
  for (const name of ["Prepare", "Each", "Ask", "Note", "Both", "Left", "Right"]) assert.ok(picture.texts.includes(name), name);
  const png = await file("PNG");
  const size = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
  assert.equal(png.bytes.toString("latin1", 1, 4), "PNG");
  assert.deepEqual(size, picture.size.map((side) => side * 2));
  assert.match((await file("Mermaid")).bytes.toString(), /^stateDiagram-v2\n/);
  assert.match((await file("DOT")).bytes.toString(), /^digraph/);
  await page.getByRole("button", { name: "Copy SVG" }).click();
  await page.getByText("SVG copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  await page.getByRole("button", { name: "Copy PNG" }).click();
  await page.getByText("PNG copied").waitFor();
  await tool(page, "Zoom in").click();
  await tool(page, "Zoom in").click();
  await nextFrames(page);
  await tool(page, "Export").click();
  await page.getByRole("checkbox", { name: "Only the part in view" }).check();
  const part = (await file("SVG")).bytes.toString();
  assert.ok(part.length < text.length);
});

/** Definitions of all kinds: those here, and some real ones where there are any. */
function definitions() {
  const wide = {
    StartAt: "주문 확인 & <검증>",
    States: {
      "주문 확인 & <검증>": {
        Type: "Choice",
        Choices: Array.from({ length: 24 }, (_, n) => ({ Variable: "$.kind", NumericEquals: n, Next: `처리 ${n} 🚂` })),
        Default: "처리 0 🚂",
      },
    },
  };
  for (let n = 0; n < 24; n += 1) {
    wide.States[`처리 ${n} 🚂`] = {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Retry: [{ ErrorEquals: ["States.ALL"] }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "끝" }],
      ...(n % 3 === 0 ? { Next: "주문 확인 & <검증>" } : { Next: "끝" }),
    };
  }
  wide.States["끝"] = { Type: "Succeed" };
  const own = { fold, chain: chain(60), wide: JSON.stringify(wide) };
  own.approval = readFileSync(join(root, "tests/cli/approval.asl.json"), "utf8");
  const folder = join(root, "../shared/real/definitions");
  const real = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  const some = real.filter((_, n) => n % 7 === 0).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
  return [...Object.entries(own), ...some];
}

scenario("the picture is the command line's, to the byte", {}, async (page) => {
  await isThere(page);
  const folder = mkdtempSync(join(tmpdir(), "signalbox-"));
  const signalbox = (...args) => execFileSync("cargo", ["run", "--quiet", "--locked", "--", ...args], { cwd: root });
  await tool(page, "Export").click();
  for (const [name, text] of definitions()) {
    const file = join(folder, "definition.asl.json");
    const picture = join(folder, "picture.svg");
    writeFileSync(file, text);
    signalbox("graph", file, "-o", picture);
    await open(page, text);
    await page.locator("dialog").waitFor({ state: "detached" });
    if (!(await page.getByRole("button", { name: "Download as SVG" }).isVisible())) await tool(page, "Export").click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download as SVG" }).click();
    const download = readFileSync(await (await downloading).path(), "utf8");
    assert.equal(download, readFileSync(picture, "utf8"), name);
  }
});

scenario("how the graph is seen survives a reload", {}, async (page) => {
  await openAndRun(page, fold, "[1, 2, 3]");
  await tool(page, "Draw from left to right").click();
  const both = page.getByRole("treeitem", { name: /^Parallel, Both,/ });
  await both.dblclick();
  await page.getByRole("treeitem", { name: /^Parallel, Both,.* collapsed/ }).waitFor();
  const picker = page.getByRole("combobox", { name: "Iterations of Each to show" });
  await picker.selectOption("1");
  await page.waitForTimeout(800);
  for (const isBad of [false, true]) {
    if (isBad) await page.evaluate(() => localStorage.setItem("signalbox.views", '{"collapsed":7,'));
    await page.reload();
    await isThere(page);
    await page.getByRole("treeitem", { name: /^Task, Ask, Waiting/ }).waitFor();
    assert.equal(await picker.inputValue(), isBad ? "" : "1");
    assert.equal(await both.getAttribute("aria-expanded"), isBad ? "true" : "false");
    await tool(page, isBad ? "Draw from left to right" : "Draw from top to bottom").waitFor();
  }
});

scenario("the graph stays while the text is broken, and states that stay move to their places", {}, async (page) => {
  await isThere(page);
  await open(page, fold);
  const prepare = page.getByRole("treeitem", { name: /, Prepare,/ });
  await prepare.evaluate((element) => { window.kept = element; });
  const editor = page.getByRole("textbox", { name: "Definition of the state machine" });
  await page.waitForFunction(() => document.querySelector(".cm-content"));
  const longer = JSON.parse(fold);
  longer.States.Prepare.Next = "Between";
  longer.States.Between = { Type: "Pass", Next: "Each" };
  await editor.fill(`${fold} oops`);
  await page.getByText("this is the last workflow that could be read").waitFor();
  assert.ok(await prepare.isVisible());
  await editor.fill(JSON.stringify(longer));
  await page.getByRole("treeitem", { name: /, Between,/ }).waitFor();
  assert.ok(await page.evaluate(() => window.kept.isConnected), "it is the same element, moved");
});

scenario("it is read in Korean too", { language: "ko-KR" }, async (page) => {
  await isThere(page);
  await page.getByRole("button", { name: "실행 시작" }).click();
  await page.getByRole("treeitem", { name: /^Task, Start Task And Wait For Callback, 콜백 대기 중/ }).waitFor();
  await page.getByRole("toolbar", { name: "그래프 도구" }).getByRole("button", { name: "상태 찾기" }).click();
  await page.getByRole("combobox", { name: "상태 이름" }).fill("Notify");
  await page.getByText("상태 2개를 찾았습니다").waitFor();
});

scenario("two fingers zoom, one moves", { viewport: { width: 390, height: 844 } }, async (page) => {
  await isThere(page);
  await nextFrames(page);
  const touch = await page.context().newCDPSession(page);
  const { x, y, width, height } = await page.locator(".canvas-window").boundingBox();
  const at = (dx, id) => ({ x: x + width / 2 + dx, y: y + height / 2, id });
  const before = await transform(page);
  const fingers = (type, touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
  await fingers("touchStart", [at(-20, 1), at(20, 2)]);
  for (const spread of [30, 50, 70]) await fingers("touchMove", [at(-spread, 1), at(spread, 2)]);
  await fingers("touchEnd", []);
  await nextFrames(page);
  assert.ok((await transform(page)).scale > 1.5 * before.scale, JSON.stringify([before, await transform(page)]));
});
