//! The matches of a regular expression or a matcher function in a text, and what they are as values.

use std::sync::Arc;

use super::Scope;
use super::string::coerced;
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::evaluate::is_true;
use crate::query::jsonata::function::{Function, FunctionKind};
use crate::query::jsonata::regex::{Match, Regex};
use crate::query::jsonata::value::Value;

/// A regular expression called as a function: the first match, with a `next` to go on.
pub fn call_regex(
    scope: &Scope,
    regex: &Arc<Regex>,
    text: &Value,
    from: usize,
    position: u32,
) -> Result<Value, Fault> {
    let Some(text) = coerced(text) else { return Ok(Value::Undefined) };
    let text: Arc<[char]> = text.chars().collect();
    let found = scope.evaluator.with_steps(|steps| regex.find(&text, from, steps))?;
    Ok(found.map_or(Value::Undefined, |found| match_object(regex, &text, &found, position)))
}

/// What `next` of a match gives.
pub fn next_match(
    scope: &Scope,
    regex: &Arc<Regex>,
    text: &Arc<[char]>,
    from: usize,
    position: u32,
) -> Result<Value, Fault> {
    let found = find_next(scope, regex, text, from, position)?;
    Ok(found.map_or(Value::Undefined, |found| match_object(regex, text, &found, position)))
}

/// A further match must not be empty, or there would be no end of them.
fn find_next(
    scope: &Scope,
    regex: &Regex,
    text: &[char],
    from: usize,
    position: u32,
) -> Result<Option<Match>, Fault> {
    if from >= text.len() {
        return Ok(None);
    }
    let found = scope.evaluator.with_steps(|steps| regex.find(text, from, steps))?;
    match found {
        Some(found) if found.start == found.end => Err(Fault::new("D1004").at(position)),
        found => Ok(found),
    }
}

fn match_object(regex: &Arc<Regex>, text: &Arc<[char]>, found: &Match, position: u32) -> Value {
    let units = |range: &[char]| Value::count(range.iter().map(|c| c.len_utf16()).sum());
    let next = FunctionKind::NextMatch {
        regex: regex.clone(),
        text: text.clone(),
        from: found.end,
        position,
    };
    Value::fields(vec![
        ("match", slice(text, found.start, found.end)),
        ("start", units(&text[..found.start])),
        ("end", units(&text[..found.end])),
        ("groups", groups(text, found)),
        ("next", Value::Function(Function::new(next))),
    ])
}

fn slice(text: &[char], start: usize, end: usize) -> Value {
    Value::string(text[start..end].iter().collect::<String>())
}

fn groups(text: &[char], found: &Match) -> Value {
    let group = |bounds: &Option<(usize, usize)>| match bounds {
        Some((start, end)) => slice(text, *start, *end),
        None => Value::Undefined,
    };
    Value::array(found.groups.iter().map(group).collect())
}

/// One match as the functions here use it.
pub struct Found {
    pub text: Value,
    /// In characters.
    pub start: usize,
    pub end: usize,
    pub n_chars: usize,
    /// The start in UTF-16 units, as JSONata shows it.
    pub index: Value,
    pub groups: Value,
    /// What a matcher or regular expression gave, for replacement functions.
    pub object: Option<Value>,
}

/// The matches of a pattern in a text, one after the other.
pub struct Matches<'s, 'a, 'e> {
    scope: &'s Scope<'a, 'e>,
    pub chars: Arc<[char]>,
    pattern: Function,
    state: State,
}

enum State {
    /// The function to call next, with the text the first time.
    First(Value),
    RegexFrom(usize),
    Next(Function),
    Done,
}

impl<'s, 'a, 'e> Matches<'s, 'a, 'e> {
    pub fn of(scope: &'s Scope<'a, 'e>, pattern: Function, text: &Arc<str>) -> Matches<'s, 'a, 'e> {
        let state = State::First(Value::String(text.clone()));
        Matches { scope, chars: text.chars().collect(), pattern, state }
    }

    pub fn next(&mut self) -> Result<Option<Found>, Fault> {
        if let FunctionKind::Regex { regex, position } = self.pattern.kind() {
            let (regex, position) = (regex.clone(), *position);
            return self.next_of_regex(&regex, position);
        }
        let (function, arguments) = match std::mem::replace(&mut self.state, State::Done) {
            State::First(text) => (self.pattern.clone(), vec![text]),
            State::Next(function) => (function, vec![Value::Undefined]),
            State::RegexFrom(_) | State::Done => return Ok(None),
        };
        let Scope { evaluator, input, frame } = self.scope;
        let result = evaluator.call(&function, arguments, input, frame)?;
        self.found_by_function(result)
    }

    fn next_of_regex(&mut self, regex: &Arc<Regex>, position: u32) -> Result<Option<Found>, Fault> {
        let found = match std::mem::replace(&mut self.state, State::Done) {
            State::First(_) => {
                let chars = &self.chars;
                self.scope.evaluator.with_steps(|steps| regex.find(chars, 0, steps))?
            }
            State::RegexFrom(from) => find_next(self.scope, regex, &self.chars, from, position)?,
            State::Next(_) | State::Done => None,
        };
        let Some(found) = found else { return Ok(None) };
        self.state = State::RegexFrom(found.end);
        let before = &self.chars[..found.start];
        Ok(Some(Found {
            text: slice(&self.chars, found.start, found.end),
            start: found.start,
            end: found.end,
            n_chars: found.end - found.start,
            index: Value::count(before.iter().map(|c| c.len_utf16()).sum()),
            groups: groups(&self.chars, &found),
            object: None,
        }))
    }

    /// Reads the object that a matcher function gives.
    fn found_by_function(&mut self, result: Value) -> Result<Option<Found>, Fault> {
        if result.is_undefined() {
            return Ok(None);
        }
        let field = |name: &str| match &result {
            Value::Object(object) => object.get(name).unwrap_or_default(),
            _ => Value::Undefined,
        };
        let (start, groups, next) = (field("start"), field("groups"), field("next"));
        let is_match = matches!(start, Value::Number(_))
            || matches!(groups, Value::Array(_))
            || matches!(next, Value::Function(_));
        // To JavaScript any object is true, an empty one, an array and a function, too.
        let is_object = matches!(result, Value::Array(_) | Value::Object(_) | Value::Function(_));
        if !is_match && (is_object || is_true(&result)?) {
            return Err(Fault::new("T1010"));
        }
        if let Value::Function(next) = next {
            self.state = State::Next(next);
        }
        let text = field("match");
        let at = |value: &Value| self.char_index(value.as_f64().unwrap_or(0.0));
        Ok(Some(Found {
            n_chars: text.as_str().map_or(0, |text| text.chars().count()),
            start: at(&start),
            end: at(&field("end")),
            index: start,
            groups,
            text,
            object: Some(result),
        }))
    }

    /// Which character begins at a UTF-16 unit.
    fn char_index(&self, unit: f64) -> usize {
        let mut units = 0.0;
        let begins_before = |c: &&char| {
            let is_before = units < unit;
            units += c.len_utf16() as f64;
            is_before
        };
        self.chars.iter().take_while(begins_before).count()
    }
}
