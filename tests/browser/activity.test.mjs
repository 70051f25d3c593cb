// An activity: a worker takes the task, beats, and answers; another one fails.

import assert from "node:assert/strict";

import { hasEnded, history, open, start, state } from "./app.mjs";
import { isThere, phone, scenario, shoot } from "./harness.mjs";

const SAW = JSON.stringify({
  StartAt: "Saw",
  States: {
    Saw: {
      Type: "Task",
      Resource: "arn:aws:states:us-east-1:123456789012:activity:saw",
      HeartbeatSeconds: 60,
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "By Hand" }],
      End: true,
    },
    "By Hand": { Type: "Pass", End: true },
  },
});

const card = (page) => page.getByRole("article", { name: "Message from Saw" });

const take = async (page, worker) => {
  const form = card(page).getByRole("form", { name: "Take the task" });
  await form.getByRole("textbox", { name: "Worker name" }).fill(worker);
  await form.getByRole("button", { name: "Take the task" }).click();
};

scenario("a worker takes an activity's task, beats, and answers", {}, async (page) => {
  await isThere(page);
  await open(page, SAW);
  await start(page);
  await card(page).waitFor();
  assert.equal(await card(page).getByRole("button", { name: "Deliver" }).count(), 0, "it has no token yet");
  await shoot(page, "activity/scheduled");
  await take(page, "saw-mill-7");
  await card(page).getByText("taken by saw-mill-7").waitFor();
  await card(page).getByRole("button", { name: "Heartbeat" }).click();
  await page.getByRole("form", { name: "Send a heartbeat" }).getByRole("button", { name: "Send heartbeat" }).click();
  await card(page).getByText("SendTaskHeartbeat: accepted").waitFor();
  await shoot(page, "activity/started");
  await card(page).getByRole("button", { name: "Deliver" }).click();
  const form = page.getByRole("form", { name: "Deliver the callback" });
  await form.getByRole("textbox", { name: "Output" }).fill('{"planks": 12}');
  await form.getByRole("button", { name: "Deliver" }).click();
  await hasEnded(page, "Succeeded");
  const kinds = await history(page);
  assert.deepEqual(kinds.slice(2, 5), ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
});

scenario("a worker fails the task, and the workflow catches it", { viewport: phone }, async (page) => {
  await isThere(page);
  await open(page, SAW);
  await start(page);
  await page.getByRole("tab", { name: /^Queue/ }).click();
  await take(page, "");
  await card(page).getByRole("button", { name: "Fail" }).click();
  const form = page.getByRole("form", { name: "Fail the task" });
  await form.getByRole("textbox", { name: "Error" }).fill("Saw.Blunt");
  await form.getByRole("button", { name: "Fail" }).click();
  await hasEnded(page, "Succeeded");
  await state(page, "Saw", "Caught error").waitFor();
});
