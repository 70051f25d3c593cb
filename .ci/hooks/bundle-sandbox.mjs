// Trunk post_build: bundles src/ui/function/sandbox into one classic script beside the page, and
// tells index.html its name. The script carries the runtime of functions as a text, which a Worker
// of the sandbox's frame is made of.

import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import "../node-packages.mjs";

const folder = process.env.TRUNK_STAGING_DIR;
const { build } = await import("esbuild");
const common = {
  bundle: true, minify: true, format: "iife", target: "es2022", charset: "ascii", legalComments: "none",
  write: false,
};

/** `import text from "worker:./main.js"`: that script, bundled, as a text. */
const worker = {
  name: "worker",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^worker:/ }, ({ path, importer }) => (
      { path: join(dirname(importer), path.slice("worker:".length)), namespace: "worker" }
    ));
    onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const { outputFiles: [script] } = await build({ ...common, entryPoints: [path] });
      return { contents: script.text.trimEnd(), loader: "text", watchFiles: [path] };
    });
  },
};

const { outputFiles: [script] } = await build({
  ...common,
  entryPoints: { sandbox: "src/ui/function/sandbox/page.js" },
  outdir: folder,
  entryNames: "[name]-[hash]",
  globalName: "SignalboxSandbox",
  plugins: [worker],
});
await writeFile(script.path, script.contents);

const page = join(folder, "index.html");
const html = await readFile(page, "utf8");
const named = html.replace(/data-sandbox="[^"]*"/, `data-sandbox="./${basename(script.path)}"`);
if (named === html) throw new Error("index.html has no data-sandbox attribute to fill in");
await writeFile(page, named);
