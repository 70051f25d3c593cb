// What every browser test stands on: one Chromium and one static host a file, and `scenario`, which
// opens the app fresh, runs a test on it, and then insists that the page stayed quiet: no error on
// the console, no request that failed or went anywhere else.

import assert from "node:assert/strict";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { findChromium } from "./chromium.mjs";
import { serve } from "./site.mjs";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const dist = join(root, "dist");

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** How long a control may take to appear before a test fails, in milliseconds. */
const PATIENCE = 10_000;

/** Pages that a test puts on the host beside the app, by path. */
export const pages = {};

let browser;
let site;

before(async () => {
  assert.ok(existsSync(join(dist, "index.html")), "dist/ is missing: run `trunk build --release` first");
  const executablePath = findChromium();
  assert.ok(executablePath, "no Chromium found: run `.ci/setup browser` first");
  site = await serve(dist, pages);
  browser = await chromium.launch({
    executablePath,
    args: [
      "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
});

after(async () => {
  await browser?.close();
  await site?.close();
});

/**
 * A test on a fresh profile with the app open.
 *
 * options: `query` ("?lang=ko"), `path` (of another page of the host), `url` (of anything
 * else), `viewport`, `dark`, `language` ("en-US", "ko-KR"), `script` (runs in the page before all
 * else), `permissions`.
 */
export function scenario(name, options, body) {
  test(name, { timeout: 120_000 }, async () => {
    const context = await browser.newContext({
      viewport: options.viewport ?? desktop,
      colorScheme: options.dark ? "dark" : "light",
      locale: options.language ?? "en-US",
      permissions: options.permissions ?? [],
      hasTouch: options.viewport === phone,
      reducedMotion: "reduce",
    });
    try {
      context.setDefaultTimeout(PATIENCE);
      if (options.script) await context.addInitScript(options.script);
      const noise = listen(context);
      const page = await context.newPage();
      const app = site.url + (options.query ?? "");
      await page.goto(options.url ?? (options.path ? site.origin + options.path : app));
      await body(page, { context, site });
      assert.deepEqual(noise, [], "the page was not quiet");
    } catch (error) {
      await Promise.all(context.pages().map((page, n) => shoot(page, `failed/${name} ${n}`)));
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** Collects, as lines, what a page in order never has. */
function listen(context) {
  const noise = [];
  const isOurs = (url) => /^(data|blob|about|file):/.test(url) || url.startsWith(site.origin);
  context.on("request", (request) => {
    if (!isOurs(request.url())) noise.push(`request to elsewhere: ${request.url()}`);
  });
  context.on("requestfailed", (request) => noise.push(`request failed: ${request.url()}`));
  context.on("response", (response) => {
    if (response.status() >= 400) noise.push(`${response.status()}: ${response.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error") noise.push(`console: ${message.text()}`);
  });
  context.on("weberror", (webError) => noise.push(`uncaught: ${webError.error().message}`));
  return noise;
}

/** A picture of what is in view, to target/screenshots/NAME.png. */
export async function shoot(page, name) {
  const path = join(root, "target", "screenshots", `${name.replaceAll(/[^\w/.-]+/g, "-")}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: "disabled" });
}

/** Waits until the app stands in place of the words that say that it is loading. */
export async function isThere(page) {
  await page.locator("#start").waitFor({ state: "detached" });
  assert.equal(await page.locator(".start-stopped").count(), 0, "the app has stopped");
}
