// The first thing that Signalbox is for: a workflow waits for its callback, and a person gives it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { deliver, drop, fail, hasEnded, history, message, open, start, state, WAITING_STATE } from "./app.mjs";
import { isThere, root, scenario } from "./harness.mjs";

scenario("delivers the callback, and the workflow goes on to Notify Success", {}, async (page) => {
  await start(page);
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();
  await deliver(page, '{"answer": 42}');
  await message(page).getByText("SendTaskSuccess: accepted").waitFor();
  await hasEnded(page, "Succeeded");
  await state(page, WAITING_STATE, "Succeeded").waitFor();
  await state(page, "Notify Success", "Succeeded").waitFor();
  await state(page, "Notify Failure", "Not started").waitFor();
  await page.getByRole("region", { name: /^Topic / }).getByRole("listitem", { name: /^Message/ }).waitFor();
  assert.deepEqual(await history(page), [
    "ExecutionStarted",
    "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited",
    "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited",
    "ExecutionSucceeded",
  ]);
});

scenario("fails the task, and the workflow goes on to Notify Failure", {}, async (page) => {
  await start(page);
  await fail(page, "Card.Declined", "The card has expired");
  await hasEnded(page, "Succeeded");
  await state(page, WAITING_STATE, "Caught error").waitFor();
  await state(page, "Notify Failure", "Succeeded").waitFor();
  await state(page, "Notify Success", "Not started").waitFor();
});

scenario("a second delivery is refused as AWS refuses it", {}, async (page) => {
  await start(page);
  await deliver(page);
  await hasEnded(page, "Succeeded");
  await deliver(page);
  await message(page).getByText("SendTaskSuccess: refused").waitFor();
  await message(page).getByText(/^TaskTimedOut: /).waitFor();
});

scenario("an output that is not JSON is refused, and the task waits on", {}, async (page) => {
  await start(page);
  await deliver(page, "plain words");
  await message(page).getByText(/^InvalidOutput: /).waitFor();
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();
});

scenario("a damaged token, pasted by hand, is refused", {}, async (page) => {
  await start(page);
  await page.getByRole("button", { name: "Answer a token by hand…" }).click();
  const form = page.getByRole("form", { name: "Answer a token by hand" });
  await form.getByRole("textbox", { name: "Task token" }).fill("AAAAKgAAAAIAAAA");
  await form.getByRole("button", { name: "Deliver" }).click();
  await page.getByText(/^InvalidToken: /).waitFor();
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();
});

const HEARTBEAT = JSON.stringify({
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      HeartbeatSeconds: 600,
      Parameters: {
        QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/questions",
        MessageBody: { "Token.$": "$$.Task.Token" },
      },
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Too Late" }],
      Next: "In Time",
    },
    "In Time": { Type: "Succeed" },
    "Too Late": { Type: "Succeed" },
  },
});

scenario("a missed heartbeat is a States.Timeout that the workflow catches", {}, async (page) => {
  await isThere(page);
  await open(page, HEARTBEAT);
  await start(page);
  await message(page, "Ask").waitFor();
  await page.getByRole("button", { name: "Pause the clock" }).click();
  const skip = page.getByRole("button", { name: /^Skip to/ });
  await skip.click();
  await state(page, "Ask", "Caught error").waitFor();
  assert.ok((await history(page)).includes("TaskTimedOut"));
  await page.getByRole("button", { name: "Run the clock" }).click();
  await hasEnded(page, "Succeeded");
  await state(page, "Too Late", "Succeeded").waitFor();
});

scenario("a heartbeat in time keeps the task waiting", {}, async (page) => {
  await isThere(page);
  await open(page, HEARTBEAT);
  await start(page);
  const asked = message(page, "Ask");
  await asked.getByRole("button", { name: "Heartbeat" }).first().click();
  await page.getByRole("form", { name: "Send a heartbeat" })
    .getByRole("button", { name: "Send heartbeat" }).click();
  await asked.getByText("SendTaskHeartbeat: accepted").waitFor();
  await state(page, "Ask", "Waiting for callback").waitFor();
});

