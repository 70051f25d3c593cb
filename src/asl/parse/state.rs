//! A state of any type.

use std::sync::Arc;

use super::advice::{advise_callback, within};
use super::choice::read_choice;
use super::data_flow::read_data_flow;
use super::errors::{read_catch, read_retry};
use super::expression::Available;
use super::fields;
use super::machine::{
    ScopeState, query_language, read_machine, read_query_language, read_reference,
};
use super::map::read_map;
use super::payload::{
    read_integer, read_integer_among_others, read_path, read_path_or_intrinsic, read_template,
    read_text,
};
use super::place::Place;
use super::reader::{Range, Reader, is_placeholder};
use super::task::{check_integration, read_resource};
use super::warnings::{warn_no_path, warn_static_result};
use crate::asl::{
    Fail, Field, Parallel, Pass, QueryLanguage, SECONDS_MAX, State, StateKind, StateName, Target,
    Task, Transition, Wait, WaitUntil,
};
use crate::sort;
use crate::time::Timestamp;
use crate::value::Json;

const TASK_SECONDS: Range = Range::new(1, SECONDS_MAX);
const WAIT_SECONDS: Range = Range::new(0, SECONDS_MAX);

/// Reads a state. What it says of other states is given even when it is no state at all.
pub(super) fn read_state(
    reader: &mut Reader,
    place: &Place,
    name: StateName,
) -> (Option<State>, ScopeState) {
    let mut scope_state = ScopeState {
        location: place.location().to_owned(),
        name_span: place.name_span.clone(),
        targets: Vec::new(),
        is_terminal: false,
        is_open: false,
    };
    let state = read_state_into(reader, place, name, &mut scope_state);
    sort::by_key(&mut scope_state.targets, |target| target.span.start);
    (state, scope_state)
}

fn read_state_into(
    reader: &mut Reader,
    place: &Place,
    name: StateName,
    scope_state: &mut ScopeState,
) -> Option<State> {
    let (language, is_allowed) = read_state_language(reader, place);
    let comment = reader.string(place, "Comment");
    let state_type = read_type(reader, place);
    let of_state = state_type.as_deref().map(fields::of_state);
    if let Some(of_state) = &of_state {
        reader.check_fields(place, of_state);
    }
    if is_allowed {
        reader.check_language(place, of_state.as_deref(), language);
    }
    // AWS says which fields the language forbids before it says that there is no such language.
    read_query_language(reader, place);
    let transition = read_transition(reader, place, state_type.as_deref(), scope_state);

    let state_type = state_type?;
    let flow = read_data_flow(reader, place, &state_type, language);
    let kind = match &*state_type {
        "Pass" => {
            let result = place.field("Result").filter(|_| language == QueryLanguage::JsonPath);
            result.iter().for_each(|result| warn_static_result(reader, result));
            StateKind::Pass(Pass { result: result.map(|r| r.node.to_json()), transition })
        }
        "Task" => {
            let task = read_task(reader, place, language, scope_state, transition)?;
            StateKind::Task(Box::new(task))
        }
        "Wait" => StateKind::Wait(Wait { until: read_until(reader, place, language), transition }),
        "Choice" => StateKind::Choice(read_choice(reader, place, language, scope_state)),
        "Succeed" => StateKind::Succeed,
        "Fail" => StateKind::Fail(read_fail(reader, place, language)),
        "Parallel" => {
            StateKind::Parallel(read_parallel(reader, place, language, scope_state, transition))
        }
        _ => StateKind::Map(Box::new(read_map(reader, place, language, scope_state, transition)?)),
    };
    Some(State { name, comment, flow, kind })
}

/// The state's language, and whether it may have it: a JSONata definition has no JSONPath states.
fn read_state_language(reader: &mut Reader, place: &Place) -> (QueryLanguage, bool) {
    let definition = reader.query_language;
    let own = query_language(place);
    let is_allowed = own != Some(QueryLanguage::JsonPath) || definition == QueryLanguage::JsonPath;
    if !is_allowed {
        let message =
            "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
        reader.wrong_object(place, message);
    }
    (own.unwrap_or(definition), is_allowed)
}

/// `Type`, when it is one.
fn read_type(reader: &mut Reader, place: &Place) -> Option<String> {
    reader.require(place, &["Type"]);
    let text = reader.string(place, "Type")?;
    if fields::STATE_TYPES.contains(&&*text) {
        return Some(text.as_ref().to_owned());
    }
    let field = place.field("Type")?;
    let types = fields::STATE_TYPES.join(", ");
    let message = format_args!("The field 'Type' should have one of these values: [{types}]");
    reader.wrong(&field, message);
    None
}

