// What JSONata adds to the page, in KB of gzip:
//
//   node benches/size.mjs
//
// Builds the page's wasm as it is, without src/query/jsonata, and without the regular expressions
// besides, which JSONPath's filters use too. A part is taken out in a copy, in which what opens it
// answers nothing, so that the linker drops all that was behind it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const NOT_SOURCE = ['.git', 'target', 'node_modules', 'dist'];
const scratch = mkdtempSync(join(tmpdir(), 'signalbox-size-'));
const copy = join(scratch, 'signalbox');

// black_box: what the stub answers must not be known to those who call it.
const WITHOUT_JSONATA = {
  file: 'src/query/jsonata/mod.rs',
  stubs: {
    'pub struct Expression': ';',
    'impl Expression': `{
    pub fn parse(_: &str) -> Result<Expression, Error> {
        std::hint::black_box(Ok(Expression))
    }
    pub fn evaluate(&self, _: Option<&Json>, _: &Environment) -> Result<Outcome, Error> {
        std::hint::black_box(Ok(Outcome::Undefined))
    }
    pub fn references(&self) -> References {
        std::hint::black_box(References::default())
    }
    pub fn sketch(&self) -> Sketch {
        std::hint::black_box(Sketch::Input)
    }
    pub fn aws_restrictions(&self, _: &[&str]) -> Vec<Restriction> {
        std::hint::black_box(Vec::new())
    }
}`,
  },
};
const WITHOUT_REGEX = {
  file: 'src/query/jsonata/regex/mod.rs',
  stubs: {
    'impl Regex': `{
    pub(super) fn new(_: &str, _: &str) -> Result<Regex, Fault> {
        std::hint::black_box(Err(Fault::new("")))
    }
    pub fn read(_: &str, _: &str) -> Result<Regex, &'static str> {
        std::hint::black_box(Err(""))
    }
    pub fn find(&self, _: &[char], _: usize, _: &mut u64) -> Result<Option<Match>, OutOfSteps> {
        std::hint::black_box(Ok(None))
    }
}`,
  },
};

function takeOut({ file, stubs }) {
  let text = readFileSync(join(copy, file), 'utf8');
  for (const [item, stub] of Object.entries(stubs)) {
    const start = text.indexOf(`\n${item} {\n`) + 1;
    const end = text.indexOf('\n}\n', start) + 2;
    if (start === 0 || end === 1) throw new Error(`${file} has no ${item}`);
    text = `${text.slice(0, start)}${item}${stub.startsWith(';') ? '' : ' '}${stub}${text.slice(end)}`;
  }
  writeFileSync(join(copy, file), text);
}

function gzipBytes(folder) {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
  const env = { ...process.env, CARGO_TARGET_DIR: target, CARGO_TERM_QUIET: 'true' };
  execFileSync('cargo', ['build', '--locked', '--profile', 'page', '--target', 'wasm32-unknown-unknown', '--bin', 'signalbox'],
    { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const built = join(target, 'wasm32-unknown-unknown/page/signalbox.wasm');
  execFileSync('wasm-bindgen', ['--target', 'web', '--out-dir', scratch, built]);
  return gzipSync(readFileSync(join(scratch, 'signalbox_bg.wasm')), { level: 9 }).length;
}

const show = (label, bytes) => console.log(`${label.padEnd(36)} ${(bytes / 1000).toFixed(1).padStart(8)} KB`);
try {
  cpSync(root, copy, { recursive: true, filter: (path) => !NOT_SOURCE.includes(basename(path)) });
  // Of what a stub leaves unused nobody wants to hear.
  const library = join(copy, 'src/lib.rs');
  writeFileSync(library, `#![allow(unused)]\n${readFileSync(library, 'utf8')}`);
  const whole = gzipBytes(root);
  show('the page', whole);
  takeOut(WITHOUT_JSONATA);
  const withoutJsonata = gzipBytes(copy);
  show('without JSONata', withoutJsonata);
  takeOut(WITHOUT_REGEX);
  const withoutRegex = gzipBytes(copy);
  show('without regular expressions, too', withoutRegex);
  show('JSONata beyond regular expressions', whole - withoutJsonata);
  show('regular expressions', withoutJsonata - withoutRegex);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
