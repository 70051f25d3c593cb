// Our layout, in wasm and natively, beside @dagrejs/dagre, elkjs and Graphviz dot on the same graphs in one run: time,
// crossings, edges through nodes, overlaps, total edge length, area.
//
//   node benches/layout.mjs [--seed N] [--peers dagre,elk,dot] [--limit SECONDS] [GRAPH …]
//
// Graphs are those of ../shared/bench/layout/gen.mjs (or LAYOUT_BENCH: a folder with its generator and checker) and of
// layout/shapes.mjs, all of them if none is named. Builds benches/layout.rs for wasm32 and for here. The peers are dev
// dependencies of benches/package.json (`npm ci` there), dot is Debian's graphviz; what is not there is left out. A time is
// the best of all runs within a second. A peer that takes longer than the limit, 20 seconds, is stopped and said to.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { shapes } from './layout/shapes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
const tools = resolve(process.env.LAYOUT_BENCH ?? join(root, '../shared/bench/layout'));
const { specs, build } = await import(pathToFileURL(join(tools, 'gen.mjs')));
const { check, merge } = await import(pathToFileURL(join(tools, 'check.mjs')));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '0' }, peers: { type: 'string', default: 'dagre,elk,dot' }, limit: { type: 'string', default: '20' } },
});
const scratch = mkdtempSync(join(tmpdir(), 'layout-bench-'));

function cargoBuild(...target) {
  const built = execFileSync('cargo', ['build', '--bench', 'layout', '--message-format=json', ...target], {
    cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28,
  });
  return built.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((message) => message.target?.name === 'layout' && message.executable !== undefined)
    .flatMap((message) => message.executable ?? message.filenames ?? []).find((name) => !target.includes('--target') || name.endsWith('.wasm'));
}

function inWasm() {
  const wasm = cargoBuild('--profile', 'page', '--target', 'wasm32-unknown-unknown');
  execFileSync('wasm-bindgen', ['--target', 'nodejs', '--out-dir', scratch, '--out-name', 'layout', wasm]);
  return createRequire(import.meta.url)(join(scratch, 'layout.js'));
}

function best(run) {
  let least = Infinity;
  const begun = performance.now();
  do {
    const from = performance.now();
    run();
    least = Math.min(least, performance.now() - from);
  } while (performance.now() - begun < 1000);
  return least;
}

// In a thread of its own, which can be stopped, and whose stack is large enough for those that recurse.
function peer(name, graph) {
  const limit = Number(options.limit) * 1000;
  return new Promise((done) => {
    const worker = new Worker(new URL('./layout/peers.mjs', import.meta.url), { workerData: { name, graph, limit }, resourceLimits: { stackSizeMb: 64 } });
    const stop = (result) => { clearTimeout(timer); worker.terminate(); done(result); };
    const timer = setTimeout(() => stop({ error: `over ${options.limit} s` }), limit + 1000);
    worker.once('message', stop);
    worker.once('error', (error) => stop({ error: error.message.slice(0, 60) }));
  });
}

function print(graph, layout, result, quality) {
  const cells = quality ? [quality.crossings, quality.throughNodes, quality.nodeOverlaps, quality.edgeLength, quality.areaMpx] : [];
  const widths = [10, 8, 9, 13, 11];
  const time = result.error ?? `${result.ms < 10 ? result.ms.toFixed(1) : result.ms.toFixed(0)}`.padStart(10);
  console.log(graph.padEnd(8), layout.padEnd(16), time, ...cells.map((cell, i) => String(cell).padStart(widths[i])));
}

const wasm = inWasm();
const native = cargoBuild('--release');
console.log('graph    layout                   ms  crossings  through  overlaps     length px    area Mpx');
for (const name of positionals.length ? positionals : [...specs.map((spec) => spec.id), ...Object.keys(shapes)]) {
  const spec = specs.find((spec) => spec.id === name);
  const { graph, def } = spec ? build({ ...spec, seed: spec.seed + Number(options.seed) }) : { graph: shapes[name]() };
  const text = JSON.stringify(graph), file = join(scratch, `${name}.json`);
  writeFileSync(file, text);
  const number = wasm.prepare(text);
  const ms = best(() => wasm.lay_out(number));
  print(name, 'signalbox wasm', { ms }, check(merge(JSON.parse(wasm.places(number)), graph)));
  print(name, 'signalbox native', { ms: Number(execFileSync(native, [file], { encoding: 'utf8' })) });
  if (def) {
    const machine = wasm.prepare_machine(JSON.stringify(def));
    print(name, 'whole drawing', { ms: best(() => wasm.draw_machine(machine)) });
  }
  for (const other of options.peers.split(',').filter(Boolean)) {
    const result = await peer(other, graph);
    print(name, other, result, result.error ? null : check(merge(result, graph)));
  }
}
