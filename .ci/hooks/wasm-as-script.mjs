// Trunk post_build: writes beside each NAME.wasm a classic script NAME.wasm.js that carries it.
//
// A page in an iframe with sandbox="allow-scripts" has an opaque origin and may fetch nothing from
// a host that sends no CORS headers, nor may a page opened from file://; classic scripts still load.
// start.js takes this way in only then, so nobody else pays for it.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const folder = process.env.TRUNK_STAGING_DIR;
const level = process.env.TRUNK_PROFILE === "release" ? 9 : 1;

for (const name of await readdir(folder)) {
  if (!name.endsWith(".wasm")) continue;
  const wasm = await readFile(join(folder, name));
  const text = gzipSync(wasm, { level }).toString("base64");
  await writeFile(join(folder, `${name}.js`), `window.signalboxWasm = "${text}";\n`);
}
