//! Operators between two values.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{Evaluator, is_true};
use crate::query::jsonata::error::Fault;
use crate::query::jsonata::function::Frame;
use crate::query::jsonata::functions::string::to_text;
use crate::query::jsonata::node::{Arithmetic, Comparison, Kind, Node};
use crate::query::jsonata::stringify::stringify;
use crate::query::jsonata::value::{Array, Range, Value};
use crate::value::Number;

/// The longest range that `..` makes.
const RANGE_MAX: f64 = 1e7;

impl Evaluator<'_> {
    pub(super) fn operator(
        &self,
        node: &Node,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<Value, Fault> {
        let both = |lhs: &Node, rhs: &Node| {
            let lhs = self.eval(lhs, input, frame)?;
            Ok((lhs, self.eval(rhs, input, frame)?))
        };
        let blame = |token: &'static str| move |fault: Fault| fault.at(node.position).token(token);
        match &node.kind {
            Kind::Numeric { operator, lhs, rhs } => {
                let (lhs, rhs) = both(lhs, rhs)?;
                arithmetic(*operator, &lhs, &rhs).map_err(blame(arithmetic_sign(*operator)))
            }
            Kind::Compare { operator, lhs, rhs } => {
                let (lhs, rhs) = both(lhs, rhs)?;
                compare(*operator, &lhs, &rhs).map_err(blame(comparison_sign(*operator)))
            }
            Kind::Equal { negated, lhs, rhs } => {
                let (lhs, rhs) = both(lhs, rhs)?;
                if lhs.is_undefined() || rhs.is_undefined() {
                    return Ok(Value::Bool(false));
                }
                self.step(lhs.n_bytes().min(rhs.n_bytes()) as u64 / 64)?;
                Ok(Value::Bool(lhs.equals(&rhs) != *negated))
            }
            Kind::Logic { is_and, lhs, rhs } => {
                let lhs = self.eval(lhs, input, frame)?;
                let token = if *is_and { "and" } else { "or" };
                let result = is_true(&lhs).and_then(|lhs| {
                    if lhs != *is_and {
                        return Ok(Value::Bool(lhs));
                    }
                    is_true(&self.eval(rhs, input, frame)?).map(Value::Bool)
                });
                result.map_err(blame(token))
            }
            Kind::Concat { lhs, rhs } => {
                self.concat(lhs, rhs, node.position, input, frame).map(Value::string)
            }
            Kind::Range { lhs, rhs } => {
                let (lhs, rhs) = both(lhs, rhs)?;
                self.range(&lhs, &rhs).map_err(blame(".."))
            }
            Kind::In { lhs, rhs } => {
                let (lhs, rhs) = both(lhs, rhs)?;
                Ok(Value::Bool(is_in(&lhs, &rhs)))
            }
            _ => unreachable!("only operators are sent here"),
        }
    }

    /// `lhs & rhs`; a chain of them is written into one text.
    fn concat(
        &self,
        lhs: &Node,
        rhs: &Node,
        position: u32,
        input: &Value,
        frame: &Rc<Frame>,
    ) -> Result<String, Fault> {
        let blame = |fault: Fault| fault.at(position).token("&");
        let (mut text, left) = match &lhs.kind {
            Kind::Concat { lhs: first, rhs: second } if lhs.predicates.is_empty() => {
                self.enter()?;
                let text = self.concat(first, second, lhs.position, input, frame)?;
                self.leave();
                (text, Value::Undefined)
            }
            _ => (String::new(), self.eval(lhs, input, frame)?),
        };
        let right = self.eval(rhs, input, frame)?;
        for value in [left, right] {
            match value {
                Value::Undefined => {}
                Value::String(part) => text.push_str(&part),
                value => text.push_str(&to_text(self, &value, false).map_err(blame)?),
            }
        }
        self.check_memory(text.len()).map_err(blame)?;
        self.step(text.len() as u64 / 64).map_err(blame)?;
        Ok(text)
    }

    fn range(&self, lhs: &Value, rhs: &Value) -> Result<Value, Fault> {
        let integer = |value: &Value, code| match value {
            Value::Undefined => Ok(None),
            Value::Number(number) if number.as_f64().fract() == 0.0 => Ok(Some(number.as_f64())),
            _ => Err(Fault::new(code)),
        };
        let (first, last) = (integer(lhs, "T2003")?, integer(rhs, "T2004")?);
        let (Some(first), Some(last)) = (first, last) else { return Ok(Value::Undefined) };
        if first > last {
            return Ok(Value::Undefined);
        }
        let size = last - first + 1.0;
        if size > RANGE_MAX {
            return Err(Fault::new("D2014").show("value", stringify(&Value::number(size))));
        }
        let range = Array::Range(Rc::new(Range { first: first as i64, count: size as u32 }));
        if size == 1.0 {
            return Ok(range.get(0).into());
        }
        Ok(Value::Array(range))
    }
}

