// Mock files in and out, and what the dialog on executions does: names, types, stop, redrive, remove.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { deliver, drop, hasEnded, message, open, start, state, WAITING_STATE } from "./app.mjs";
import { desktop, isThere, phone, scenario, shoot } from "./harness.mjs";

const dialog = async (page) => {
  const button = page.getByRole("button", { name: "Executions and mocks" });
  await button.click();
  return page.getByRole("dialog", { name: "Executions" });
};

const close = (page) => page.keyboard.press("Escape");

scenario("a run done by hand is saved as a mock file, and played from it", {}, async (page) => {
  await start(page);
  await deliver(page, '"by hand"');
  await hasEnded(page, "Succeeded");
  let executions = await dialog(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    executions.getByRole("button", { name: "Save this run as a mock file" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "MockConfigFile.json");
  const text = readFileSync(await download.path(), "utf8");
  assert.deepEqual(Object.keys(JSON.parse(text)), ["StateMachines", "MockedResponses"]);
  await close(page);

  // Dropped onto the page, it answers the next execution.
  await drop(page, "MockConfigFile.json", text);
  await page.getByText("The test case ByHand answers the tasks of this workflow now.").waitFor();
  await page.getByRole("button", { name: "Start execution" }).click();
  await page.getByRole("combobox", { name: "Executions" }).getByText("Execution 2: Succeeded").waitFor(
    { state: "attached" },
  );
  executions = await dialog(page);
  await executions.getByText("3 states are answered by rules.").or(
    executions.getByText("2 states are answered by rules."),
  ).waitFor();
  await shoot(page, "mocks/dialog");
  await executions.locator(".answered-now").getByRole("button", { name: "Remove" }).click();
  await close(page);
  await page.getByRole("button", { name: "Start execution" }).click();
  await message(page).getByText("Waiting for callback", { exact: true }).waitFor();
});

const TWO_CASES = JSON.stringify({
  StateMachines: {
    WaitForCallback: { TestCases: { Good: { [WAITING_STATE]: "Yes" }, Bad: { [WAITING_STATE]: "No" } } },
  },
  MockedResponses: {
    Yes: { 0: { Return: "yes" } },
    No: { 0: { Throw: { Error: "Mail.Bounced", Cause: "nobody" } } },
  },
});

scenario("a test case of a mock file is chosen", {}, async (page) => {
  await isThere(page);
  const executions = await dialog(page);
  await executions.locator("input[type=file]").setInputFiles(
    { name: "MockConfigFile.json", mimeType: "application/json", buffer: Buffer.from(TWO_CASES) },
  );
  await executions.getByRole("combobox", { name: "Test case" }).selectOption("Bad");
  await close(page);
  await page.getByRole("button", { name: "Start execution" }).click();
  await hasEnded(page, "Succeeded");
  await state(page, WAITING_STATE, "Caught error").waitFor();
});

scenario("a mock file for other states is refused with its reason", {}, async (page) => {
  await isThere(page);
  await drop(page, "mocks.json", TWO_CASES.replaceAll(WAITING_STATE, "Elsewhere"));
  await page.getByText(/^This mock file could not be read: .* has no state 'Elsewhere'/).waitFor();
});

scenario("an execution is named, stopped with a cause, redriven and removed", {}, async (page) => {
  await isThere(page);
  let executions = await dialog(page);
  await executions.getByRole("textbox", { name: "Name" }).fill("monday-1");
  await executions.getByRole("textbox", { name: "Name" }).press("Tab");
  await close(page);
  await page.getByRole("button", { name: "Start execution" }).click();
  await message(page).waitFor();
  executions = await dialog(page);
  await executions.getByText("monday-1").waitFor();
  await executions.getByRole("button", { name: "Stop…" }).click();
  const form = executions.getByRole("form", { name: "Stop" });
  await form.getByRole("textbox", { name: "Error" }).fill("Order.Withdrawn");
  await form.getByRole("textbox", { name: "Cause" }).fill("The customer has changed her mind.");
  await form.getByRole("button", { name: "Stop the execution" }).click();
  await executions.getByText("Aborted").waitFor();
  await shoot(page, "mocks/stopped");
  await executions.getByRole("button", { name: "Redrive" }).click();
  await executions.getByText("Waiting for callback").waitFor();
  await close(page);
  await deliver(page);
  await hasEnded(page, "Succeeded");

  // AWS takes a name once.
  executions = await dialog(page);
  await executions.getByRole("textbox", { name: "Name" }).fill("monday-1");
  await executions.getByRole("textbox", { name: "Name" }).press("Tab");
  await close(page);
  await page.getByRole("button", { name: "Start execution" }).click();
  await page.getByText(/^Refused: ExecutionAlreadyExists/).waitFor();
  executions = await dialog(page);
  await executions.getByRole("button", { name: "Remove" }).click();
  await executions.getByText("Nothing was started yet.").waitFor();
});

scenario("a workflow with a callback cannot be Express", {}, async (page) => {
  await isThere(page);
  const executions = await dialog(page);
  await executions.getByRole("combobox", { name: "Type" }).selectOption("Express");
  await executions.getByText(/^Express: no callbacks/).waitFor();
  await close(page);
  assert.ok(await page.getByRole("button", { name: "Start execution" }).isDisabled());
});

scenario("the history of an execution is done again from its file", {}, async (page) => {
  await start(page);
  await deliver(page, '"recorded"');
  await hasEnded(page, "Succeeded");
  const executions = await dialog(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    executions.getByRole("button", { name: "Save its history" }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  await close(page);
  await drop(page, "history.json", text);
  await page.getByText(/^This is the recorded execution, done again/).waitFor();
  await drop(page, "history.json", text.replaceAll(WAITING_STATE, "Elsewhere"));
  await page.getByText(/^Open the definition of this execution first/).waitFor();
});

const CHILD = JSON.stringify({
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: {
        QueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/questions",
        MessageBody: { "Token.$": "$$.Task.Token" },
      },
      End: true,
    },
  },
});

const PARENT = JSON.stringify({
  StartAt: "Nest",
  States: {
    Nest: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync:2",
      Parameters: {
        StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:Child",
        Input: { from: "above" },
      },
      End: true,
    },
  },
});

scenario("a nested execution really runs, with its own token", {}, async (page) => {
  await isThere(page);
  await drop(page, "Child.json", CHILD);
  await page.getByRole("combobox", { name: "State machines" }).waitFor();
  await drop(page, "Parent.json", PARENT);
  await state(page, "Nest", "Not started").waitFor();
  await start(page);
  await state(page, "Nest", "In progress").click();
  await page.getByRole("tab", { name: "State" }).click();
  const inspector = page.getByRole("tabpanel", { name: "State" });
  await inspector.getByRole("button", { name: "Execution 2 of Child: Running" }).waitFor();
  await shoot(page, "nested/parent");
  await inspector.getByRole("button", { name: "Execution 2 of Child: Running" }).click();
  await state(page, "Ask", "Waiting for callback").waitFor();
  // No state is selected: the execution itself is looked at.
  await page.keyboard.press("Escape");
  await inspector.getByRole("button", { name: "Execution 1 of Parent: Running" }).waitFor();
  await shoot(page, "nested/child");
  await message(page, "Ask").getByRole("button", { name: "Deliver" }).click();
  const form = page.getByRole("form", { name: "Deliver the callback" });
  await form.getByRole("textbox", { name: "Output" }).fill('{"deep": true}');
  await form.getByRole("button", { name: "Deliver" }).click();
  await hasEnded(page, "Succeeded");
  await inspector.getByRole("button", { name: "Execution 1 of Parent: Succeeded" }).click();
  await state(page, "Nest", "Succeeded").waitFor();
  await hasEnded(page, "Succeeded");
});

const sizes = { desktop, phone };
for (const [size, viewport] of Object.entries(sizes)) {
  for (const [dark, language, tag] of [[true, "en-US", "en"], [false, "ko-KR", "ko"]]) {
    scenario(`the dialog looks in order: ${size} ${tag}`, { viewport, dark, language }, async (page) => {
      const ko = tag === "ko";
      await isThere(page);
      await page.getByRole("button", { name: ko ? "실행 시작" : "Start execution" }).click();
      await page.getByRole("button", { name: ko ? "실행과 모의 응답" : "Executions and mocks" }).click();
      await page.getByRole("button", { name: ko ? "중단…" : "Stop…" }).click();
      await page.waitForTimeout(300);
      await shoot(page, `mocks/${size} ${tag}`);
      const box = await page.locator("dialog").evaluate((it) => it.scrollWidth - it.clientWidth);
      assert.equal(box, 0, "the dialog scrolls sideways");
    });
  }
}
