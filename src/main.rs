//! Two faces of one program: on wasm32 the app, natively the command line.

fn main() {}
