// What is kept where two tabs are open, and where there is no room to keep anything.

import assert from "node:assert/strict";

import { deliver, hasEnded, message, start, state, WAITING_STATE } from "./app.mjs";
import { isThere, phone, scenario, shoot } from "./harness.mjs";

const OTHER_TAB = /^You went on in another tab/;
const kept = (page) => page.evaluate(() => localStorage.getItem("signalbox.session"));

scenario("a second tab that is merely opened changes nothing", {}, async (page, { context }) => {
  await start(page);
  await page.waitForTimeout(800);
  const before = await kept(page);
  const second = await context.newPage();
  await second.goto(page.url());
  await isThere(second);
  await message(second).waitFor();
  await second.waitForTimeout(800);
  await second.close();
  assert.equal(await kept(page), before);
  assert.equal(await page.getByText(OTHER_TAB).count(), 0);
});

scenario("the work of two tabs is not mixed: the person decides", {}, async (page, { context }) => {
  await start(page);
  await page.waitForTimeout(800);
  const second = await context.newPage();
  await second.goto(page.url());
  await deliver(second, '"in the second tab"');
  await hasEnded(second, "Succeeded");

  // The first tab hears of it, and keeps its own work to itself.
  await page.getByText(OTHER_TAB).waitFor();
  await shoot(page, "storage/other-tab");
  await page.getByRole("button", { name: "Stop" }).click();
  await hasEnded(page, "Aborted");
  await page.waitForTimeout(800);
  assert.match(await kept(page), /in the second tab/);

  // Kept all the same, it is the second tab that must decide.
  await page.getByRole("button", { name: "Keep this tab's work" }).click();
  assert.equal(await page.getByText(OTHER_TAB).count(), 0);
  assert.doesNotMatch(await kept(page), /in the second tab/);
  await second.getByText(OTHER_TAB).waitFor();
  await second.getByRole("button", { name: "Take the other tab's work" }).click();
  await second.waitForLoadState();
  await isThere(second);
  await state(second, WAITING_STATE, "Cancelled").waitFor();
  assert.equal(await second.getByText(OTHER_TAB).count(), 0);
});

const full = `Storage.prototype.setItem = function (key) {
  if (!window.hasRoom) throw new DOMException("no room for " + key, "QuotaExceededError");
};`;

for (const [language, words, button, viewport] of [
  ["en-US", /^The browser's storage is full/, "Executions and mocks", undefined],
  ["ko-KR", /^브라우저 저장 공간이 가득 차서/, "실행과 모의 응답", phone],
]) {
  scenario(`a full storage is told, with what to do: ${language}`, { script: full, language, viewport }, async (page) => {
    await isThere(page);
    await page.getByRole("button", { name: language === "ko-KR" ? "실행 시작" : "Start execution" }).click();
    const note = page.locator(".app-note", { hasText: words });
    await note.waitFor();
    await shoot(page, `storage/full ${language}`);
    await note.getByRole("button", { name: button }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    // As soon as there is room again, nothing is said any more.
    await page.evaluate(() => { window.hasRoom = true; });
    await page.getByRole("button", { name: language === "ko-KR" ? "중단" : "Stop" }).click();
    await note.waitFor({ state: "detached" });
  });
}
