// An ordinary static host: files under a path of its own, no CORS headers, nothing but GET.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** A path that no build could have guessed. */
export const PATH = "/courses/week%203/signalbox/";

/** The same under the policy that the README gives. */
export const STRICT_PATH = "/strict/signalbox/";
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const policy = /^default-src .*$/m.exec(readme)[0];

/**
 * Serves `folder` under both paths on a free port of this machine, and each of `pages` (path → HTML)
 * beside it. Resolves to `{ url, origin, close() }`; `url` ends in PATH.
 */
export async function serve(folder, pages = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://host").pathname;
    if (request.method !== "GET") return response.writeHead(405).end();
    if (pages[path]) return response.writeHead(200, { "content-type": types[".html"] }).end(pages[path]);
    const base = [PATH, STRICT_PATH].find((base) => path.startsWith(base));
    if (!base) return response.writeHead(404).end();
    if (base === STRICT_PATH) response.setHeader("content-security-policy", policy);
    const inside = normalize(decodeURIComponent(path.slice(base.length)) || "index.html");
    const file = join(folder, inside);
    if (inside.startsWith("..") || !existsSync(file) || !statSync(file).isFile()) {
      return response.writeHead(404).end();
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: origin + PATH, origin, close };
}
