//! Objects with `StartAt` and `States`: the definition, a Parallel's branch, an item processor.

use indexmap::IndexMap;

use super::fields;
use super::place::Place;
use super::reader::{Range, Reader};
use super::scopes::advise_outer_variables;
use super::state::read_state;
use super::warnings::advise_duplicate_fields;
use crate::asl::source::Span;
use crate::asl::{Code, QueryLanguage, StateMachine, StateName};

/// A state's name is at most this long.
const STATE_NAME_MAX: usize = 80;

/// What `States` of one machine say of each other, for the checks that need all of them.
pub(in crate::asl) struct Scope {
    /// Whether it is the definition itself.
    pub is_definition: bool,
    pub start_at: Option<Reference>,
    pub states: IndexMap<StateName, ScopeState>,
}

pub(in crate::asl) struct ScopeState {
    pub location: String,
    pub name_span: Span,
    /// In the order of writing.
    pub targets: Vec<Reference>,
    /// Whether the machine may end here.
    pub is_terminal: bool,
    /// Whether it may lead to states that only a placeholder's value names.
    pub is_open: bool,
}

/// A place that names a state.
pub(in crate::asl) struct Reference {
    pub name: StateName,
    pub location: String,
    pub span: Span,
}

/// Reads the object that is a whole definition.
pub(super) fn read_definition(reader: &mut Reader, place: &Place) -> Option<StateMachine> {
    advise_duplicate_fields(reader, place);
    let query_language = read_query_language(reader, place);
    let query_language = query_language.or_else(|| misplaced_query_language(reader, place));
    reader.query_language = query_language.unwrap_or_default();
    reader.check_fields(place, &fields::DEFINITION);
    if place.has("Version") {
        reader.word(place, "Version", &["1.0"]);
    }
    let timeout = reader.seconds(place, "TimeoutSeconds", Range::at_least(0));
    reader.has_timeout = timeout.is_some();
    advise_outer_variables(reader, place);
    let mut machine = read_machine(reader, place, true)?;
    machine.timeout = timeout;
    Some(machine)
}

/// `QueryLanguage`, and what is wrong with it.
pub(super) fn read_query_language(reader: &mut Reader, place: &Place) -> Option<QueryLanguage> {
    reader.word(place, "QueryLanguage", &["JSONPath", "JSONata"]);
    query_language(place)
}

/// What `QueryLanguage` means: whatever is not exactly `JSONPath` behaves as JSONata, as on AWS.
pub(super) fn query_language(place: &Place) -> Option<QueryLanguage> {
    match place.field("QueryLanguage")?.node.as_str().map(|text| &**text) {
        Some("JSONPath") => Some(QueryLanguage::JsonPath),
        _ => Some(QueryLanguage::Jsonata),
    }
}

/// `QueryLanguage` as a field of `States`: AWS's own samples have it there, and run.
fn misplaced_query_language(reader: &mut Reader, place: &Place) -> Option<QueryLanguage> {
    let states = place.field("States")?;
    let field = states.field("QueryLanguage").filter(|field| field.node.as_str().is_some())?;
    let message = "QueryLanguage belongs beside States, not into it";
    reader.advise("misplaced-query-language", &field, message);
    read_query_language(reader, &states)
}

/// Reads what all machines have. `None` when there is not even an object of states.
pub(super) fn read_machine(
    reader: &mut Reader,
    place: &Place,
    is_definition: bool,
) -> Option<StateMachine> {
    reader.require(place, &["States", "StartAt"]);
    let comment = reader.string(place, "Comment");
    let start_at = read_reference(reader, place, "StartAt");
    let start_name = start_at.as_ref().map(|reference| reference.name.clone());
    let states_place = place.field("States")?;
    if !reader.is_drawn(&states_place) {
        return None;
    }
    let index = reader.scopes.len();
    reader.scopes.push(Scope { is_definition, start_at, states: IndexMap::new() });
    let mut states = IndexMap::default();
    for (name, place) in states_place.fields() {
        if is_definition && name == "QueryLanguage" && place.node.as_str().is_some() {
            continue;
        }
        let name: StateName = name.into();
        check_state_name(reader, &name, &place);
        if !reader.is_drawn(&place) {
            continue;
        }
        let (state, scope_state) = read_state(reader, &place, name.clone());
        reader.scopes[index].states.insert(name.clone(), scope_state);
        if let Some(state) = state {
            states.insert(name, state);
        }
    }
    let start_at = start_name.or_else(|| states.keys().next().cloned())?;
    let query_language = reader.query_language;
    Some(StateMachine { comment, ..StateMachine::new(query_language, start_at, states) })
}

/// A field that names a state.
pub(super) fn read_reference(reader: &mut Reader, place: &Place, name: &str) -> Option<Reference> {
    let target = reader.string(place, name)?;
    let field = place.field(name)?;
    let location = field.location().to_owned();
    Some(Reference { name: target, location, span: field.node.span.clone() })
}

fn check_state_name(reader: &mut Reader, name: &str, place: &Place) {
    if name.chars().count() > STATE_NAME_MAX {
        let message = format_args!(
            "Invalid State name: State '{name}' exceeds the {STATE_NAME_MAX}-character limit \
             allowed by the service"
        );
        reader.error(Code::InvalidStateName, place, place.name_span.clone(), message);
    }
}
