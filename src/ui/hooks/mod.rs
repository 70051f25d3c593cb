//! What only the browser knows: real time, sizes, the system's theme, and a place to keep things.

mod keep;
mod media;
mod size;
pub mod storage;
mod store;
mod ticker;

pub use keep::{use_keeper, use_kept};
pub use media::{DarkTheme, use_is_dark, use_media};
pub use size::use_size;
pub use store::{Store, use_store};
pub use ticker::use_ticker;
