//! How large and how deep a container is, kept with it.

use super::Json;

/// What a container takes up: bytes of its compact text, and levels of nesting.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    pub n_bytes: usize,
    pub depth: u32,
}

impl Extent {
    /// After one of the container's values, all of them as they were before, gave way to another.
    #[inline]
    pub fn replacing<'a, I: Iterator<Item = &'a Json>>(
        self,
        old: &Json,
        new: &Json,
        all: impl FnOnce() -> I,
    ) -> Extent {
        let n_bytes = self.n_bytes - old.size() + new.size();
        let (old_depth, new_depth) = (old.depth() + 1, new.depth() + 1);
        let depth = if new_depth >= self.depth {
            new_depth
        } else if old_depth < self.depth {
            self.depth
        } else {
            let beside = all().filter(|value| !std::ptr::eq(*value, old));
            beside.map(|value| value.depth() + 1).fold(new_depth, u32::max)
        };
        Extent { n_bytes, depth }
    }

    pub fn of<'a>(n_values: usize, values: impl Iterator<Item = (usize, &'a Json)>) -> Extent {
        let brackets_and_commas = 2 + n_values.saturating_sub(1);
        values.fold(Extent { n_bytes: brackets_and_commas, depth: 1 }, |sum, (n_bytes, value)| {
            Extent {
                n_bytes: sum.n_bytes + n_bytes + value.size(),
                depth: sum.depth.max(value.depth() + 1),
            }
        })
    }
}
