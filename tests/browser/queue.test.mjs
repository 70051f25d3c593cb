// The queue panel: a message's life in its lane, what goes wrong with messages, FIFO groups, fan-out,
// the dead-letter queue, and whose message it is.

import assert from "node:assert/strict";

import { deliver, hasEnded, message, open, start, state } from "./app.mjs";
import { desktop, isThere, phone, scenario, shoot } from "./harness.mjs";

const queueUrl = (name) => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;

/** A state that sends to a FIFO queue and waits. */
const fifo = (group, id, next) => ({
  Type: "Task",
  Resource: `arn:aws:states:::sqs:sendMessage${next ? "" : ".waitForTaskToken"}`,
  Parameters: {
    QueueUrl: queueUrl("orders.fifo"),
    MessageBody: next ? { order: id } : { order: id, "Token.$": "$$.Task.Token" },
    MessageGroupId: group,
    MessageDeduplicationId: id,
  },
  ...(next ? { Next: next } : { End: true }),
});

const FIFO = JSON.stringify({
  StartAt: "First",
  States: {
    First: fifo("A", "a1", "Again"),
    // The same deduplication id: the queue takes no second message.
    Again: fifo("A", "a1", "Other"),
    Other: fifo("B", "b1", "Last"),
    Last: fifo("A", "a2"),
  },
});

const FAN_OUT = JSON.stringify({
  StartAt: "Ask All",
  States: {
    "Ask All": {
      Type: "Task",
      Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
      Parameters: {
        TopicArn: "arn:aws:sns:us-east-1:123456789012:approvals",
        Message: { "Token.$": "$$.Task.Token" },
      },
      Next: "Tell",
    },
    Tell: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Parameters: { QueueUrl: queueUrl("east"), MessageBody: "decided" },
      ResultPath: null,
      Next: "Tell Others",
    },
    "Tell Others": {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage",
      Parameters: { QueueUrl: queueUrl("west"), MessageBody: "decided" },
      ResultPath: null,
      End: true,
    },
  },
});

const lane = (page, name) => page.getByRole("region", { name, exact: true });
const station = (card) => card.locator("[aria-current=step]");

scenario("a message is received, returned, received too often, and redriven", {}, async (page) => {
  await start(page);
  const queue = lane(page, "Queue module4-SQSQueue");
  const letters = lane(page, "Dead-letter queue module4-SQSQueueDLQ");
  await message(page).waitFor();
  assert.match(await station(message(page)).innerText(), /Visible/);
  await page.getByRole("button", { name: "Pause the clock" }).click();

  await queue.getByRole("button", { name: "Receive", exact: true }).click();
  await queue.getByText(/^visible again in 30 s$/).waitFor();
  assert.match(await station(message(page)).innerText(), /In flight\s*×1/);
  await queue.getByText("1 in flight").waitFor();
  await message(page).getByText("Attributes").click();
  const handle = () => message(page).locator("dt:text-is('ReceiptHandle') + dd").innerText();
  const first = await handle();
  await shoot(page, "queue/in-flight");

  // The time-out of its visibility is what is next on the clock.
  await page.getByRole("button", { name: "Skip to: a message becomes visible" }).click();
  assert.match(await station(message(page)).innerText(), /Visible/);

  // maxReceiveCount is 1: the next receive moves it.
  await queue.getByRole("button", { name: "Receive next" }).click();
  const dead = letters.getByRole("listitem", { name: /^Message from/ });
  await dead.getByText("given up by module4-SQSQueue").waitFor();
  await dead.getByText(/its token stays valid/).waitFor();
  await shoot(page, "queue/dead-letter");
  await letters.getByRole("button", { name: "Redrive" }).click();
  await queue.getByRole("listitem", { name: /^Message from/ }).waitFor();
  assert.equal(await dead.count(), 0);

  await queue.getByRole("button", { name: "Receive", exact: true }).click();
  const received = queue.getByRole("listitem", { name: /^Message from/ });
  if (!await received.getByText("MessageId").isVisible()) await received.getByText("Attributes").click();
  assert.notEqual(await handle(), first, "each receive has its own receipt handle");
  await queue.getByRole("button", { name: "Return" }).click();
  assert.match(await station(received).innerText(), /Visible/);
  await queue.getByRole("button", { name: "Purge" }).click();
  await received.getByText(/The message is deleted, but the task goes on waiting/).waitFor();
  await page.getByRole("button", { name: "Run the clock" }).click();
  await deliver(page);
  await hasEnded(page, "Succeeded");
});

const mishaps = {
  "it is delivered twice?": async (page) => {
    await message(page).getByText("SendTaskSuccess: accepted").waitFor();
    await message(page).getByText("SendTaskSuccess: refused").waitFor();
    await message(page).getByText(/^TaskTimedOut: /).waitFor();
    await hasEnded(page, "Succeeded");
  },
  "two subscribers race?": async (page) => {
    await message(page).getByText("SendTaskSuccess: accepted").waitFor();
    await message(page).getByText("SendTaskFailure: refused").waitFor();
    await hasEnded(page, "Succeeded");
  },
  "a consumer never answers?": async (page) => {
    await message(page).getByText(/^A consumer has the message/).waitFor();
    await state(page, "Start Task And Wait For Callback", "Waiting for callback").waitFor();
  },
  "the message is lost?": async (page) => {
    await message(page).getByText(/^The message is deleted, but the task goes on waiting/).waitFor();
    await state(page, "Start Task And Wait For Callback", "Waiting for callback").waitFor();
  },
};

