//! The page.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod panic;

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
