// Mutated expressions of the official suite, answered by `signalbox jsonata` and by npm jsonata.
//
//   node tests/jsonata/fuzz.mjs [COUNT [SEED [BINARY [SUITE]]]]
//
// A difference in results, or in whether there is one, fails; so does one in error codes or in their
// positions that differences.json does not give a reason for. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const [count = '2000', seed = '1', binary = join(root, 'target/debug/signalbox'), folder] =
  process.argv.slice(2);
const suite = folder ?? process.env.JSONATA_DIR ?? join(root, '../shared/jsonata');
if (!existsSync(join(suite, 'cases.json'))) {
  console.log(`no suite in ${suite}: skipped`);
  process.exit(0);
}
const cases = JSON.parse(readFileSync(join(suite, 'cases.json'), 'utf8'));
const datasets = JSON.parse(readFileSync(join(suite, 'datasets.json'), 'utf8'));
const REASONS = JSON.parse(readFileSync(join(here, 'differences.json'), 'utf8'));

// The instant at which both sides evaluate, for times without a date. The peer asks `new Date()`.
const NOW = Date.UTC(2023, 10, 14, 22, 13, 20);
globalThis.Date = class extends Date {
  constructor(...given) { super(...(given.length ? given : [NOW])); }
};

const require = createRequire(import.meta.url);
const jsonata = require('jsonata');
// The peer notes in its built-in functions where they were called, and keeps that for ever.
function freshJsonata() {
  delete require.cache[require.resolve('jsonata')];
  return require('jsonata');
}

const LIMITS = new Set(['D1011', 'D1012', 'D2014', 'D2015', 'U1001']);
// Answers that depend on chance or the clock, text that only one side can hold, and groups by keys
// that are integers, which JavaScript moves to the front.
const UNREPEATABLE = /random|shuffle|now|millis|\\u[dD][89a-fA-F]|[\u{10000}-\u{10FFFF}\uD800-\uDFFF]|\{\s*\$string\(ProductID\)\s*:/u;

let state = BigInt(seed);
function random(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number((state >> 33n) % BigInt(n || 1));
}
const pick = (list) => list[random(list.length || 1)];

const usable = cases.filter(({ group, expr }) =>
  expr.length < 300 && !UNREPEATABLE.test(expr) && !['tail-recursion', 'range-operator'].includes(group));
const token = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\$?[\w]+|:=|!=|<=|>=|~>|\?\?|\?:|\.\.|\*\*|\s+|[^\s\w]/g;
const tokens = (text) => text.match(token) ?? [];
const OPERATORS = ['+', '-', '*', '/', '%', '=', '!=', '<', '>', '<=', '>=', '&', ' and ', ' or ', ' in ', '.', '~>', '??', '?:'];
const LITERALS = ['0', '1', '-1', '2.5', '10', '""', '"a"', 'true', 'false', 'null', '[]', '{}', '[1,2,3]', '{"a":1}', 'nothing', '$', '$$', '*', '**'];
const WRAPPERS = [
  (e) => `(${e})[0]`, (e) => `(${e})[-1]`, (e) => `[${e}]`, (e) => `{"a": ${e}}.a`, (e) => `$string(${e})`,
  (e) => `$count(${e})`, (e) => `(${e})[]`, (e) => `$type(${e})`, (e) => `$boolean(${e})`, (e) => `$keys(${e})`,
  (e) => `$exists(${e}) ? ${e} : 0`, (e) => `($x := ${e}; $x)`, (e) => `$map(${e}, function($v, $i){$v})`,
  (e) => `$append(${e}, 1)`, (e) => `$distinct(${e})`, (e) => `$reverse(${e})`, (e) => `(${e}).*`,
  (e) => `$filter(${e}, function($v){$v})`, (e) => `$spread(${e})`, (e) => `-(${e})`, (e) => `$merge(${e})`,
  (e) => `(${e}) ~> $string`, (e) => `[${e}].$`, (e) => `$lookup(${e}, "a")`, (e) => `$sort(${e})`, (e) => `$sum(${e})`,
];

// The peer copies the left side of `?:` and `??` as JSON, which no regular expression survives, and
// makes a regular expression of a function's signature, in which `]` has a meaning.
const breaksPeer = (expr) => (/\?[:?]/.test(expr) && expr.includes('/')) || /\)<[^>{]*\][^>{]*>/.test(expr);

function mutate(expr) {
  const parts = tokens(expr);
  const at = random(parts.length || 1);
  switch (random(9)) {
    case 0: return pick(WRAPPERS)(expr);
    case 1: parts.splice(at, 1); break;
    case 2: parts.splice(at, 0, pick(parts)); break;
    case 3: parts[at] = pick(LITERALS); break;
    case 4: {
      const found = parts.findIndex((part, index) => index >= at && OPERATORS.includes(part));
      if (found >= 0) parts[found] = pick(OPERATORS);
      break;
    }
    case 5: return `${expr}${pick(OPERATORS)}${pick(LITERALS)}`;
    case 6: return `${expr}${pick(['[0]', '[1]', '[]', '.a', '.*', '^($)', '{"a": $}', '[$]', '#$i', '.%'])}`;
    case 7: {
      const other = tokens(pick(usable).expr);
      parts.splice(at, 1, other[random(other.length || 1)] ?? '1');
      break;
    }
    default: return `(${expr})${pick(OPERATORS)}(${pick(usable).expr})`;
  }
  return parts.join('');
}

const isFunction = (v) => typeof v === 'function' || (v && (v._jsonata_function || v._jsonata_lambda));
function plain(value) {
  const seen = JSON.stringify(value, (_, v) => (isFunction(v) ? undefined : v));
  return seen === undefined ? undefined : JSON.parse(seen);
}
async function peer({ expr, data, bindings }, parse = jsonata) {
  const input = structuredClone(data);
  let answer;
  try {
    const result = await parse(expr, { timeout: 500, stack: 300 }).evaluate(input, bindings);
    const json = isFunction(result) ? null : plain(result);
    answer = json === undefined ? { status: 'undef' } : { status: 'ok', result: json };
  } catch (error) {
    answer = { status: 'err', code: error.code ?? '', position: error.position, msg: error.message };
  }
  // It appends to an empty array that it groups, even if that is its input.
  const isSpoilt = JSON.stringify(input) !== JSON.stringify(data);
  return isSpoilt ? { status: 'err', code: '' } : answer;
}
// JavaScript moves keys that are integers to the front, so the order of keys says nothing: neither
// in objects nor in text, nor in arrays that functions make of such objects.
function parsed(text) {
  try { return JSON.parse(text); } catch { return null; }
}
const hasIntegerKeys = (value) => /"\d+\\?":/.test(JSON.stringify(value));
function inOrder(value) {
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, inOrder(value[key])]));
  }
  return value.map((item) => JSON.stringify(inOrder(item))).sort();
}
function agree(a, b) {
  return same(a, b)
    || (hasIntegerKeys(a) && JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b)));
}
// The peer's functions are objects to itself, whose insides show in $spread, $keys, $each or `.*`,
// and whose source shows where JavaScript makes text of them. Its dates that are none are no answer.
const showsInsides = (result) => /"definition":"<|_jsonata_|async function \(|NaN[-:]NaN/.test(JSON.stringify(result) ?? '');
function same(a, b) {
  if (typeof a === 'string' && typeof b === 'string' && a !== b && a[0] === '{' && b[0] === '{') {
    const [left, right] = [parsed(a), parsed(b)];
    return left !== null && right !== null && same(left, right);
  }
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b || Math.abs(a - b) <= 1e-14 * Math.abs(a);
  }
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  const keys = Object.keys(a);
  return Array.isArray(a) === Array.isArray(b) && keys.length === Object.keys(b).length
    && keys.every((key) => key in b && same(a[key], b[key]));
}

