// The official suite and own.json asked in wasm, and what runs into bounds: every answer must be the
// one that the native engine gives, which tests/jsonata.rs holds to the suite.
//
//   node tests/jsonata/wasm.mjs [SUITE]
//
// Builds benches/jsonata.rs for wasm32 as the page is built, whose stack of 1 MiB is what counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const suite = process.argv[2] ?? process.env.JSONATA_DIR ?? join(root, '../shared/jsonata');

// What only bounds end, and tail calls, which none does.
const BOUNDED = ['($f := function(){$f()}; $f())', '($f := function(){1 + $f()}; $f())',
  '($f := function($n){[$f($n)]}; $f(1))', '($f := function($n, $sum){$n = 0 ? $sum : $f($n - 1, $sum + $n)}; $f(10000, 0))',
  '($f := function($x){$map([$x], $f)}; $f(1))', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", /^(a+)+$/)',
  '($f := function($s){$f($s & $s)}; $f("ab"))', `${'('.repeat(5000)}1`, `${'['.repeat(5000)}1`, `${'-'.repeat(5000)}1`]
  .flatMap((expr) => [{ expr, timelimit: 100 }, { expr, timelimit: 100, dialect: 'aws' }]);

function questions() {
  const read = (name) => JSON.parse(readFileSync(join(suite, name), 'utf8'));
  const datasets = read('datasets.json');
  const own = readFileSync(join(here, 'own.json'), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  const suiteAndOwn = [...read('cases.json'), ...own].map((one) => {
    const question = {};
    for (const name of ['expr', 'bindings', 'timelimit', 'depth']) {
      if (name in one) question[name] = one[name];
    }
    if ('data' in one) question.data = one.data;
    else if (one.dataset && one.dataset in datasets) question.data = datasets[one.dataset];
    return { name: `${one.group}/${one.case}`, text: JSON.stringify(question) };
  });
  const bounded = BOUNDED.map((question, index) => ({ name: `bounded/${index}`, text: JSON.stringify(question) }));
  return [...suiteAndOwn, ...bounded];
}

function cargo(...args) {
  return execFileSync('cargo', ['build', '--locked', '--message-format=json', ...args], {
    cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28,
  }).split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

function wasm() {
  const built = cargo('--profile', 'page', '--target', 'wasm32-unknown-unknown', '--bench', 'jsonata');
  const file = built.flatMap((message) => (message.target?.name === 'jsonata' ? message.filenames : []))
    .find((name) => name.endsWith('.wasm'));
  const out = mkdtempSync(join(tmpdir(), 'jsonata-wasm-'));
  execFileSync('wasm-bindgen', ['--target', 'nodejs', '--out-dir', out, '--out-name', 'jsonata', file]);
  return createRequire(import.meta.url)(join(out, 'jsonata.js'));
}

function native(lines) {
  const binary = cargo('--bin', 'signalbox').map((message) => message.executable).find(Boolean);
  const run = spawnSync(binary, ['jsonata'], { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  return run.stdout.trimEnd().split('\n');
}

let asked;
try {
  asked = questions();
} catch {
  console.log(`no suite in ${suite}: skipped`);
  process.exit(0);
}
// The clock and chance differ from run to run on either side.
asked = asked.filter(({ text }) => !/\$(now|millis|random|shuffle)\b/.test(text));
const engine = wasm();
const expected = native(asked.map(({ text }) => text));
let failed = 0;
for (const [index, { name, text }] of asked.entries()) {
  let answer;
  try {
    answer = engine.ask(text);
  } catch (error) {
    answer = `trap: ${error.message}`;
  }
  if (answer === expected[index]) continue;
  failed += 1;
  console.log(`${name}: ${text.slice(0, 300)}\n  native ${expected[index]}\n  wasm   ${answer}`.slice(0, 900));
}
console.log(`${asked.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
