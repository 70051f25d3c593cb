//! One of `targets.rs`, driven by libFuzzer: the one that the binary is named after.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "libFuzzer gathers its own seeds")]
#[path = "../targets.rs"]
mod targets;

fuzz_target!(|text: &str| {
    let name = env!("CARGO_BIN_NAME");
    let target = targets::TARGETS.iter().find(|target| target.name == name);
    (target.expect("fuzz/Cargo.toml names targets that targets.rs has").run)(text);
});
