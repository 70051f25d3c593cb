// The text editor by itself, through the object that the app holds: see src/ui/editor/editor.js.

import assert from "node:assert/strict";

import { isThere, scenario } from "./harness.mjs";

/** Puts an editor alone on the page, as `window.editor`; what it tells gathers in `window.heard`. */
async function edit(page, options) {
  await isThere(page);
  await page.evaluate(async (options) => {
    const { create } = await window.loadSignalboxEditor();
    const place = document.createElement("div");
    document.body.replaceChildren(place, document.createElement("button"));
    window.heard = [];
    window.editor = create(place, {
      label: "Definition",
      onChange: (text) => window.heard.push(text),
      onCursor: (offset) => { window.cursor = offset; },
      ...options,
    });
  }, options);
  return page.getByRole("textbox", { name: "Definition" });
}

const text = (page) => page.evaluate(() => window.editor.text());

scenario("tells what a person types and not what the app sets", {}, async (page) => {
  const box = await edit(page, { text: "{}", language: "json" });
  await page.evaluate(() => window.editor.setText('{"a": 1}'));
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  await box.press("ControlOrMeta+End");
  await page.keyboard.type(" ");
  assert.deepEqual(await page.evaluate(() => window.heard), ['{"a": 1} ']);
  assert.equal(await page.evaluate(() => window.cursor), 9);
  await page.keyboard.press("ControlOrMeta+z");
  assert.equal(await text(page), '{"a": 1}');
});

scenario("keeps the cursor in its place when the app changes the text elsewhere", {}, async (page) => {
  const box = await edit(page, { text: '{"a": 1, "b": 2}', language: "json" });
  await page.evaluate(() => { window.editor.reveal(15, 15); window.editor.setText('{"alpha": 1, "b": 2}'); });
  await box.focus();
  await page.keyboard.type("0");
  assert.equal(await text(page), '{"alpha": 1, "b": 20}');
});

scenario("marks diagnostics and survives places beyond the text", {}, async (page) => {
  await edit(page, { text: "a: [1", language: "yaml" });
  await page.evaluate(() => window.editor.setDiagnostics([
    { from: 3, to: 4, severity: "error", message: "no end of the list" },
    { from: 900, to: 2, severity: "warning", message: "beyond" },
  ]));
  assert.equal(await page.locator(".cm-lintRange-error").count(), 1);
  await page.evaluate(() => window.editor.setDiagnostics([]));
  assert.equal(await page.locator(".cm-lintRange-error").count(), 0);
});

scenario("colours both languages and takes both themes", {}, async (page) => {
  await edit(page, { text: "Comment: hello # why", language: "yaml" });
  const coloured = page.locator(".cm-line span[class]");
  assert.ok(await coloured.count() >= 2, "YAML is coloured");
  await page.evaluate(() => { window.editor.setLanguage("json"); window.editor.setText('{"a": null}'); });
  assert.ok(await coloured.count() >= 2, "JSON is coloured");
  await page.evaluate(() => window.editor.setTheme(true));
  assert.equal(await text(page), '{"a": null}');
});

scenario("lets the Tab key go on to the next control", {}, async (page) => {
  const box = await edit(page, { text: "{}", language: "json" });
  await box.focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BUTTON");
  assert.equal(await text(page), "{}");
});

scenario("finds, with Korean words, and can be read-only", {}, async (page) => {
  const box = await edit(page, { text: "one two one", language: "yaml", readOnly: true, korean: true });
  await box.focus();
  await page.keyboard.press("ControlOrMeta+f");
  await page.getByRole("textbox", { name: "찾기" }).pressSequentially("one");
  await page.locator(".cm-searchMatch").nth(1).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.type("x");
  assert.equal(await text(page), "one two one");
});

scenario("goes away without a trace", {}, async (page) => {
  await edit(page, { text: "{}", language: "json" });
  await page.evaluate(() => window.editor.destroy());
  assert.equal(await page.locator(".cm-editor").count(), 0);
});
