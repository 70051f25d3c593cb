// JSONata of Signalbox, natively and in wasm, beside npm jsonata, in one run.
//
//   node benches/jsonata.mjs
//
// Builds benches/jsonata.rs twice. The peer is a dev dependency of the package (npm ci).
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const jsonata = require('jsonata');
const FLAGS = (process.env.CARGO_FLAGS ?? '').split(' ').filter(Boolean);

const items = Array.from({ length: 1000 }, (_, index) => ({
  id: index, name: `item ${index % 97}`, price: (index * 37) % 250, quantity: index % 7,
  tags: ['a', 'b', 'c'].slice(0, index % 4), category: ['book', 'toy', 'food'][index % 3],
}));
const data = {
  items,
  order: { id: 'o-17', customer: { name: 'Ada', address: { city: 'London', zip: 'N1' } }, lines: items.slice(0, 5) },
};
const EXPRESSIONS = {
  path: 'order.customer.address.city',
  'path over 1,000': 'items.price',
  filter: 'items[price > 100 and quantity < 4].id',
  map: '$map(items, function($item) { $item.price * $item.quantity })',
  reduce: '$reduce(items.price, function($sum, $price) { $sum + $price })',
  sum: '$sum(items.(price * quantity))',
  group: 'items{category: $sum(price)}',
  sort: 'items^(>price, name).id',
  strings: '$join(items.(name & ": " & $string(price)), ", ")',
  output: '{"orderId": order.id, "to": order.customer.name & ", " & order.customer.address.city, '
    + '"total": $sum(order.lines.(price * quantity)), "count": $count(order.lines), '
    + '"lines": order.lines.{"id": id, "cost": price * quantity}, "express": order.lines[0].price > 10 ? true : false}',
};

function built(...target) {
  const messages = execFileSync('cargo',
    ['build', '--bench', 'jsonata', '--message-format=json', ...FLAGS, ...target],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  const artifacts = messages.split('\n').filter(Boolean).map((line) => JSON.parse(line))
    .filter((message) => message.target?.name === 'jsonata' && message.target.kind.includes('bench'));
  return artifacts.flatMap((message) => message.filenames ?? []).find((name) => !/\.(d|rlib|rmeta)$/.test(name));
}

function wasm() {
  const out = mkdtempSync(join(tmpdir(), 'jsonata-wasm-'));
  const file = built('--profile', 'page', '--target', 'wasm32-unknown-unknown');
  execFileSync('wasm-bindgen', ['--target', 'nodejs', '--out-dir', out, '--out-name', 'jsonata', file]);
  return require(join(out, 'jsonata.js'));
}

// The best of eight turns of at least 40 ms: what else runs on the machine only makes it slower.
async function nanoseconds(run) {
  const turn = async (times) => {
    const begun = performance.now();
    await run(times);
    return (performance.now() - begun) * 1e6;
  };
  let times = 1;
  while ((await turn(times)) < 40e6) times *= 2;
  let best = Infinity;
  for (let n = 0; n < 8; n += 1) best = Math.min(best, (await turn(times)) / times);
  return best;
}

const questions = Object.values(EXPRESSIONS).map((expr) => JSON.stringify({ expr, data }));
const native = execFileSync(built('--release'), [], { input: questions.join('\n'), encoding: 'utf8' }).trim().split('\n').map(Number);
const engine = wasm();
const show = (ns) => `${(ns / 1000).toFixed(1)} µs`.padStart(12);
const product = { native: 1, wasm: 1 };
console.log(`${'expression'.padEnd(16)} ${'npm jsonata'.padStart(12)} ${'native'.padStart(12)}         ${'wasm'.padStart(12)}`);
for (const [index, [name, expr]] of Object.entries(EXPRESSIONS).entries()) {
  const expression = jsonata(expr);
  const theirs = await nanoseconds(async (times) => { for (let n = 0; n < times; n += 1) await expression.evaluate(data); });
  const number = engine.prepare(questions[index]);
  const inWasm = await nanoseconds((times) => engine.run(number, times));
  const expected = JSON.stringify(await expression.evaluate(data));
  if (JSON.stringify(JSON.parse(engine.run(number, 1))) !== expected) console.log(`${name}: another result`);
  product.native *= theirs / native[index];
  product.wasm *= theirs / inWasm;
  console.log(`${name.padEnd(16)} ${show(theirs)} ${show(native[index])} ×${(theirs / native[index]).toFixed(1).padEnd(6)} ${show(inWasm)} ×${(theirs / inWasm).toFixed(1)}`);
}
const mean = (value) => (value ** (1 / questions.length)).toFixed(1);
console.log(`geometric mean: native ×${mean(product.native)}, wasm ×${mean(product.wasm)}`);
