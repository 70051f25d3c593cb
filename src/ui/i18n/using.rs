//! How components come by their texts.

use yew::prelude::*;

use super::{Language, Texts};

/// The texts in the language that the page is in.
#[hook]
pub fn use_texts() -> &'static Texts {
    use_context::<Language>().unwrap_or_default().texts()
}
