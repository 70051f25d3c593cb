//! The definitions and templates that people wrote, in `../shared/real` or in the folder `REAL_DIR`.

use std::path::{Path, PathBuf};

use signalbox::asl::{self, Options, Severity, source};

#[test]
fn definitions_are_read_without_a_false_error() {
    let Some(folder) = folder() else { return };
    let (mut n_passed, mut n_failed) = (0, 0);
    for path in files(&folder.join("definitions"), "asl-") {
        match check(&path) {
            Ok(()) => n_passed += 1,
            Err(why) => {
                n_failed += 1;
                println!("{}: {why}", path.display());
            }
        }
    }
    println!("{n_passed} passed, {n_failed} failed");
    assert_eq!(n_failed, 0, "see above");
    assert!(n_passed > 0, "{} holds no definitions", folder.display());
}

fn check(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let read = if is_json { source::read_json(&text) } else { source::read_yaml(&text) };
    let node =
        read.map_err(|error| format!("{}:{}: {}", error.line, error.column, error.message))?;
    let parsed = asl::parse_node(&node, Options::default());
    let errors = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    if let Some(error) = errors.into_iter().next() {
        return Err(format!("{} {:?}", error.message, error.location));
    }
    let machine = parsed.machine.ok_or("no machine")?;
    let n_written = text.matches("\"Type\"").count() + text.matches("Type: ").count();
    let n_read = machine.all_states().len();
    // Other things than states have a `Type` too, yet no state is without.
    if n_read == 0 || n_read > n_written {
        return Err(format!("{n_read} states read, {n_written} written"));
    }
    Ok(())
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("REAL_DIR").map_or("../shared/real".into(), PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: there is no folder {}", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix))
    });
    paths.sort();
    paths
}