/// `Next` or `End`; states without either end when they can.
fn read_transition(
    reader: &mut Reader,
    place: &Place,
    state_type: Option<&str>,
    scope_state: &mut ScopeState,
) -> Transition {
    let ends_itself = matches!(state_type, Some("Succeed" | "Fail"));
    let ends = reader.boolean(place, "End") == Some(true)
        || place.field("End").is_some_and(|end| is_placeholder(end.node));
    scope_state.is_terminal = ends || ends_itself;
    if ends_itself || state_type == Some("Choice") {
        return Transition::End;
    }
    let next = read_reference(reader, place, "Next");
    match (&next, ends) {
        (Some(_), true) => reader.at_most_one_of(place, &["Next", "End"]),
        (None, false) if !place.has("Next") => {
            let message = "This object should have only one of the following fields: [Next, End]";
            reader.wrong_object(place, message);
        }
        _ => {}
    }
    match next {
        Some(next) => {
            let transition = Transition::Next(Target::named(next.name.clone()));
            scope_state.targets.push(next);
            transition
        }
        None => Transition::End,
    }
}

fn read_task(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    scope_state: &mut ScopeState,
    transition: Transition,
) -> Option<Task> {
    reader.require(place, &["Resource"]);
    let resource = read_resource(reader, place);
    if let Some(resource) = &resource {
        check_integration(reader, place, resource, language);
    }
    let credentials = read_template(reader, place, "Credentials", language, Available::Input);
    let task = Task {
        timeout: read_integer(reader, place, "TimeoutSeconds", TASK_SECONDS, language),
        heartbeat: read_integer(reader, place, "HeartbeatSeconds", TASK_SECONDS, language),
        credentials,
        retry: read_retry(reader, place),
        catch: read_catch(reader, place, language, scope_state),
        transition,
        resource: resource?,
    };
    advise_callback(reader, place, &task);
    Some(task)
}

fn read_until(reader: &mut Reader, place: &Place, language: QueryLanguage) -> WaitUntil {
    reader.exactly_one_of(place, &["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]);
    let seconds = read_integer_among_others(reader, place, "Seconds", WAIT_SECONDS, language);
    match seconds {
        Some(Field::Path(path)) => return WaitUntil::SecondsPath(path),
        Some(seconds) => return WaitUntil::Seconds(seconds),
        None => {}
    }
    if language == QueryLanguage::JsonPath
        && let Some(path) = read_path(reader, place, "TimestampPath")
    {
        return WaitUntil::TimestampPath(path);
    }
    // A placeholder that nobody has filled in: a wait of no time would let a loop go round as fast as
    // it can.
    const SECONDS_OF_PLACEHOLDER: usize = 60;
    read_timestamp(reader, place, language)
        .unwrap_or(WaitUntil::Seconds(Field::Literal(Json::from(SECONDS_OF_PLACEHOLDER))))
}

fn read_timestamp(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
) -> Option<WaitUntil> {
    let field = place.field("Timestamp")?;
    let text = match read_text(reader, place, "Timestamp", language)? {
        Field::Literal(Json::String(text)) => text,
        computed => return Some(WaitUntil::Timestamp(computed)),
    };
    let at = Timestamp::parse_rfc3339(&text);
    if at.is_none() && !is_placeholder(field.node) {
        reader.wrong(&field, "String does not match RFC3339 timestamp");
    }
    at.map(WaitUntil::At)
}

fn read_fail(reader: &mut Reader, place: &Place, language: QueryLanguage) -> Fail {
    let mut read = |name: &str, path_name: &str| {
        reader.at_most_one_of(place, &[name, path_name]);
        let text = read_text(reader, place, name, language);
        let is_json_path = language == QueryLanguage::JsonPath;
        if is_json_path {
            warn_no_path(reader, place, name);
        }
        text.or_else(|| is_json_path.then(|| read_path_or_intrinsic(reader, place, path_name))?)
    };
    Fail { error: read("Error", "ErrorPath"), cause: read("Cause", "CausePath") }
}

fn read_parallel(
    reader: &mut Reader,
    place: &Place,
    language: QueryLanguage,
    scope_state: &mut ScopeState,
    transition: Transition,
) -> Parallel {
    reader.require(place, &["Branches"]);
    let branches = within(reader, place, |reader| {
        let mut branches = Vec::new();
        for branch in reader.items(place, "Branches") {
            if reader.is_drawn(&branch) {
                reader.check_fields(&branch, &fields::BRANCH);
                branches.extend(read_machine(reader, &branch, false).map(Arc::new));
            }
        }
        branches
    });
    let retry = read_retry(reader, place);
    let catch = read_catch(reader, place, language, scope_state);
    Parallel { branches, retry, catch, transition }
}
