// Installs the node packages that package-lock.json names, unless these very ones are there.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = readFileSync(join(root, "package-lock.json"), "utf8");
const installed = join(root, "node_modules", ".installed-package-lock.json");

const upToDate = existsSync(installed) && readFileSync(installed, "utf8") === lock;
if (!upToDate) {
  console.log("Installing the node packages of the editor and the browser tests (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, stdio: "inherit" });
  writeFileSync(installed, lock);
}
