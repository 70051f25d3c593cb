// What a person sees, at both sizes, in both themes and languages: pictures go to
// target/screenshots, and laws hold on every one of them.

import assert from "node:assert/strict";

import { deliver, hasEnded, message, start, WAITING_STATE } from "./app.mjs";
import { desktop, isThere, phone, scenario, shoot } from "./harness.mjs";

const sizes = { desktop, phone };
const languages = { en: "en-US", ko: "ko-KR" };

for (const [size, viewport] of Object.entries(sizes)) {
  for (const dark of [false, true]) {
    for (const [tag, language] of Object.entries(languages)) {
      const name = `${size} ${dark ? "dark" : "light"} ${tag}`;
      scenario(`looks in order: ${name}`, { viewport, dark, language }, async (page) => {
        await isThere(page);
        await shoot(page, `${name}/start`);
        await page.getByRole("button", { name: tag === "ko" ? "실행 시작" : "Start execution" }).click();
        await page.getByRole("listitem").filter({ hasText: WAITING_STATE }).first().waitFor();
        await page.waitForTimeout(500);
        await shoot(page, `${name}/waiting`);
        await looksInOrder(page);
        await page.getByRole("tab", { name: tag === "ko" ? /^대기열/ : /^Queue/ }).filter({ visible: true }).click(
          { timeout: 500 },
        ).catch(() => { /* a desktop shows the queue beside the graph */ });
        await page.waitForTimeout(500);
        await shoot(page, `${name}/queue`);
        await looksInOrder(page);
      });
    }
  }
}

/** Nothing is wider than the page, no text is invisible or too small to read, every control has a name. */
async function looksInOrder(page) {
  const wrong = await page.evaluate(() => {
    const wrong = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`the page scrolls sideways: ${root.scrollWidth}`);
    for (const control of document.querySelectorAll("button, select, input, textarea, [role=button]")) {
      if (!control.checkVisibility()) continue;
      const named = control.getAttribute("aria-label") || control.textContent.trim()
        || control.labels?.length || control.title;
      if (!named) wrong.push(`no name: ${control.outerHTML.slice(0, 120)}`);
    }
    for (const element of document.querySelectorAll("main :is(p, h2, h3, span, td, button)")) {
      if (!element.checkVisibility() || !element.textContent.trim()) continue;
      const { fontSize } = getComputedStyle(element);
      if (parseFloat(fontSize) < 10) wrong.push(`${fontSize}: ${element.textContent.slice(0, 40)}`);
    }
    return wrong;
  });
  assert.deepEqual(wrong, []);
}

/** The colours of text and what is behind it keep AA's contrast, for text that stands on one colour. */
for (const dark of [false, true]) {
  scenario(`text is readable in ${dark ? "dark" : "light"}`, { dark }, async (page) => {
    await start(page);
    await message(page).waitFor();
    await deliver(page);
    await hasEnded(page, "Succeeded");
    await page.getByRole("tab", { name: /^History/ }).click();
    assert.deepEqual(await faintTexts(page), []);
  });
}

function faintTexts(page) {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a], below) => [r, g, b].map((part, n) => part * a + below[n] * (1 - a));
    const behind = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.backgroundImage !== "none") return null;
        layers.push(rgba(style.backgroundColor));
      }
      return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
    };
    const luminance = (color) => {
      const [r, g, b] = color.map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    for (const element of document.querySelectorAll("body *:not(svg *)")) {
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const isShown = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!hasText || !isShown || element.matches(":disabled, .unseen, option, script, noscript *")) continue;
      const background = behind(element);
      if (!background) continue;
      const style = getComputedStyle(element);
      const [light, darker] = [over(rgba(style.color), background), background]
        .map(luminance).sort((a, b) => b - a);
      const contrast = (light + 0.05) / (darker + 0.05);
      const isLarge = parseFloat(style.fontSize) >= 24
        || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
      if (contrast < (isLarge ? 3 : 4.5)) {
        faint.push(`${contrast.toFixed(2)}: ${element.className} "${element.textContent.trim().slice(0, 40)}"`);
      }
    }
    return faint;
  });
}
