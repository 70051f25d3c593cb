// The app's controls as a person finds them: by role and name, in English where not told otherwise.

import { isThere } from "./harness.mjs";

export const WAITING_STATE = "Start Task And Wait For Callback";

/** Starts an execution of what is open. */
export async function start(page) {
  await isThere(page);
  await page.getByRole("button", { name: "Start execution" }).click();
}

/** A state of the graph that stands so: "Succeeded", "Caught error", "Not started", … */
export const state = (page, name, status) => (
  page.getByRole("treeitem", { name: new RegExp(`^[^,]+, ${name}, ${status}(,|$)`) })
);

/** The newest message that a state sent. */
export const message = (page, sender = WAITING_STATE) => (
  page.getByRole("listitem", { name: `Message from ${sender}` }).first()
);

/** Waits for what a screen reader is told at the end. */
export const hasEnded = (page, status) => (
  page.getByText(`The execution has ended: ${status}.`).waitFor({ state: "attached" })
);

/** Answers the newest message's token with an output; it need not be JSON. */
export async function deliver(page, output) {
  await message(page).getByRole("button", { name: "Deliver" }).first().click();
  const form = page.getByRole("form", { name: "Deliver the callback" });
  if (output !== undefined) await form.getByRole("textbox", { name: "Output" }).fill(output);
  await form.getByRole("button", { name: "Deliver" }).click();
}

/** Fails the newest message's task. */
export async function fail(page, error, cause) {
  await message(page).getByRole("button", { name: "Fail" }).first().click();
  const form = page.getByRole("form", { name: "Fail the task" });
  await form.getByRole("textbox", { name: "Error" }).fill(error);
  await form.getByRole("textbox", { name: "Cause" }).fill(cause);
  await form.getByRole("button", { name: "Fail" }).click();
}

/** Opens a text by the dialog. */
export async function open(page, text) {
  await page.getByRole("button", { name: "Open…" }).click();
  const dialog = page.getByRole("dialog", { name: "Open a workflow" });
  await dialog.getByRole("textbox").fill(text);
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
}

/** Drops a file onto the page. */
export async function drop(page, name, text) {
  const files = await page.evaluateHandle(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, { type: "text/yaml" }));
    return transfer;
  }, [name, text]);
  const target = page.getByRole("main");
  for (const step of ["dragenter", "dragover", "drop"]) {
    await target.dispatchEvent(step, { dataTransfer: files });
  }
}

/** The event types in the history, oldest first. */
export async function history(page) {
  await page.getByRole("tab", { name: /^History/ }).click();
  const panel = page.getByRole("tabpanel", { name: "History" });
  return panel.locator("tbody tr").evaluateAll((rows) => (
    rows.map((row) => row.querySelectorAll("td")[1].textContent)
  ));
}
