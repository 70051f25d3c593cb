//! Making a condition hold, or not hold, by deciding what made up things are.

use super::read::Scope;
use super::things::{Id, Kind, MISSING, Need, Thing, Things};
use super::words;
use crate::asl::{Comparison, Order, Sketch};
use crate::value::{Json, Number};

impl Things {
    /// Lets the condition be `wanted`; whether it can be. What nobody can tell may be anything.
    pub(super) fn make(&mut self, condition: &Sketch, scope: &Scope, wanted: bool) -> bool {
        let mark = self.mark();
        let is_made = self.goes_in() && self.try_make(condition, scope, wanted);
        self.comes_out();
        if !is_made {
            self.undo(mark);
        }
        is_made
    }

    /// Whether the condition holds, where that is decided already.
    pub(super) fn holds(&mut self, condition: &Sketch, scope: &Scope) -> Option<bool> {
        let mark = self.mark();
        let can_be = [true, false].map(|wanted| {
            let can_be = self.make(condition, scope, wanted);
            self.undo(mark);
            can_be
        });
        match can_be {
            [true, false] => Some(true),
            [false, true] => Some(false),
            _ => None,
        }
    }

    fn try_make(&mut self, condition: &Sketch, scope: &Scope, wanted: bool) -> bool {
        match condition {
            Sketch::All(tests) if wanted => tests.iter().all(|it| self.make(it, scope, true)),
            Sketch::Any(tests) if !wanted => tests.iter().all(|it| self.make(it, scope, false)),
            Sketch::All(tests) | Sketch::Any(tests) => {
                tests.iter().any(|test| self.make(test, scope, wanted))
            }
            Sketch::Not(test) => self.make(test, scope, !wanted),
            Sketch::Test(Comparison::IsPresent, variable, operand) => {
                let variable = self.read(variable, scope);
                let operand = self.read(operand, scope);
                let is_present = self.decided(operand).and_then(Json::as_bool) != Some(false);
                self.make_present(variable, is_present == wanted)
            }
            Sketch::Test(comparison, left, right) => {
                let (left, right) = (self.read(left, scope), self.read(right, scope));
                self.make_compare(*comparison, left, right, wanted)
            }
            Sketch::Compare(order, left, right) => {
                let (left, right) = (self.read(left, scope), self.read(right, scope));
                let is_about = |id| self.decided(self.found(id, Kind::Any)).cloned();
                let (comparison, right) = match is_about(right).or_else(|| is_about(left)) {
                    Some(Json::Null) => (Comparison::IsNull, self.known(Json::Bool(true))),
                    Some(Json::Bool(_)) => (Comparison::BooleanEquals, right),
                    Some(Json::Number(_)) => (Comparison::Numeric(*order), right),
                    Some(Json::String(_)) => (Comparison::String(*order), right),
                    // Nothing can be done for arrays and objects.
                    Some(Json::Array(_) | Json::Object(_)) => return true,
                    None if *order == Order::Equals => (Comparison::String(*order), right),
                    None => (Comparison::Numeric(*order), right),
                };
                self.make_compare(comparison, left, right, wanted)
            }
            Sketch::Call(function, arguments) => match (&**function, &arguments[..]) {
                ("exists", [value]) => {
                    let value = self.read(value, scope);
                    self.make_present(value, wanted)
                }
                ("not", [test]) => self.make(test, scope, !wanted),
                ("boolean", [test]) => self.make(test, scope, wanted),
                ("contains", [text, part @ Sketch::Literal(Json::String(_))]) => {
                    let (text, part) = (self.read(text, scope), self.read(part, scope));
                    self.make_compare(Comparison::String(Order::Equals), text, part, wanted)
                }
                _ => self.make_true(condition, scope, wanted),
            },
            Sketch::Block(expressions) => match expressions.split_last() {
                Some((last, before)) => {
                    let (_, scope) = self.block(before, scope);
                    self.make(last, &scope, wanted)
                }
                None => !wanted,
            },
            _ => self.make_true(condition, scope, wanted),
        }
    }

    /// A value that stands where a condition is wanted.
    fn make_true(&mut self, condition: &Sketch, scope: &Scope, wanted: bool) -> bool {
        let value = self.read(condition, scope);
        let value = self.found(value, Kind::Any);
        match (self.decided(value), self.get(value)) {
            (Some(decided), _) => is_true(decided) == wanted,
            (None, Thing::Unknown) => true,
            (None, Thing::Invented(need)) => {
                let is_open = matches!(need.kind, Kind::Any | Kind::Flag) && need.items.is_none();
                if is_open && need.fields.is_empty() {
                    self.decide(value, |need| need.value = Some(Json::Bool(wanted)));
                    return true;
                }
                wanted
            }
            (None, Thing::Missing) => !wanted,
            (None, _) => wanted,
        }
    }

