// Transitions a second of the engine in the page's wasm beside npm aws-local-stepfunctions, in one run.
//
//   node benches/engine.mjs [FOLDER OF WORKLOADS]
//
// Builds benches/engine.rs for wasm32 and binds it for node. The peer is a dev dependency of
// benches/package.json (`npm ci` there); without it only ours is measured.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '..');
const require = createRequire(import.meta.url);
const SECONDS_EACH = 1;

function workloadFolder() {
  if (process.argv[2]) return resolve(process.argv[2]);
  const folder = mkdtempSync(join(tmpdir(), 'workloads-'));
  // The generator only runs by its real name, not by that of a link.
  execFileSync('node', [realpathSync(join(root, '../shared/bench/workloads/gen.mjs')), folder]);
  return folder;
}

function ours() {
  const built = execFileSync(
    'cargo',
    ['build', '--profile', 'page', '--target', 'wasm32-unknown-unknown', '--bench', 'engine', '--message-format=json'],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 },
  );
  const wasm = built.split('\n').filter(Boolean).map((line) => JSON.parse(line))
    .filter((message) => message.target?.name === 'engine').flatMap((message) => message.filenames ?? [])
    .find((name) => name.endsWith('.wasm'));
  const out = mkdtempSync(join(tmpdir(), 'engine-wasm-'));
  execFileSync('wasm-bindgen', ['--target', 'nodejs', '--out-dir', out, '--out-name', 'engine', wasm]);
  return require(join(out, 'engine.js'));
}

function peer() {
  try {
    return require('aws-local-stepfunctions').StateMachine;
  } catch {
    return null;
  }
}

async function best(run) {
  let least = Infinity;
  const begun = performance.now();
  do {
    const from = performance.now();
    await run();
    least = Math.min(least, performance.now() - from);
  } while (performance.now() - begun < SECONDS_EACH * 1000);
  return least / 1000;
}

async function peerSeconds(StateMachine, workload) {
  if (!StateMachine || Object.keys(workload.handlers ?? {}).length > 0) return null;
  if (workload.definition.QueryLanguage === 'JSONata') return null;
  try {
    const machine = new StateMachine(workload.definition, { validationOptions: { checkPaths: false, checkArn: false } });
    return await best(() => machine.run(workload.input).result);
  } catch {
    return null;
  }
}

const engine = ours();
const StateMachine = peer();
const folder = workloadFolder();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const text = readFileSync(join(folder, file), 'utf8');
  const workload = JSON.parse(text);
  const number = engine.prepare(text);
  const why = engine.check(number);
  const oursSeconds = await best(() => { engine.run(number); });
  const peers = await peerSeconds(StateMachine, workload);
  const rate = (seconds) => Math.round(workload.transitions / seconds).toLocaleString('en').padStart(12);
  const beside = peers ? `${rate(peers)} peer  ×${(peers / oursSeconds).toFixed(1)}` : '';
  console.log(`${file.replace('.json', '').padEnd(12)} ${rate(oursSeconds)} transitions/s ${beside} ${why}`);
}
console.log(`peak resident memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