for (const [name, seen] of Object.entries(mishaps)) {
  scenario(`what if ${name}`, {}, async (page) => {
    await start(page);
    await message(page).getByRole("button", { name: "What if…" }).click();
    await shoot(page, "queue/what-if");
    await message(page).getByRole("button", { name }).click();
    await seen(page);
    await shoot(page, `queue/${name}`);
  });
}

scenario("a FIFO queue: groups, deduplication, order", {}, async (page) => {
  await isThere(page);
  await open(page, FIFO);
  await start(page);
  const orders = lane(page, "FIFO queue orders.fifo");
  const cards = orders.getByRole("listitem", { name: /^Message from/ });
  await message(page, "Last").waitFor();
  assert.equal(await cards.count(), 3, "the repeated deduplication id made no message");
  const [last, other, first] = [message(page, "Last"), message(page, "Other"), message(page, "First")];
  assert.equal(await last.getByRole("button", { name: "Receive" }).count(), 0, "a1 comes before a2");
  await first.getByRole("button", { name: "Receive" }).click();
  await last.getByText("Blocked: a message of group A before this one is in flight.").waitFor();
  assert.equal(await last.getAttribute("data-blocked"), "true");
  await other.getByRole("button", { name: "Receive" }).waitFor();
  await last.getByText("Attributes").click();
  for (const name of ["MessageGroupId", "MessageDeduplicationId", "SequenceNumber"]) {
    await last.getByText(name, { exact: true }).waitFor();
  }
  await shoot(page, "queue/fifo");
  await first.getByRole("button", { name: "Delete", exact: true }).click();
  await last.getByRole("button", { name: "Receive" }).click();
  assert.equal(await last.getAttribute("data-blocked"), "false");
  await last.getByRole("button", { name: "Deliver" }).click();
  await page.getByRole("form", { name: "Deliver the callback" }).getByRole("button", { name: "Deliver" }).click();
  await hasEnded(page, "Succeeded");
});

scenario("fan-out: the first answer wins, the second is told TaskTimedOut", {}, async (page) => {
  await isThere(page);
  await open(page, FAN_OUT);
  const topic = lane(page, "Topic approvals");
  for (const queue of ["east", "west"]) {
    await topic.getByRole("combobox", { name: "Subscribe a queue…" }).selectOption(queue);
    await topic.getByText(`sqs ${queue}`).waitFor();
  }
  await start(page);
  await topic.getByText("delivered to east, west").waitFor();
  const answer = async (queue, output) => {
    const copy = lane(page, `Queue ${queue}`).getByRole("listitem", { name: "Message from Ask All" });
    await copy.getByRole("button", { name: "Deliver" }).click();
    const form = copy.getByRole("form", { name: "Deliver the callback" });
    await form.getByRole("textbox", { name: "Output" }).fill(output);
    await form.getByRole("button", { name: "Deliver" }).click();
    return copy;
  };
  const first = await answer("east", '"yes"');
  await first.getByText("SendTaskSuccess: accepted").waitFor();
  await hasEnded(page, "Succeeded");
  const second = await answer("west", '"no"');
  await second.getByText("SendTaskSuccess: refused").waitFor();
  await second.getByText(/^TaskTimedOut: /).waitFor();
  await shoot(page, "queue/fan-out");
});

scenario("two executions over one queue: each message says whose it is", {}, async (page) => {
  await start(page);
  await message(page).waitFor();
  await page.getByRole("button", { name: "Start execution" }).click();
  await page.getByText("execution 2 of WaitForCallback").waitFor();
  await page.getByRole("button", { name: "execution 1 of WaitForCallback" }).click();
  await page.getByRole("button", { name: "execution 2 of WaitForCallback" }).waitFor();
  await shoot(page, "queue/two-executions");
});

const sizes = { desktop, phone };
for (const [size, viewport] of Object.entries(sizes)) {
  for (const [dark, language, tag] of [[false, "en-US", "en"], [true, "ko-KR", "ko"]]) {
    scenario(`a lane looks in order: ${size} ${tag}`, { viewport, dark, language }, async (page) => {
      const ko = tag === "ko";
      await isThere(page);
      await page.getByRole("button", { name: ko ? "실행 시작" : "Start execution" }).click();
      if (viewport === phone) {
        await page.getByRole("tab", { name: ko ? /^대기열/ : /^Queue/ }).click();
      }
      const receive = page.getByRole("button", { name: ko ? "수신" : "Receive", exact: true });
      await receive.click();
      await page.getByRole("button", { name: ko ? "만약에…" : "What if…" }).click();
      await page.waitForTimeout(700);
      await shoot(page, `queue/${size} ${tag}`);
      // The rail of a station leads on to the next one.
      const wide = await page.evaluate(() => (
        [...document.querySelectorAll(".queue-body *:not(.station, .track, .life)")]
          .filter((it) => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== "inline"
            && getComputedStyle(it).overflowX === "visible")
          .map((it) => it.outerHTML.slice(0, 80))
      ));
      assert.deepEqual(wide, [], "something sticks out of its place");
    });
  }
}