    fn make_present(&mut self, id: Id, wanted: bool) -> bool {
        let found = self.found(id, Kind::Any);
        match self.get(found) {
            Thing::Unknown => true,
            Thing::Missing => !wanted,
            Thing::Invented(need) => match (wanted, need.is_absent) {
                (true, true) => false,
                (true, false) => {
                    self.decide(found, |_| {});
                    true
                }
                (false, _) if self.is_there(found) => false,
                (false, _) => {
                    self.decide(found, |need| (need.is_wanted, need.is_absent) = (false, true));
                    true
                }
            },
            Thing::Known(_)
            | Thing::Object(..)
            | Thing::Array(_)
            | Thing::List(_)
            | Thing::Text(_)
            | Thing::Parts(..)
            | Thing::Layered(..) => wanted,
        }
    }

    fn make_compare(&mut self, comparison: Comparison, left: Id, right: Id, wanted: bool) -> bool {
        let kind = kind_of_comparison(comparison);
        let (left, right) = (self.found(left, kind), self.found(right, kind));
        match (self.decided(left).cloned(), self.decided(right).cloned()) {
            (Some(left), Some(right)) => comparison.holds(&left, &right) == wanted,
            (None, Some(right)) => {
                self.decide_for(left, &right, kind, |it| comparison.holds(it, &right) == wanted)
            }
            (Some(left), None) => {
                self.decide_for(right, &left, kind, |it| comparison.holds(&left, it) == wanted)
            }
            (None, None) => match self.get(right) {
                Thing::Invented(_) => {
                    self.decide(right, |need| need.value = Some(words::plain(need, kind, "")));
                    self.decided(right).is_some()
                        && self.make_compare(comparison, left, right, wanted)
                }
                _ => left != MISSING,
            },
        }
    }

    /// Decides for the first value around `other` that is accepted.
    fn decide_for(
        &mut self,
        id: Id,
        other: &Json,
        kind: Kind,
        accepts: impl Fn(&Json) -> bool,
    ) -> bool {
        let need = match self.get(id) {
            Thing::Unknown => return true,
            Thing::Invented(need) => need,
            _ => return false,
        };
        if need.is_absent || !need.fields.is_empty() || need.items.is_some() {
            return false;
        }
        let is_of_kind = |value: &Json| need.kind == Kind::Any || need.kind.takes(value);
        let own = words::plain(need, kind, "");
        let mut candidates = [own.clone()].into_iter().chain(around(other, &own));
        match candidates.find(|value| is_of_kind(value) && accepts(value)) {
            Some(value) => {
                self.decide(id, |need: &mut Need| need.value = Some(value));
                true
            }
            None => false,
        }
    }
}

/// The value itself, and one on either side; where it is a pattern, `own` word in it.
fn around(value: &Json, own: &Json) -> Vec<Json> {
    match value {
        Json::Bool(flag) => vec![Json::Bool(*flag), Json::Bool(!flag), Json::Null],
        Json::Number(Number::Int(number)) => {
            vec![value.clone(), number.saturating_add(1).into(), number.saturating_sub(1).into()]
        }
        Json::Number(Number::Float(number)) => {
            vec![value.clone(), (number + 1.0).into(), (number - 1.0).into()]
        }
        Json::String(text) => {
            let day_later = |text: &str| {
                let at = crate::time::Timestamp::parse_rfc3339(text)?;
                let day = crate::time::Duration::from_secs(86_400);
                Some([Json::from((at + day).to_string()), Json::from((at - day).to_string())])
            };
            let word = own.as_str().unwrap_or_default();
            let mut texts = match text.contains('*') {
                true => vec![text.replace('*', word).into(), text.replace('*', "").into()],
                false => vec![value.clone()],
            };
            texts.extend(day_later(text).into_iter().flatten());
            texts.push(Json::from(format!("{text}-")));
            texts.push(Json::from(""));
            texts
        }
        Json::Null | Json::Array(_) | Json::Object(_) => vec![value.clone()],
    }
}

fn kind_of_comparison(comparison: Comparison) -> Kind {
    match comparison {
        Comparison::String(_) | Comparison::StringMatches => Kind::Text,
        Comparison::Numeric(_) => Kind::Number,
        Comparison::BooleanEquals => Kind::Flag,
        Comparison::Timestamp(_) => Kind::Timestamp,
        Comparison::IsNull
        | Comparison::IsPresent
        | Comparison::IsNumeric
        | Comparison::IsString
        | Comparison::IsBoolean
        | Comparison::IsTimestamp => Kind::Any,
    }
}

/// As JSONata sees a value in a condition.
fn is_true(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_f64() != 0.0,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
    }
}
