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
const result = (page) => invocations(page).first().locator(".invocation-result");
const log = (page, n = 0) => invocations(page).nth(n).getByRole("region", { name: "Log" });

/** Opens a template and lets its function receive. */
async function openWith(page, code, options) {
  await isThere(page);
  await drop(page, "template.yml", template(code, options));
  await letItReceive(page);
  await showFunction(page);
}

const queue = (page) => page.getByRole("region", { name: /^Queue SQSQueue/ });
const letItReceive = (page) => queue(page).getByRole("button", { name: "Let it receive" }).click();

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

scenario("an edit that fails the task leads to Notify Failure", {}, async (page) => {
  await openWith(page, COMMENTED);
  await write(page, handler(`
    await sfn.sendTaskFailure({ taskToken: token, error: "Card.Declined", cause: process.env.GREETING }).promise();`));
  await deploy(page);
  await start(page);
  await hasEnded(page, "Succeeded");
  await state(page, WAITING_STATE, "Caught error").waitFor();
  await state(page, "Notify Failure", "Succeeded").waitFor();
});

scenario("version 3 of the SDK, in an ES module", {}, async (page) => {
  await openWith(page, `
    import { SFNClient, SendTaskSuccessCommand, TaskTimedOut } from "@aws-sdk/client-sfn";
    const client = new SFNClient({});
    export const lambda_handler = async (event, context) => {
      const { TaskToken: taskToken } = JSON.parse(event.Records[0].body);
      const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ by: context.functionName }) });
      await client.send(command);
      try {
        await client.send(command);
      } catch (error) {
        console.log(error.name, error instanceof TaskTimedOut, error.$metadata.httpStatusCode);
      }
      return typeof context.awsRequestId + context.getRemainingTimeInMillis();
    };`, { runtime: "nodejs22.x" });
  await start(page);
  await hasEnded(page, "Succeeded");
  await log(page).getByText("INFO\tTaskTimedOut true 400").waitFor();
  await result(page).getByText('"string3000"').waitFor();
});

scenario("a handler with a callback, and the SDK's errors by callback", {}, async (page) => {
  await openWith(page, `
    const AWS = require('aws-sdk');
    const sfn = new AWS.StepFunctions();
    exports.lambda_handler = (event, context, callback) => {
      sfn.sendTaskSuccess({ taskToken: 'nonsense', output: '1' }, (error) => {
        console.log(error.code, error.statusCode);
        sfn.sendTaskSuccess({ output: {} }, (error) => {
          console.log(error.code + '/' + error.message);
          setTimeout(() => callback(null, 'later'), 1500);
        });
      });
    };`);
  await start(page);
  await result(page).getByText('"later"').waitFor();
  await log(page).getByText("INFO\tInvalidToken 400").waitFor();
  await log(page).getByText("MultipleValidationErrors/There were 2 validation errors").waitFor();
  await log(page).getByText("Duration: 1500.00 ms").waitFor();
});

