//! Two faces of one program: on wasm32 the app, natively the command line.

#[cfg(target_arch = "wasm32")]
fn main() {
    signalbox::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    signalbox::cli::run()
}
