//! CloudFormation's intrinsic functions.

use super::evaluate::{Evaluator, placeholder};
use super::template::{scalar_text, section};
use super::text::Text;
use crate::asl::source::{Node, Span, Value, align};

/// The function that an object calls, and its argument.
pub(super) fn call(node: &Node) -> Option<(&str, &Node)> {
    match node.as_object()? {
        [entry] if &*entry.key == "Ref" || entry.key.starts_with("Fn::") => {
            Some((&entry.key, &entry.node))
        }
        _ => None,
    }
}

/// The value of a call; `None` for `AWS::NoValue`. What is not known here stays a placeholder.
pub(super) fn evaluate(
    evaluator: &Evaluator,
    function: &str,
    argument: &Node,
    span: &Span,
) -> Option<Node> {
    let string =
        |text: String| Some(Node { value: Value::String(text.into()), span: span.clone() });
    match function {
        "Ref" => evaluator.reference(argument.as_str()?, span),
        "Fn::GetAtt" => {
            let (name, attribute) = attribute_of(evaluator, argument)?;
            Some(evaluator.attribute(&name, &attribute, span))
        }
        "Fn::Sub" => string(sub(evaluator, argument)?.text),
        "Fn::Join" => string(join(evaluator, argument)?.text),
        "Fn::If" => {
            let [condition, then, otherwise] = argument.as_array()? else { return None };
            let branch = if evaluator.condition(condition.as_str()?) { then } else { otherwise };
            evaluator.value(branch)
        }
        "Fn::Select" => {
            let [index, list] = argument.as_array()? else { return None };
            let index: usize = scalar_text(&evaluator.value(index)?)?.parse().ok()?;
            evaluator.value(list)?.as_array()?.get(index).cloned()
        }
        "Fn::Split" => {
            let [delimiter, text] = argument.as_array()? else { return None };
            let text = evaluator.text(text)?.text;
            let item = |text: &str| Node { value: Value::String(text.into()), span: span.clone() };
            let items = text.split(&**delimiter.as_str()?).map(item).collect();
            Some(Node { value: Value::Array(items), span: span.clone() })
        }
        "Fn::FindInMap" => find_in_map(evaluator, argument),
        "Fn::Base64" => string(base64(evaluator.text(argument)?.text.as_bytes())),
        "Fn::GetAZs" => {
            let region = &evaluator.account().region;
            let zone = |letter| Value::String(format!("{region}{letter}").into());
            let zones =
                ['a', 'b', 'c'].map(|letter| Node { value: zone(letter), span: span.clone() });
            Some(Node { value: Value::Array(zones.into()), span: span.clone() })
        }
        "Fn::Length" => {
            let n_items = evaluator.value(argument)?.as_array()?.len();
            string(n_items.to_string())
        }
        "Fn::ToJsonString" => string(evaluator.value(argument)?.to_json().to_string()),
        // Another stack's export, a transform, a CIDR list: nothing that is known here.
        _ => {
            let argument = evaluator.value(argument).and_then(|value| scalar_text(&value));
            let name = argument.unwrap_or_else(|| function.trim_start_matches("Fn::").into());
            evaluator.report(format!("The value of {function} is not known here"), span);
            string(placeholder(&name))
        }
    }
}

/// Whether a condition holds: `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, `Condition`.
pub(super) fn holds(evaluator: &Evaluator, node: &Node) -> bool {
    let Some([entry]) = node.as_object() else {
        return matches!(node.value, Value::Bool(true))
            || node.as_str().is_some_and(|t| &**t == "true");
    };
    let conditions = entry.node.as_array().unwrap_or_default();
    match &*entry.key {
        "Condition" => entry.node.as_str().is_some_and(|name| evaluator.condition(name)),
        "Fn::And" => conditions.iter().all(|condition| evaluator.holds(condition)),
        "Fn::Or" => conditions.iter().any(|condition| evaluator.holds(condition)),
        "Fn::Not" => conditions.iter().all(|condition| !evaluator.holds(condition)),
        "Fn::Equals" => {
            let comparable = |node: &Node| {
                let value = evaluator.value(node)?;
                Some(scalar_text(&value).unwrap_or_else(|| value.to_json().to_string().into()))
            };
            matches!(conditions, [a, b] if comparable(a) == comparable(b))
        }
        _ => false,
    }
}