scenario("an exception gives the batch back, and it comes again with its count", {}, async (page) => {
  await openWith(page, handler(`
    console.log("try", event.Records[0].attributes.ApproximateReceiveCount);
    throw new TypeError("not today");`));
  await start(page);
  await result(page).getByText("TypeError: not today").waitFor();
  await log(page).getByText("INFO\ttry 1").waitFor();
  await log(page).getByText(/"stack":\["TypeError: not today","    at .*\(\/var\/task\/index.js:8:11\)"/).waitFor();
  await page.getByRole("button", { name: "Pause the clock" }).click();
  await page.getByRole("button", { name: /^Skip to/ }).click();
  await log(page).getByText("INFO\ttry 2").waitFor();
});

/** What a hostile function does, and how it is told. */
const HOSTILE = [
  ["an endless loop", "while (true) {}", "Task timed out after 3.00 seconds"],
  ["an endless loop in a promise", "await Promise.resolve().then(() => { while (true) {} });", "Task timed out after 3.00 seconds"],
  ["endless microtasks", "const spin = () => Promise.resolve().then(spin); await spin();", "Task timed out after 3.00 seconds"],
  ["a wait past its Timeout", "await new Promise((resolve) => setTimeout(resolve, 60_000));", "Task timed out after 3.00 seconds"],
  ["fetch", "await fetch('https://example.org/');", "SandboxError: fetch is not available: a function in Signalbox has no network"],
  ["XMLHttpRequest", "new XMLHttpRequest();", "SandboxError: XMLHttpRequest is not available"],
  ["WebSocket", "new WebSocket('wss://example.org');", "SandboxError: WebSocket is not available"],
  ["importScripts", "importScripts('https://example.org/x.js');", "SandboxError: importScripts is not available"],
  ["indexedDB", "indexedDB.open('x');", "SandboxError: indexedDB is not available"],
  ["caches", "await caches.open('x');", "SandboxError: caches is not available"],
  ["BroadcastChannel", "new BroadcastChannel('x');", "SandboxError: BroadcastChannel is not available"],
  ["a postMessage flood", "while (true) postMessage('x'.repeat(1e6));", "SandboxError: postMessage is not available"],
  ["a flood of calls", "while (true) succeed('x'.repeat(1000));", "Signalbox.TooManyMessages: The function was stopped: it had more than 256 calls under way"],
  ["a flood of large calls", "while (true) { for (let n = 0; n < 9; n += 1) succeed('x'.repeat(1e6)); await null; }", "Signalbox.TooManyMessages: The function was stopped: it sent more than 5000 messages or 16 MB"],
  ["a flood of its log", "while (true) console.log('x'.repeat(1000));", "lines more, which Signalbox does not keep"],
  ["parent", "parent.document.body.remove();", "ReferenceError: parent is not defined"],
  ["window", "window.top.location = 'https://example.org';", "ReferenceError: window is not defined"],
  ["eval", "eval('1 + 1');", "EvalError: "],
  ["tampered prototypes", `Object.prototype.toJSON = () => 'x'; Array.prototype.push = () => { throw 1; };
     JSON.stringify = () => { throw 1; }; Promise.prototype.then = function () { return this; }; throw new RangeError('tampered');`, "RangeError: tampered"],
  ["a module that is not there", "require('axios');", "Error: Cannot find module 'axios'"],
  ["a service that is not stood in for", "new AWS.EC2();", "Error: AWS.EC2 is not stood in for by Signalbox. What is: "],
  ["process.exit", "process.exit(3);", "Runtime exited with error: exit status 3"],
  ["a promise that nobody catches", "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 10));", "Runtime.UnhandledPromiseRejection: Error: lost"],
  ["a result that is no JSON", "const ring = {}; ring.ring = ring; return ring;", "Runtime.MarshalError: Unable to stringify"],
];

scenario("whatever a function does is contained and named", {}, async (page) => {
  await openWith(page, COMMENTED);
  await page.evaluate(() => {
    window.longestFrame = 0;
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      window.longestFrame = Math.max(window.longestFrame, now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await panel(page).getByRole("button", { name: "Test" }).click();
  const form = panel(page).getByRole("form", { name: "Test" });
  const body = JSON.stringify({ TaskToken: "none" });
  await form.getByRole("textbox").fill(JSON.stringify({ Records: [{ body }] }));
  let before = "";
  for (const [what, lines, told] of HOSTILE) {
    await write(page, handler(lines));
    await deploy(page);
    await form.getByRole("button", { name: "Test" }).click();
    const newest = invocations(page).first().filter({ hasNotText: before || undefined });
    await newest.waitFor();
    const seen = await newest.innerText();
    [before] = /(?<=RequestId: )\S+/.exec(seen);
    assert.ok(seen.includes(told), `${what} is told as:\n${seen}`);
  }
  // The page itself is what it was.
  await state(page, WAITING_STATE, "Not started").waitFor();
  assert.equal(await page.evaluate(() => location.href.startsWith("http://127.0.0.1")), true);
  const longest = await page.evaluate(() => window.longestFrame);
  assert.ok(longest < 3000, `the page stood still for ${Math.round(longest)} ms`);
});

scenario("code that cannot be read says where, and one without its handler says so", {}, async (page) => {
  await openWith(page, "exports.lambda_handler = async () => {\n  retur 1;\n};");
  await start(page);
  await result(page).getByText("Runtime.UserCodeSyntaxError: SyntaxError: Unexpected").waitFor();
  await log(page).getByText("/var/task/index.js:2:").waitFor();
  await write(page, "exports.handler = async () => 1;");
  await deploy(page);
  await start(page);
  await result(page).getByText("Runtime.HandlerNotFound: index.lambda_handler is undefined or not exported").waitFor();
});

scenario("a function in Python is left to the person", {}, async (page) => {
  await isThere(page);
  await drop(page, "template.yml", template("def lambda_handler(event, context):\n    pass", { runtime: "python3.13" }));
  await queue(page).getByText("Only Node.js runs here, and it is python3.13").waitFor();
  await showFunction(page);
  await panel(page).getByText("Only Node.js runs here, and this is python3.13").waitFor();
  assert.equal(await panel(page).getByRole("button", { name: "Deploy" }).count(), 0);
  await start(page);
  await fail(page, "By.Hand", "");
  await hasEnded(page, "Succeeded");
});

scenario("a task invokes the function that the person writes for it", {}, async (page) => {
  await isThere(page);
  await open(page, JSON.stringify({
    StartAt: "Double",
    States: {
      Double: {
        Type: "Task", Resource: "arn:aws:states:::lambda:invoke", OutputPath: "$.Payload", End: true,
        Parameters: { FunctionName: "double", "Payload.$": "$" },
      },
    },
  }));
  await write(page, "exports.handler = async ({ n = 21 }) => ({ n: 2 * n });");
  await deploy(page);
  await start(page);
  await hasEnded(page, "Succeeded");
  await result(page).getByText('{"n":42}').waitFor();
  await write(page, "exports.handler = async () => { const e = new Error('none left'); e.name = 'OutOfStock'; throw e; };");
  await deploy(page);
  await start(page);
  await hasEnded(page, "Failed");
  await state(page, "Double", "Failed").waitFor();
});

/** A task that invokes `outer`, which invokes `inner`. */
const nested = (outer, inner, timeouts = { outer: 20, inner: 4 }) => JSON.stringify({
  Resources: {
    ...Object.fromEntries(Object.entries({ outer, inner }).map(([name, code]) => [name, {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: name, Handler: "index.handler", Runtime: "nodejs22.x", Timeout: timeouts[name], Code: { ZipFile: code },
      },
    }])),
    Flow: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        Definition: {
          StartAt: "Ask",
          States: {
            Ask: {
              Type: "Task", Resource: "arn:aws:states:::lambda:invoke", OutputPath: "$.Payload", End: true,
              Parameters: { FunctionName: "outer", "Payload.$": "$" },
            },
          },
        },
      },
    },
  },
});

const OUTER = `
const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
const client = new LambdaClient();
const ask = async (n) => {
  const { Payload, ...rest } = await client.send(new InvokeCommand({
    FunctionName: 'inner', Payload: JSON.stringify({ n }),
  }));
  return { rest: [rest.StatusCode, rest.FunctionError], payload: JSON.parse(Payload.transformToString()) };
};
`;

const nestings = {
  "two at a time, which sleep": [
    `${OUTER} exports.handler = async () => (await Promise.all([ask(1), ask(2)])).map((it) => it.payload);`,
    "exports.handler = async ({ n }) => { await new Promise((r) => setTimeout(r, 2000 / n)); return { twice: 2 * n }; };",
    '[{"twice":2},{"twice":4}]',
  ],
  "one that fails": [
    `${OUTER} exports.handler = async () => { const { rest, payload } = await ask(1); return [rest, payload.errorType, payload.errorMessage]; };`,
    "exports.handler = async () => { throw new TypeError('no'); };",
    '[[200,"Unhandled"],"TypeError","no"]',
  ],
  "one that is killed": [
    `${OUTER} exports.handler = async () => { const { rest, payload } = await ask(1); return [rest, payload.errorType]; };`,
    "exports.handler = () => { for (;;) ; };",
    '[[200,"Unhandled"],"Sandbox.Timedout"]',
  ],
  "a timer of its own that is sooner": [
    `${OUTER} exports.handler = () => Promise.race([ask(1), new Promise((r) => setTimeout(() => r("late"), 500))]);`,
    "exports.handler = async () => { await new Promise((r) => setTimeout(r, 2000)); return 1; };",
    '"late"',
  ],
};
for (const [name, [outer, inner, expected]] of Object.entries(nestings)) {
  scenario(`a function invokes another and waits for it: ${name}`, {}, async (page) => {
    await isThere(page);
    await drop(page, "nested.json", nested(outer, inner));
    await showFunction(page);
    await start(page);
    await hasEnded(page, "Succeeded");
    await result(page).getByText(expected).waitFor();
  });
}

scenario("a function that loops instead of waiting for the one that it invoked is killed", {}, async (page) => {
  await isThere(page);
  const outer = `${OUTER} exports.handler = async () => { ask(1); for (;;) ; };`;
  await drop(page, "nested.json", nested(outer, "exports.handler = async () => 1;", { outer: 2, inner: 1 }));
  await start(page);
  await hasEnded(page, "Failed");
});

scenario("by hand stays the default, and rules answer in the person's place", {}, async (page) => {
  await isThere(page);
  await drop(page, "template.yml", template(COMMENTED));
  const choice = queue(page).getByRole("combobox", { name: "Received" });
  assert.equal(await choice.inputValue(), "", "by hand");
  await queue(page).getByRole("button", { name: "By hand", exact: true }).click();
  await choice.selectOption("by rules");
  const rule = queue(page).getByRole("listitem", { name: "Rule 1" });
  await rule.getByRole("combobox", { name: "Attempts" }).selectOption("attempt 1");
  await rule.getByRole("textbox", { name: "Where (JSONPath of the body)" }).fill("$.MessageTitle");
  await rule.getByRole("textbox", { name: "is", exact: true }).fill("Waiting.");
  await rule.getByRole("textbox", { name: "After (seconds)" }).fill("1");
  await rule.getByRole("textbox", { name: "Output" }).fill("by rule");
  assert.equal(await queue(page).getByRole("button", { name: "Use these rules" }).isDisabled(), true, "not JSON");
  await rule.getByRole("textbox", { name: "Output" }).fill('"by rule"');
  await queue(page).getByRole("button", { name: "Use these rules" }).click();
  await queue(page).getByText("In effect", { exact: true }).waitFor();
  await start(page);
  await hasEnded(page, "Succeeded");
  await state(page, "Notify Success", "Succeeded").waitFor();
});

scenario("an invocation under way is begun again after a reload, one that has ended is not", {}, async (page) => {
  await openWith(page, handler(`
    console.log("begun");
    await new Promise((resolve) => setTimeout(resolve, 900));
    await succeed(1);`));
  await start(page);
  await hasEnded(page, "Succeeded");
  await log(page).getByText("begun").waitFor();
  await page.waitForTimeout(1500);
  await page.reload();
  await isThere(page);
  await showFunction(page);
  await invocations(page).first().waitFor();
  await page.waitForTimeout(500);
  assert.equal(await invocations(page).count(), 1);
  await state(page, "Notify Success", "Succeeded").waitFor();
});

/** The function runs wherever the page does. */
const runs = async (page) => {
  await isThere(page);
  // By the dialog, since nothing can be dropped into a frame from a test.
  await open(page, template(handler("await succeed(context.functionName);")));
  await letItReceive(page);
  await start(page);
  await hasEnded(page, "Succeeded");
};

scenario("runs from a file", { url: pathToFileURL(join(dist, "index.html")).href }, runs);
scenario("runs under the policy that the README gives", { path: STRICT_PATH }, runs);

pages["/embedded-function.html"] = `<!doctype html><title>A lesson</title><link rel="icon" href="data:,">
  <iframe title="One" sandbox="allow-scripts" src="${PATH}" width="1200" height="780"></iframe>`;

scenario("runs in a sandboxed iframe", { path: "/embedded-function.html" }, async (page) => {
  await runs(page.frameLocator("iframe"));
});

scenario("on a phone, in Korean", { viewport: phone, language: "ko-KR" }, async (page) => {
  await isThere(page);
  await drop(page, "template.yml", template(COMMENTED));
  await page.getByRole("tab", { name: "함수" }).click();
  await page.getByRole("button", { name: "이 함수로 수신" }).last().click();
  await page.getByRole("button", { name: "실행 시작" }).click();
  await page.locator(".invocation").first().waitFor();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `nothing sticks out, but the page is ${wide} wide`);
  await shoot(page, "function phone ko");
});
