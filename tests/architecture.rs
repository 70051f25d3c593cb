//! The map in the crate's docs is kept: who may use whom, who may know of the browser, and who may
//! ask nothing of the world.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate with those that it may name. `value`, `time` and `sort` are free to all.
const USES: &[(&str, &[&str])] = &[
    ("value", &[]),
    ("time", &[]),
    ("sort", &[]),
    ("query", &[]),
    ("asl", &["query"]),
    ("engine", &["asl", "query"]),
    ("services", &["asl", "engine", "query"]),
    ("import", &["asl", "services"]),
    ("layout", &[]),
    ("graph", &["asl", "layout"]),
    ("simulator", &["asl", "engine", "services", "import"]),
    ("lesson", &["simulator"]),
];
const FREE: &[&str] = &["value", "time", "sort"];

/// These stand on top and may use all the others.
const FACES: &[&str] = &["cli", "ui"];

/// What a run depends on; the same input gives the same history wherever it runs.
const DETERMINISTIC: &[&str] = &["query", "asl", "engine", "services", "layout", "graph"];

const BROWSER: &[&str] = &["yew", "web_sys", "js_sys", "gloo", "wasm_bindgen"];

#[test]
fn every_module_has_a_place_on_the_map() {
    let unknown: Vec<_> = source_files()
        .iter()
        .map(|file| file.module.clone())
        .filter(|module| module != "lib" && module != "main")
        .filter(|module| !is_module(module))
        .collect();
    assert!(unknown.is_empty(), "add to the map in tests/architecture.rs: {unknown:?}");
}

#[test]
fn modules_use_only_what_the_map_allows() {
    let mut wrong = Vec::new();
    for file in source_files() {
        let Some((_, allowed)) = USES.iter().find(|(module, _)| *module == file.module) else {
            continue;
        };
        for used in file.modules_used() {
            let is_allowed = used == file.module
                || FREE.contains(&used.as_str())
                || allowed.contains(&used.as_str());
            if !is_allowed {
                wrong.push(format!("{}: {} uses {used}", file.path.display(), file.module));
            }
        }
    }
    assert!(wrong.is_empty(), "not on the map:\n{}", wrong.join("\n"));
}

#[test]
fn only_the_page_knows_of_the_browser() {
    let mut wrong = Vec::new();
    for file in source_files().iter().filter(|file| !["ui", "main"].contains(&&*file.module)) {
        let names = words(&file.code).filter(|word| BROWSER.contains(word));
        wrong.extend(names.map(|name| format!("{} names {name}", file.path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_run_depends_on_denies_clock_randomness_io_and_hash_order() {
    for folder in DETERMINISTIC.iter().map(|name| source().join(name)).filter(|it| it.exists()) {
        let top = folder.join("mod.rs");
        let text = fs::read_to_string(&top).expect("a folder of src has a mod.rs");
        let denied = text.split_once("#![deny(").and_then(|(_, rest)| rest.split_once(")]"));
        let denied = denied.map_or("", |(lints, _)| lints);
        for lint in
            ["disallowed_macros", "disallowed_methods", "disallowed_types", "iter_over_hash_type"]
        {
            let lint = format!("clippy::{lint}");
            assert!(denied.contains(&lint), "{} does not deny {lint}", top.display());
        }
    }
}

#[test]
fn what_a_run_depends_on_is_not_async() {
    for file in source_files().iter().filter(|file| DETERMINISTIC.contains(&&*file.module)) {
        let is_async = words(&file.code).any(|word| word == "async" || word == "await");
        assert!(!is_async, "{} is async", file.path.display());
    }
}

/// A file of `src`, without its comments.
struct SourceFile {
    path: PathBuf,
    /// The crate's module that it belongs to: the folder's name, or the file's.
    module: String,
    /// How many `super::` lead from the file to the crate's root.
    depth: usize,
    code: String,
}

impl SourceFile {
    fn read(path: PathBuf) -> Self {
        let inside = path.strip_prefix(source()).expect("listed under src").with_extension("");
        let mut segments: Vec<_> = inside.iter().map(|name| name.to_string_lossy()).collect();
        if segments.last().is_some_and(|name| name == "mod") {
            segments.pop();
        }
        let module = segments.first().expect("a file has a name").to_string();
        let text = fs::read_to_string(&path).expect("src is readable");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n");
        Self { module, depth: segments.len(), code, path }
    }

    /// The crate's modules that the file names after `crate::`, after enough `super::`, or in braces
    /// after either.
    fn modules_used(&self) -> Vec<String> {
        let supers = "super::".repeat(self.depth);
        let mut used = Vec::new();
        for root in ["crate::", &supers] {
            for (start, _) in self.code.match_indices(root) {
                let rest = self.code[start + root.len()..].trim_start_matches("super::");
                used.extend(first_names(rest).into_iter().filter(|name| is_module(name)));
            }
        }
        used
    }
}

/// The name that a path begins with: `a` of `a::b`; or all of them: `a` and `d` of `{a::{b, c}, d}`.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return words(path).next().map(str::to_string).into_iter().collect();
    };
    let mut names = vec![String::new()];
    let mut open = 1;
    for character in group.chars() {
        match character {
            '{' => open += 1,
            '}' => open -= 1,
            ',' if open == 1 => names.push(String::new()),
            _ => names.last_mut().expect("starts with one").push(character),
        }
        if open == 0 {
            break;
        }
    }
    names.iter().filter_map(|name| words(name).next()).map(str::to_string).collect()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn is_module(name: &str) -> bool {
    FACES.contains(&name) || USES.iter().any(|(module, _)| *module == name)
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn source_files() -> Vec<SourceFile> {
    let mut files = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(SourceFile::read(path));
            }
        }
    }
    files
}

#[test]
fn the_reading_of_paths_finds_what_is_used() {
    let file = |depth, code: &str| SourceFile {
        path: PathBuf::new(),
        module: "graph".into(),
        depth,
        code: code.into(),
    };
    let used = |depth, code| file(depth, code).modules_used();
    assert_eq!(used(1, "use crate::asl::State;"), ["asl"]);
    assert_eq!(used(1, "use crate::{asl::{self, State}, value::Json, Oops};"), ["asl", "value"]);
    assert_eq!(used(1, "fn f() -> super::engine::Event {}"), ["engine"]);
    assert_eq!(used(2, "use super::engine; use super::super::layout::Rank;"), ["layout"]);
}
