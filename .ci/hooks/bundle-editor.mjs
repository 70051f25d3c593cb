// Trunk post_build: bundles src/ui/editor into one classic script beside the page, and tells
// index.html its name. node-packages.mjs sees to it that a bare `trunk serve` works in a fresh clone.

import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import "../node-packages.mjs";

const folder = process.env.TRUNK_STAGING_DIR;

async function bundle() {
  const { build } = await import("esbuild");
  const { outputFiles: [script] } = await build({
    entryPoints: ["src/ui/editor/editor.js"],
    outdir: folder,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "SignalboxEditor",
    target: "es2022",
    // Some hosts say no charset and browsers then guess: keep the Korean words as escapes.
    charset: "ascii",
    legalComments: "none",
    write: false,
  });
  await writeFile(script.path, script.contents);
  return basename(script.path);
}

const name = await bundle();
const page = join(folder, "index.html");
const html = await readFile(page, "utf8");
const named = html.replace(/data-editor="[^"]*"/, `data-editor="./${name}"`);
if (named === html) throw new Error("index.html has no data-editor attribute to fill in");
await writeFile(page, named);
