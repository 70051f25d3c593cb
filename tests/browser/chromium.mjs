// Finds a Chromium on this machine. Run by itself it prints the path, or exits 1 where there is none.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const programs = [
  "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
];
const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a Chromium: the one that SIGNALBOX_CHROMIUM names, else any that is found; or undefined. */
export function findChromium() {
  if (process.env.SIGNALBOX_CHROMIUM) return process.env.SIGNALBOX_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  // Last, the one that `npx playwright-core install chromium` puts into the user's cache.
  return [...onPath, ...places, chromium.executablePath()].find(isProgram);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = findChromium();
  if (path) console.log(path);
  process.exitCode = path ? 0 : 1;
}
