// Templates: values that are asked for, machines to choose from, what was left out; and the settings
// of a queue that no template describes.

import assert from "node:assert/strict";

import { drop, hasEnded, message, open, start, state } from "./app.mjs";
import { isThere, scenario, shoot } from "./harness.mjs";

const task = (queue) => ({
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  TimeoutSeconds: 60,
  Parameters: { QueueUrl: queue, MessageBody: { "Token.$": "$$.Task.Token" } },
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Late" }],
  Next: "Late",
});

const definition = (queue) => ({
  StartAt: "Ask",
  States: { Ask: task(queue), Late: { Type: "Succeed" } },
});

const machine = (name) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: {
    StateMachineName: { "Fn::Sub": `${name}-\${Stage}` },
    Definition: definition("${Url}"),
    DefinitionSubstitutions: { Url: { Ref: "Inbox" } },
    RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
  },
});

const TEMPLATE = JSON.stringify({
  AWSTemplateFormatVersion: "2010-09-09",
  Parameters: { Stage: { Type: "String", Default: "dev", AllowedValues: ["dev", "prod"] } },
  Resources: {
    Inbox: { Type: "AWS::SQS::Queue", Properties: { QueueName: { "Fn::Sub": "inbox-${Stage}" } } },
    Role: { Type: "AWS::IAM::Role", Properties: {} },
    First: machine("First"),
    Second: machine("Second"),
  },
});

const values = (page) => page.getByText(/^Values that/);

scenario("a template's parameter has its default, and can be changed", {}, async (page) => {
  await isThere(page);
  await drop(page, "two.template.json", TEMPLATE);
  const machines = page.getByRole("combobox", { name: "State machines" });
  await machines.selectOption("Second-dev");
  await page.getByRole("region", { name: "Queue inbox-dev" }).waitFor();
  await page.getByText(/^Left out on opening/).click();
  await page.getByText("AWS::IAM::Role Role").waitFor();
  await values(page).click();
  await page.getByRole("combobox", { name: "Stage" }).selectOption("prod");
  await page.getByRole("region", { name: "Queue inbox-prod" }).waitFor();
  await shoot(page, "templates/parameters");
  await machines.selectOption("Second-prod");
  await start(page);
  await message(page, "Ask").waitFor();
});

scenario("placeholders are asked for, and filled in", {}, async (page) => {
  await isThere(page);
  await open(page, JSON.stringify(definition("https://sqs.us-east-1.amazonaws.com/123456789012/${queue}")));
  await values(page).waitFor();
  await shoot(page, "templates/placeholders");
  const field = page.getByRole("textbox", { name: "queue", exact: true });
  await field.fill("letters");
  await field.press("Tab");
  await page.getByRole("region", { name: "Queue letters" }).waitFor();
  await start(page);
  await message(page, "Ask").waitFor();
});

scenario("a queue gets a dead-letter queue and another visibility timeout", {}, async (page) => {
  await isThere(page);
  await open(page, JSON.stringify(definition("https://sqs.us-east-1.amazonaws.com/123456789012/plain")));
  const queue = page.getByRole("region", { name: "Queue plain", exact: true });
  await queue.getByRole("button", { name: "Settings of plain" }).click();
  const form = queue.getByRole("form", { name: "Settings" });
  await form.getByRole("spinbutton", { name: "Visibility timeout, in seconds" }).fill("5");
  await form.getByRole("textbox", { name: "Dead-letter queue" }).fill("plain-dead");
  await form.getByRole("spinbutton", { name: /^Receives before/ }).fill("1");
  await shoot(page, "templates/settings");
  await form.getByRole("button", { name: "Save" }).click();
  await queue.getByText("visibility timeout 5 s · max receives 1").waitFor();
  await start(page);
  await message(page, "Ask").waitFor();
  await page.getByRole("button", { name: "Pause the clock" }).click();
  await queue.getByRole("button", { name: "Receive", exact: true }).click();
  await page.getByRole("button", { name: "Skip to: a message becomes visible" }).click();
  await queue.getByRole("button", { name: "Receive next" }).click();
  const dead = page.getByRole("region", { name: "Dead-letter queue plain-dead" });
  assert.equal(await dead.getByRole("listitem", { name: "Message from Ask" }).count(), 1);
  // The message is dead, its task times out.
  await page.getByRole("button", { name: /^Skip to/ }).click();
  await page.getByRole("button", { name: "Run the clock" }).click();
  await hasEnded(page, "Succeeded");
  await state(page, "Ask", "Caught error").waitFor();
});
