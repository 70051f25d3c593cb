//! The browser's storage, which may be refused: in a private window, in a sandboxed iframe, or
//! when it is full.

use web_sys::Storage;

/// Why nothing is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no storage for this page.
    Denied,
    /// There is, and it is full.
    Full,
}

/// Merely asking for the storage throws in a page of opaque origin.
fn storage() -> Result<Storage, Refused> {
    gloo::utils::window().local_storage().ok().flatten().ok_or(Refused::Denied)
}

/// What was kept under a key.
///
/// # Errors
/// [`Refused::Denied`] when the page has no storage.
pub fn read(key: &str) -> Result<Option<String>, Refused> {
    storage()?.get_item(key).map_err(|_| Refused::Denied)
}

/// Keeps a text under a key.
///
/// # Errors
/// [`Refused::Full`] when there is storage, but no room in it.
pub fn write(key: &str, text: &str) -> Result<(), Refused> {
    storage()?.set_item(key, text).map_err(|_| Refused::Full)
}
