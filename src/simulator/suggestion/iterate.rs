//! Maps: what is iterated, and what one iteration is entered with.

use super::flow::Entry;
use super::read::Scope;
use super::things::{Fields, Id, Kind, Thing, UNKNOWN};
use super::walk::Walk;
use crate::asl::{Items, Map, QueryLanguage, State};
use crate::value::Json;

impl<'m> Walk<'m> {
    /// The array that a Map iterates.
    pub(super) fn items(&mut self, state: &State, map: &Map, entry: &Entry, scope: &Scope) -> Id {
        if let Some(reader) = &map.item_reader {
            if let Some(arguments) = &reader.arguments {
                self.things.take(&arguments.sketch(), scope, Kind::Any);
            }
            self.take_numbers(reader.max_items.iter(), scope);
            let items = self.made_up_by(state, "items");
            self.things.want(items, Kind::Array);
            return items;
        }
        let items = match &map.items {
            Items::Field(field) => self.things.read(&field.sketch(), scope),
            Items::Array(template) => self.things.read(&template.sketch(), scope),
            Items::Input if state.query_language() == QueryLanguage::Jsonata => entry.input,
            Items::Input => scope.input,
        };
        self.things.want(items, Kind::Array);
        items
    }

    /// One iteration for all; what it gives.
    pub(super) fn iteration(
        &mut self,
        map: &'m Map,
        entry: &Entry,
        scope: &Scope,
        items: Id,
    ) -> Id {
        let item = self.things.item(items, None);
        let index = self.things.known(Json::from(0_i64));
        let of_map = self.things.object([("Index", index), ("Value", item)]);
        let of_map = self.things.object([("Item", of_map)]);
        let fields = Fields::from_iter([("Map".into(), of_map)]);
        let context = self.things.add(Thing::Object(fields, Some(entry.context)));
        let mut input = item;
        if let Some(selector) = &map.item_selector {
            let mut scope = Scope { context, ..scope.clone() };
            if scope.states != UNKNOWN {
                scope.states = self.things.object([("input", entry.input), ("context", context)]);
            }
            input = self.things.take(&selector.sketch(), &scope, Kind::Any);
        }
        if let Some(batcher) = &map.item_batcher {
            self.take_numbers(
                [&batcher.max_items, &batcher.max_bytes].into_iter().flatten(),
                scope,
            );
            let batch = self.things.add(Thing::List(input));
            let mut fields = vec![("Items", batch)];
            if let Some(batch_input) = &batcher.batch_input {
                fields.push((
                    "BatchInput",
                    self.things.take(&batch_input.sketch(), scope, Kind::Any),
                ));
            }
            input = self.things.object(fields);
        }
        let entry = Entry { input, context, variables: entry.variables.clone() };
        self.machine(&map.processor.machine, entry)
    }
}