pub(super) fn negate(value: Value) -> Result<Value, Fault> {
    match value {
        Value::Undefined => Ok(Value::Undefined),
        Value::Number(number) if finite(number.as_f64())? => Ok(Value::number(-number.as_f64())),
        other => Err(Fault::new("D1002").token("-").show("value", stringify(&other))),
    }
}

/// Whether a number is one; infinity is out of range.
pub fn finite(number: f64) -> Result<bool, Fault> {
    if number.is_infinite() {
        return Err(Fault::new("D1001").show("value", "null".to_owned()));
    }
    Ok(!number.is_nan())
}

/// As JavaScript orders strings: by UTF-16 units.
pub fn compare_text(a: &str, b: &str) -> Ordering {
    if a.is_ascii() || b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

fn arithmetic(operator: Arithmetic, lhs: &Value, rhs: &Value) -> Result<Value, Fault> {
    let operand = |value: &Value, code| match value {
        Value::Undefined => Ok(None),
        Value::Number(number) if finite(number.as_f64())? => Ok(Some(*number)),
        _ => Err(Fault::new(code)),
    };
    let (lhs, rhs) = (operand(lhs, "T2001")?, operand(rhs, "T2002")?);
    let (Some(lhs), Some(rhs)) = (lhs, rhs) else { return Ok(Value::Undefined) };
    let (lhs, rhs) = (lhs.as_f64(), rhs.as_f64());
    Ok(Value::number(match operator {
        Arithmetic::Add => lhs + rhs,
        Arithmetic::Subtract => lhs - rhs,
        Arithmetic::Multiply => lhs * rhs,
        Arithmetic::Divide => lhs / rhs,
        Arithmetic::Remainder => lhs % rhs,
    }))
}

fn compare(operator: Comparison, lhs: &Value, rhs: &Value) -> Result<Value, Fault> {
    let comparable =
        |value: &Value| matches!(value, Value::Undefined | Value::String(_) | Value::Number(_));
    if !comparable(lhs) || !comparable(rhs) {
        return Err(Fault::new("T2010"));
    }
    let order = match (lhs, rhs) {
        (Value::Undefined, _) | (_, Value::Undefined) => return Ok(Value::Undefined),
        (Value::Number(Number::Int(a)), Value::Number(Number::Int(b))) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()),
        (Value::String(a), Value::String(b)) => Some(compare_text(a, b)),
        _ => {
            return Err(Fault::new("T2009")
                .show("value", stringify(lhs))
                .show("value2", stringify(rhs)));
        }
    };
    let Some(order) = order else { return Ok(Value::Bool(false)) };
    Ok(Value::Bool(match operator {
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }))
}

/// Membership compares scalars by value, and all else by identity.
fn is_in(item: &Value, container: &Value) -> bool {
    let same = |other: &Value| match (item, other) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Array(a), Value::Array(b)) => a.address() == b.address(),
        (Value::Object(a), Value::Object(b)) => a.address() == b.address(),
        (Value::Function(a), Value::Function(b)) => a.is_same(b),
        _ => false,
    };
    match container {
        Value::Undefined => false,
        Value::Array(array) => array.iter().any(|other| same(&other)),
        single => same(single),
    }
}

fn arithmetic_sign(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => "+",
        Arithmetic::Subtract => "-",
        Arithmetic::Multiply => "*",
        Arithmetic::Divide => "/",
        Arithmetic::Remainder => "%",
    }
}

fn comparison_sign(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}