const questions = [];
while (questions.length < Number(count)) {
  const { expr, data, dataset, bindings } = pick(usable);
  let mutated = mutate(expr);
  if (random(3) === 0) mutated = mutate(mutated);
  if (UNREPEATABLE.test(mutated) || breaksPeer(mutated) || mutated.length > 600 || /\d{5}|[eE]\d\d|\$power|\*\*.*\.\.|\.\..*\.\./.test(mutated)) continue;
  const input = data === undefined ? datasets[dataset] : data;
  questions.push({ expr: mutated, ...(input === undefined ? {} : { data: input }), bindings: bindings ?? {}, depth: 300, timelimit: 20, now: NOW });
}
const lines = questions.map((question) => JSON.stringify(question)).join('\n');
const run = spawnSync(binary, ['jsonata'], { input: lines, encoding: 'utf8', maxBuffer: 1 << 30 });
const answers = run.stdout.trim().split('\n').map((line) => JSON.parse(line));
if (answers.length !== questions.length) {
  console.log(`the binary stopped at: ${JSON.stringify(questions[answers.length])}\n${run.stderr}`);
  process.exit(1);
}
const isListed = (about, expr) => REASONS.some((one) =>
  one.about.includes(about) && new RegExp(one.expr, 'u').test(expr));
let [passed, failed, listed] = [0, 0, 0];
const isElsewhere = (theirs, ours) => theirs.status === 'err' && (theirs.position ?? 0) !== ours.position;
const report = (title, question, theirs, ours) =>
  console.log(`${title}: ${question.expr}\n  theirs ${JSON.stringify(theirs).slice(0, 300)}\n  ours   ${JSON.stringify(ours).slice(0, 300)}`);
for (const [index, question] of questions.entries()) {
  const ours = answers[index];
  // What takes us many steps is not asked of the peer, whose own bounds may not hold.
  if (LIMITS.has(ours.code) || JSON.stringify(ours).length > 100_000) continue;
  let theirs = await peer(question);
  if (LIMITS.has(theirs.code)) continue;
  // An error without a code is JavaScript's own failure inside the peer, not an answer.
  if (theirs.status === 'err' && theirs.code === '') continue;
  if (theirs.status === 'ok' && showsInsides(theirs.result)) continue;
  if (theirs.status !== ours.status || (theirs.status === 'ok' && !agree(theirs.result, ours.result))) {
    failed += 1;
    report('result', question, theirs, ours);
    continue;
  }
  if (theirs.code === ours.code && isElsewhere(theirs, ours)) {
    theirs = await peer(question, freshJsonata());
  }
  const about = theirs.code !== ours.code ? 'code' : isElsewhere(theirs, ours) ? 'position' : '';
  if (about === '') {
    passed += 1;
  } else if (isListed(about, question.expr)) {
    listed += 1;
  } else {
    failed += 1;
    report(about, question, theirs, ours);
  }
}
if (listed) console.log(`${listed} other error codes or positions, for the reasons in differences.json`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
