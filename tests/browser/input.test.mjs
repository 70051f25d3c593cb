// The Input tab: an input made from what a definition reads, and a person's own.

import assert from "node:assert/strict";

import { drop, hasEnded } from "./app.mjs";
import { isThere, phone, scenario } from "./harness.mjs";

const DEFINITION = JSON.stringify({
  StartAt: "Rest",
  States: { Rest: { Type: "Wait", SecondsPath: "$.order.pause", End: true } },
});

/** Opens the definition and shows its input. */
async function input(page, { tab, label }) {
  await isThere(page);
  await drop(page, "rest.asl.json", DEFINITION);
  await page.getByRole("tab", { name: tab, exact: true }).click();
  return page.getByRole("textbox", { name: label });
}

scenario("an input is suggested, and leaves a person's own alone", {}, async (page) => {
  const box = await input(page, { tab: "Input", label: "Input of the execution" });
  await page.getByText("Made up from what the definition reads.").waitFor();
  const suggest = page.getByRole("button", { name: "Suggest input" });
  assert.equal(await suggest.count(), 0, "it is the suggested one already");
  await box.press("ControlOrMeta+a");
  await page.keyboard.type("[1");
  await suggest.waitFor();
  // The file again, edited elsewhere: what was typed stays.
  await drop(page, "rest.asl.json", DEFINITION.replace("pause", "break"));
  await suggest.waitFor();
  assert.match(await box.innerText(), /^\[1/);
  await suggest.click();
  assert.match(await box.innerText(), /"break": \d/);
  await page.getByRole("button", { name: "Start execution" }).click();
  await hasEnded(page, "Succeeded");
});

scenario("on a phone, in Korean", { viewport: phone, language: "ko-KR" }, async (page) => {
  const box = await input(page, { tab: "입력", label: "실행 입력" });
  await page.getByText("정의가 읽는 값에 맞추어 만든 입력입니다.").waitFor();
  await box.press("ControlOrMeta+a");
  await page.keyboard.type("1");
  await page.getByRole("button", { name: "입력 제안" }).click();
  assert.match(await box.innerText(), /"pause"/);
});
