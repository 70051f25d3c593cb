// The Lambda's own code: shown, edited, deployed, and really run, in a sandbox that holds it
// whatever it does.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { drop, fail, hasEnded, open, start, state, WAITING_STATE } from "./app.mjs";
import { dist, isThere, pages, phone, root, scenario, shoot } from "./harness.mjs";
import { PATH, STRICT_PATH } from "./site.mjs";

/** The workshop's template in form: a queue that a Lambda polls, and a workflow that waits for it. */
const template = (code, { timeout = 3, runtime = "nodejs14.x", maxReceiveCount = 3 } = {}) => `
Resources:
  SQSQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: !GetAtt [SQSQueueDLQ, Arn], maxReceiveCount: ${maxReceiveCount} }
  SQSQueueDLQ: { Type: AWS::SQS::Queue }
  SNSTopic: { Type: AWS::SNS::Topic }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { BatchSize: 10, EventSourceArn: !GetAtt [SQSQueue, Arn], FunctionName: !GetAtt [CallbackWithTaskToken, Arn] }
  CallbackWithTaskToken:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.lambda_handler
      Runtime: ${runtime}
      Timeout: ${timeout}
      Environment: { Variables: { GREETING: hello } }
      Code:
        ZipFile: |
${code.trim().split("\n").map((line) => `          ${line}`).join("\n")}
  StateMachine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub
        - |-
          {
            "StartAt": "${WAITING_STATE}",
            "States": {
              "${WAITING_STATE}": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {
                  "QueueUrl": "\${sqsQueueUrl}",
                  "MessageBody": { "MessageTitle": "Waiting.", "TaskToken.$": "$$.Task.Token" }
                },
                "Next": "Notify Success",
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "Notify Failure" }]
              },
              "Notify Success": {
                "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
                "Parameters": { "Message": "Succeeded.", "TopicArn": "\${topic}" }
              },
              "Notify Failure": {
                "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
                "Parameters": { "Message": "Failed.", "TopicArn": "\${topic}" }
              }
            }
          }
        - { topic: !Ref SNSTopic, sqsQueueUrl: !Ref SQSQueue }
`;

const COMMENTED = `
console.log('Loading function');
var AWS = require('aws-sdk');
var stepfunctions = new AWS.StepFunctions({apiVersion: '2016-11-23'});
exports.lambda_handler = async(event, context, callback) => {
    for (const record of event.Records) {
        const messageBody = JSON.parse(record.body);
        const taskToken = messageBody.TaskToken;
        const params = {
            output: "\\"Callback task completed successfully.\\"",
            taskToken: taskToken
        };
        // console.log(\`Calling Step Functions to complete callback task with params \${JSON.stringify(params)}\`);
        // let response = await stepfunctions.sendTaskSuccess(params).promise();
    }
};`;

/** A function that runs these lines with \`event\`, \`context\`, \`token\` and \`call(name)\` at hand. */
const handler = (lines) => `
const AWS = require('aws-sdk');
const sfn = new AWS.StepFunctions();
exports.lambda_handler = async (event, context) => {
  const token = JSON.parse(event.Records[0].body).TaskToken;
  const succeed = (value) => sfn.sendTaskSuccess({ taskToken: token, output: JSON.stringify(value) }).promise();
  ${lines}
};`;

const panel = (page) => page.getByRole("tabpanel", { name: "Function" });
const showFunction = (page) => page.getByRole("tab", { name: "Function" }).click();
const invocations = (page) => panel(page).locator(".invocation");
const log = (page, n = 0) => invocations(page).nth(n).getByRole("region", { name: "Log" });

/** Opens a template and lets its function receive. */
async function openWith(page, code, options) {
  await isThere(page);
  await drop(page, "template.yml", template(code, options));
  await letItReceive(page);
  await showFunction(page);
}

const letItReceive = async (page) => { await showFunction(page); await panel(page).getByRole("button", { name: "Let it receive" }).click(); };

/** Puts other code into the editor, as a person who selects all and pastes. */
async function write(page, code) {
  await showFunction(page);
  await panel(page).locator(".cm-editor").waitFor();
  const editor = panel(page).getByRole("textbox", { name: "Code of the function" });
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(code);
}

const deploy = (page) => panel(page).getByRole("button", { name: "Deploy" }).click();

async function moduleFour(page, name, text) {
  await isThere(page);
  await drop(page, name, text);
  await letItReceive(page);
  await showFunction(page);
  await panel(page).getByText("nodejs14.x · index.lambda_handler").waitFor();

  // As the template has it, the function takes the message and calls nobody back.
  await start(page);
  await log(page).getByText("Loading function").waitFor();
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();

  // The two lines uncommented do nothing before they are deployed.
  await panel(page).locator(".cm-editor").waitFor();
  await panel(page).getByRole("textbox", { name: "Code of the function" }).click();
  await page.keyboard.press("ControlOrMeta+End");
  for (const line of ["// let response", "// console.log(`Calling"]) {
    await panel(page).locator(".cm-line", { hasText: line }).click();
    await page.keyboard.press("Home");
    for (const _ of "// ") await page.keyboard.press("Delete");
  }
  await panel(page).getByText("Changes are not deployed").waitFor();
  await start(page);
  await invocations(page).nth(1).waitFor();
  await state(page, WAITING_STATE, "Waiting for callback").waitFor();

  await deploy(page);
  await panel(page).getByText("$LATEST runs this code").waitFor();
  await start(page);
  await hasEnded(page, "Succeeded");
  await state(page, "Notify Success", "Succeeded").waitFor();
  await log(page).getByText(/INFO\tCalling Step Functions to complete callback task with params/).waitFor();
  await log(page).getByText(/^REPORT RequestId: [0-9a-f-]{36}\tDuration: /m).waitFor();
}

scenario("module 4's exercise: it hangs, is uncommented, deployed, and goes on", {}, async (page) => {
  await moduleFour(page, "template.yml", template(COMMENTED, { timeout: 25 }));
});

const module4 = join(root, "../shared/real/workshop/module_4.yml");
if (existsSync(module4)) {
  scenario("module 4 as the workshop has it", {}, async (page) => {
    await moduleFour(page, "module_4.yml", readFileSync(module4, "utf8"));
  });
} else {
  console.log(`skipped: module 4 as the workshop has it, ${module4} is not there`);
}
