//! The page. Panels get plain models made by pure functions (`model.rs`, native too) and a
//! callback for [`Action`](crate::simulator::Action)s; only `app` knows the simulator.

pub mod address;
pub mod arrangement;
pub mod editor;
pub mod function;
pub mod gallery;
pub mod graph;
pub mod header;
pub mod history;
pub mod i18n;
pub mod inspector;
pub mod pretty;
pub mod queue;
pub mod run;
pub mod status;
pub mod timeline;
pub mod told;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod details;
#[cfg(target_arch = "wasm32")]
mod hooks;
#[cfg(target_arch = "wasm32")]
mod notice;
#[cfg(target_arch = "wasm32")]
mod panic;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod session;
#[cfg(target_arch = "wasm32")]
mod workbench;

#[cfg(target_arch = "wasm32")]
pub use app::App;

/// Mounts the app in the page's `#app`, in place of the words that stand there while it loads.
///
/// A panic from then on is shown to the person instead of leaving a page that no longer answers.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    panic::report_to_page();
    let root = gloo::utils::document().get_element_by_id("app").expect("index.html has #app");
    root.set_inner_html("");
    yew::Renderer::<App>::with_root(root).render();
}
