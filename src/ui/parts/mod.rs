//! Small things that several panels are made of.

use std::cell::Cell;

mod copy;
mod dialog;
mod download;
mod icon;
mod panel;
mod splitter;
mod tabs;

pub use copy::{CodeBlock, copy_text, select_text};
pub use dialog::Dialog;
pub use download::save_as;
pub use icon::{Icon, Sign};
pub use panel::{Panel, Welcome};
pub use splitter::{Orientation, Splitter};
pub use tabs::{Tab, Tabs};

pub use super::status::{status_of_execution, status_of_state};

thread_local! {
    static N_IDS: Cell<u32> = const { Cell::new(0) };
}

/// An id that no other element of the page has.
pub fn unique_id(prefix: &str) -> String {
    let number = N_IDS.get();
    N_IDS.set(number + 1);
    format!("{prefix}-{number}")
}