/// `Fn::Sub`: a text, or a text and names of its own.
pub(super) fn sub(evaluator: &Evaluator, argument: &Node) -> Option<Text> {
    let (template, names) = match argument.as_array() {
        Some([template, names]) => (template, Some(names)),
        Some(_) => return None,
        None => (argument, None),
    };
    let alignment = align(evaluator.source, template);
    let template = template.as_str()?;
    let mut text = Text::default();
    let mut at = 0;
    while let Some(start) = template[at..].find("${").map(|found| at + found) {
        text.push_verbatim(&template[at..start], at, &alignment);
        let Some(end) = template[start..].find('}').map(|found| start + found) else {
            at = start;
            break;
        };
        let name = template[start + 2..end].trim();
        let span = alignment.source(start)..alignment.source(end) + 1;
        match name.strip_prefix('!') {
            Some(literal) => text.push_replaced(&placeholder(literal), span),
            None => text.push_replaced(&substitute(evaluator, names, name, &span), span.clone()),
        }
        at = end + 1;
    }
    text.push_verbatim(&template[at..], at, &alignment);
    Some(text)
}

/// The value of `${name}`.
fn substitute(evaluator: &Evaluator, names: Option<&Node>, name: &str, span: &Span) -> String {
    let own = names.and_then(|names| names.get(name));
    let value = match (own, name.split_once('.')) {
        (Some(node), _) => evaluator.text(node).map(|text| text.text),
        // Code has `${…}` of its own.
        (None, _) if !evaluator.is_known(name) => None,
        (None, Some((resource, attribute))) => {
            scalar_text(&evaluator.attribute(resource, attribute, span)).map(|t| t.to_string())
        }
        (None, None) => {
            evaluator.reference(name, span).and_then(|n| scalar_text(&n)).map(|t| t.to_string())
        }
    };
    value.unwrap_or_else(|| placeholder(name))
}

/// `Fn::Join`: a delimiter and a list.
pub(super) fn join(evaluator: &Evaluator, argument: &Node) -> Option<Text> {
    let [delimiter, list] = argument.as_array()? else { return None };
    let delimiter_text = delimiter.as_str()?;
    let evaluated;
    let items = match call(list) {
        Some(_) => {
            evaluated = evaluator.value(list)?;
            evaluated.as_array()?
        }
        None => list.as_array()?,
    };
    let mut text = Text::default();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_replaced(delimiter_text, item.span.clone());
        }
        text.append(evaluator.text(item)?);
    }
    Some(text)
}

/// `Fn::GetAtt` has a list of two, or one text with a dot.
fn attribute_of(evaluator: &Evaluator, argument: &Node) -> Option<(String, String)> {
    match argument.as_array() {
        Some([name, attribute]) => {
            let attribute = scalar_text(&evaluator.value(attribute)?)?;
            Some((name.as_str()?.to_string(), attribute.to_string()))
        }
        Some(_) => None,
        None => {
            let (name, attribute) = argument.as_str()?.split_once('.')?;
            Some((name.to_owned(), attribute.to_owned()))
        }
    }
}

fn find_in_map(evaluator: &Evaluator, argument: &Node) -> Option<Node> {
    let [map, first, second, rest @ ..] = argument.as_array()? else { return None };
    let key = |node: &Node| scalar_text(&evaluator.value(node)?);
    let (map, first, second) = (key(map)?, key(first)?, key(second)?);
    let maps = section(evaluator.root, "Mappings");
    let found = maps.iter().find(|entry| entry.key == map);
    let found = found.and_then(|entry| entry.node.get(&first)?.get(&second));
    // With the language extensions a fourth argument may say what holds otherwise.
    let default = rest.first().and_then(|options| options.get("DefaultValue"));
    if let Some(default) = default.filter(|_| found.is_none()) {
        return evaluator.value(default);
    }
    if found.is_none() {
        let message = format!("There is no {first}, {second} in the mapping {map}");
        evaluator.report(message, &argument.span);
    }
    found.cloned()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit) & 63) as usize;
            text.push(if digit <= chunk.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    text
}
