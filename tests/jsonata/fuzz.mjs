// Mutated expressions of the official suite, answered by `signalbox jsonata` and by npm jsonata.
//
//   node tests/jsonata/fuzz.mjs [COUNT [SEED [BINARY [SUITE]]]]
//
// Prints every difference in results, and differences in error codes by kind. Ends with
// `N passed, N failed`; a difference in results, or in whether there is one, fails. npm jsonata is a
// dev dependency of benches/package.json.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const jsonata = createRequire(process.env.JSONATA_PEER ?? join(root, 'benches/x.js'))('jsonata');
const [count = '2000', seed = '1', binary = join(root, 'target/debug/signalbox'), folder] =
  process.argv.slice(2);
const suite = folder ?? process.env.JSONATA_DIR ?? join(root, '../shared/jsonata');
const cases = JSON.parse(readFileSync(join(suite, 'cases.json'), 'utf8'));
const datasets = JSON.parse(readFileSync(join(suite, 'datasets.json'), 'utf8'));

const LIMITS = new Set(['D1011', 'D1012', 'D2014', 'D2015', 'U1001']);
// Answers that depend on chance or the clock, and text that only one side can hold.
const UNREPEATABLE = /random|shuffle|now|millis|\\u[dD][89a-fA-F]|[\u{10000}-\u{10FFFF}\uD800-\uDFFF]/u;

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

// The peer copies the left side of `?:` and `??` as JSON, which no regular expression survives.
const breaksPeer = (expr) => /\?[:?]/.test(expr) && expr.includes('/');

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
async function peer({ expr, data, bindings }) {
  try {
    const expression = jsonata(expr, { timeout: 500, stack: 300, sequence: 20000 });
    const result = await expression.evaluate(structuredClone(data), bindings);
    if (isFunction(result)) return { status: 'ok', result: null };
    const json = plain(result);
    return json === undefined ? { status: 'undef' } : { status: 'ok', result: json };
  } catch (error) {
    return { status: 'err', code: error.code ?? '', position: error.position, msg: error.message };
  }
}
// JavaScript moves keys that are integers to the front; in text, too, their order says nothing.
function parsed(text) {
  try { return JSON.parse(text); } catch { return text; }
}
function same(a, b) {
  if (typeof a === 'string' && typeof b === 'string' && a !== b && a[0] === '{' && b[0] === '{') {
    return same(parsed(a), parsed(b));
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
  questions.push({ expr: mutated, ...(input === undefined ? {} : { data: input }), bindings: bindings ?? {}, depth: 300, timelimit: 20 });
}
const lines = questions.map((question) => JSON.stringify(question)).join('\n');
const run = spawnSync(binary, ['jsonata'], { input: lines, encoding: 'utf8', maxBuffer: 1 << 30 });
const answers = run.stdout.trim().split('\n').map((line) => JSON.parse(line));
if (answers.length !== questions.length) {
  console.log(`the binary stopped at: ${JSON.stringify(questions[answers.length])}\n${run.stderr}`);
  process.exit(1);
}
let [passed, failed, positions] = [0, 0, 0];
const codes = new Map();
for (const [index, question] of questions.entries()) {
  const ours = answers[index];
  // What takes us many steps is not asked of the peer, whose own bounds may not hold.
  if (LIMITS.has(ours.code) || JSON.stringify(ours).length > 100_000) continue;
  const theirs = await peer(question);
  if (LIMITS.has(theirs.code)) continue;
  // An error without a code is JavaScript's own failure inside the peer, not an answer.
  if (theirs.status === 'err' && theirs.code === '') continue;
  const agree = theirs.status === ours.status && (theirs.status !== 'ok' || same(theirs.result, ours.result));
  if (agree) {
    passed += 1;
    if (theirs.code !== ours.code) {
      const kind = `${theirs.code} / ${ours.code}`;
      codes.set(kind, [...(codes.get(kind) ?? []), question.expr]);
    } else if (theirs.status === 'err' && (theirs.position ?? 0) !== ours.position) {
      positions += 1;
      if (process.env.POSITIONS) console.log(`position ${theirs.position} / ${ours.position} ${theirs.code}: ${question.expr}`);
    }
  } else {
    failed += 1;
    console.log(`${question.expr}\n  theirs ${JSON.stringify(theirs).slice(0, 300)}\n  ours   ${JSON.stringify(ours).slice(0, 300)}`);
  }
}
for (const [kind, found] of codes) console.log(`codes ${kind}: ${found.length}, as ${JSON.stringify(found[0])}`);
if (positions) console.log(`${positions} errors at other positions`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