const module4 = join(root, "../shared/real/workshop/module_4.yml");
if (existsSync(module4)) {
  scenario("the workshop's template, dropped in, waits for its callback", {}, async (page) => {
    await isThere(page);
    await drop(page, "module_4.yml", readFileSync(module4, "utf8"));
    await page.getByRole("region", { name: "Dead-letter queue SQSQueueDLQ" }).waitFor();
    await start(page);
    await state(page, WAITING_STATE, "Waiting for callback").waitFor();
    await deliver(page, '"done"');
    await hasEnded(page, "Succeeded");
    await state(page, "Notify Success", "Succeeded").waitFor();
  });
} else {
  test("the workshop's template, dropped in", { skip: `${module4} is not there` }, () => {});
}

scenario("a broken text keeps the last good graph and says where it is wrong", {}, async (page) => {
  await isThere(page);
  // The full editor, which comes a moment after the page, in the plain one's place.
  await page.locator(".cm-editor").first().waitFor();
  const text = page.getByRole("textbox", { name: "Definition of the state machine" });
  await text.press("ControlOrMeta+End");
  await text.press("Backspace");
  await page.getByText(/^Cannot be read: line \d+, column \d+/).first().waitFor();
  await state(page, WAITING_STATE, "Not started").waitFor();
});

scenario("who types before the full editor has come goes on in it", {}, async (page) => {
  await isThere(page);
  await page.locator(".cm-editor").first().waitFor();
  await page.route("**/editor*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await page.reload();
  await isThere(page);
  const text = page.getByRole("textbox", { name: "Definition of the state machine" });
  await text.press("ControlOrMeta+End");
  await page.locator(".cm-editor").first().waitFor();
  await page.waitForTimeout(300);
  await page.keyboard.press("Backspace");
  await page.getByText(/^Cannot be read: line \d+, column \d+/).first().waitFor();
});

scenario("a reload keeps the waiting token", {}, async (page) => {
  await start(page);
  await message(page).waitFor();
  await page.waitForTimeout(1500);
  await page.reload();
  await isThere(page);
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();
  await deliver(page);
  await hasEnded(page, "Succeeded");
});

scenario("in Korean", { language: "ko-KR" }, async (page) => {
  await isThere(page);
  await page.getByRole("button", { name: "실행 시작" }).click();
  const asked = page.getByRole("listitem").filter({ hasText: WAITING_STATE }).first();
  await asked.getByRole("button", { name: "전달", exact: true }).click();
  await page.getByRole("form", { name: "콜백 전달" }).getByRole("button", { name: "전달" }).click();
  await page.getByText("실행이 끝났습니다: 성공.").waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ko");
});

scenario("the language can be switched, and stays after a reload", {}, async (page) => {
  await isThere(page);
  await page.getByRole("combobox", { name: "Language" }).selectOption("ko");
  await page.getByRole("button", { name: "실행 시작" }).waitFor();
  await page.waitForTimeout(1500);
  await page.reload();
  await page.getByRole("button", { name: "실행 시작" }).waitFor();
});

scenario("by the keyboard alone", {}, async (page) => {
  await isThere(page);
  await reach(page, "Start execution");
  await page.keyboard.press("Enter");
  await message(page).waitFor();
  await reach(page, "Deliver");
  await page.keyboard.press("Enter");
  // The form takes the focus to its first field.
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type('"typed"');
  await page.keyboard.press("ControlOrMeta+Enter");
  await hasEnded(page, "Succeeded");
});

/** Presses Tab until the control of that name has the focus. */
async function reach(page, name) {
  const focused = () => page.evaluate(() => {
    const { activeElement: control } = document;
    return control?.getAttribute("aria-label") ?? control?.textContent?.trim();
  });
  for (let presses = 0; presses < 60; presses += 1) {
    if (await focused() === name) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${name}`);
}
