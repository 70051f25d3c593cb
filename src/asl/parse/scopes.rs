//! Variables that an inner scope assigns though they are an outer scope's.
//!
//! AWS's pages forbid it, yet AWS has been seen to take such a definition, and how it words the
//! refusal is not known. So this is advice: such a variable is the inner scope's own, and lost with
//! it.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Place;
use super::reader::Reader;
use crate::sort;

/// The scope around a Parallel's branch or a Map's item processor.
struct Outer<'a, 's> {
    /// How many states assign each name.
    assigned: &'a BTreeMap<&'s str, usize>,
    /// What the Parallel or Map itself assigns, when its inner scopes have ended.
    by_container: &'a BTreeSet<&'s str>,
    outer: Option<&'a Outer<'a, 's>>,
}

/// Tells of every variable in a definition that is assigned within an outer scope's reach.
pub(super) fn advise_outer_variables(reader: &mut Reader, definition: &Place) {
    advise_scope(reader, definition, None);
}

fn advise_scope(reader: &mut Reader, machine: &Place, outer: Option<&Outer>) {
    let states = machine.field("States").map(|states| states.fields()).unwrap_or_default();
    let mut assigned = BTreeMap::new();
    for state in states.values() {
        for name in assigned_by(state) {
            *assigned.entry(name).or_default() += 1;
        }
    }
    for state in states.values() {
        for assign in assigns(state) {
            for (key, field) in assign.fields() {
                let name = variable(key);
                if outer.is_some_and(|outer| outer.has(name)) {
                    let message = format_args!(
                        "'{name}' is also assigned outside, and an inner scope can only read an \
                         outer variable: this is another one, lost when the inner scope ends"
                    );
                    let span = field.name_span.clone();
                    reader.advise_at("outer-variable", &assign, span, message);
                }
            }
        }
        let by_container = assigned_by(state);
        let around = Outer { assigned: &assigned, by_container: &by_container, outer };
        for inner in state.field("Branches").iter().flat_map(Place::items) {
            advise_scope(reader, &inner, Some(&around));
        }
        for inner in ["ItemProcessor", "Iterator"].iter().filter_map(|name| state.field(name)) {
            // Child executions see no variables but their own.
            let around = Some(&around).filter(|_| !is_distributed(&inner));
            advise_scope(reader, &inner, around);
        }
    }
}

impl Outer<'_, '_> {
    /// Whether the variable may have a value when the inner scope begins.
    fn has(&self, name: &str) -> bool {
        let n_states = self.assigned.get(name).copied().unwrap_or(0);
        n_states > usize::from(self.by_container.contains(name))
            || self.outer.is_some_and(|outer| outer.has(name))
    }
}

/// The names that a state assigns, in whichever of its ways out.
fn assigned_by<'s>(state: &Place<'s>) -> BTreeSet<&'s str> {
    let assigns = assigns(state);
    let names = assigns.iter().flat_map(|assign| assign.fields().into_keys().map(variable));
    sort::into_set(names)
}

/// A state's `Assign`, and those of its catchers and choice rules.
fn assigns<'s>(state: &Place<'s>) -> Vec<Place<'s>> {
    let lists = ["Catch", "Choices"].iter().filter_map(|name| state.field(name));
    let ways = lists.flat_map(|list| list.items()).filter_map(|way| way.field("Assign"));
    state.field("Assign").into_iter().chain(ways).collect()
}

fn variable(key: &str) -> &str {
    key.strip_suffix(".$").unwrap_or(key)
}

fn is_distributed(processor: &Place) -> bool {
    let mode = processor.field("ProcessorConfig").and_then(|config| config.field("Mode"));
    mode.is_some_and(|mode| mode.node.as_str().is_some_and(|mode| &**mode == "DISTRIBUTED"))
}
