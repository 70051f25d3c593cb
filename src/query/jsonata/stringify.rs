//! Values as text: JSON as JavaScript writes it.

use std::fmt::Write;

use super::number;
use super::value::{Array, Value};
use crate::value::Number;

/// JSON text for messages, all digits of numbers shown; `undefined` where there is no value.
pub fn stringify(value: &Value) -> String {
    match value {
        Value::Undefined | Value::Function(_) => "undefined".to_owned(),
        _ => {
            let mut writer = Writer { text: String::new(), indent: None, short_numbers: false };
            writer.write(value, 0);
            writer.text
        }
    }
}

/// What `$string` makes of an array or object: numbers of 15 digits, functions as `""`.
pub fn to_json_text(value: &Value, pretty: bool) -> String {
    let indent = pretty.then_some(2);
    let mut writer = Writer { text: String::new(), indent, short_numbers: true };
    writer.write(value, 0);
    writer.text
}

/// A number as `$string` and `&` show it.
pub fn number_text(number: Number) -> String {
    match number {
        Number::Int(value) => value.to_string(),
        Number::Float(value) => number::to_text_of_15_digits(value),
    }
}

struct Writer {
    text: String,
    /// How many spaces a level is indented by; `None` writes compact text.
    indent: Option<usize>,
    short_numbers: bool,
}

impl Writer {
    fn write(&mut self, value: &Value, level: usize) {
        match value {
            // JSON.stringify writes null for an array's missing items.
            Value::Undefined | Value::Null => self.text.push_str("null"),
            Value::Bool(true) => self.text.push_str("true"),
            Value::Bool(false) => self.text.push_str("false"),
            Value::Number(number) => self.number(*number),
            Value::String(text) => self.string(text),
            Value::Function(_) => self.text.push_str("\"\""),
            Value::Array(array) => self.array(array, level),
            Value::Object(object) => {
                let entries = object.iter().filter(|(_, value)| !value.is_undefined());
                let mut is_empty = true;
                self.text.push('{');
                for (name, value) in entries {
                    self.separate(&mut is_empty, level);
                    self.string(&name);
                    self.text.push_str(if self.indent.is_some() { ": " } else { ":" });
                    self.write(&value, level + 1);
                }
                self.close('}', is_empty, level);
            }
        }
    }

    fn array(&mut self, array: &Array, level: usize) {
        let mut is_empty = true;
        self.text.push('[');
        for item in array.iter() {
            self.separate(&mut is_empty, level);
            self.write(&item, level + 1);
        }
        self.close(']', is_empty, level);
    }

    fn separate(&mut self, is_first: &mut bool, level: usize) {
        if !std::mem::take(is_first) {
            self.text.push(',');
        }
        self.new_line(level + 1);
    }

    fn close(&mut self, bracket: char, is_empty: bool, level: usize) {
        if !is_empty {
            self.new_line(level);
        }
        self.text.push(bracket);
    }

    fn new_line(&mut self, level: usize) {
        if let Some(indent) = self.indent {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n(' ', indent * level));
        }
    }

    fn number(&mut self, number: Number) {
        match number {
            Number::Int(value) => write!(self.text, "{value}").expect("a String takes all text"),
            Number::Float(value) if !value.is_finite() => self.text.push_str("null"),
            Number::Float(value) if self.short_numbers => {
                self.text.push_str(&number::to_text_of_15_digits(value));
            }
            Number::Float(value) => self.text.push_str(&number::to_text(value)),
        }
    }

    fn string(&mut self, text: &std::sync::Arc<str>) {
        write!(self.text, "{}", JsonString(text)).expect("a String takes all text");
    }
}

/// A string in quotes, escaped as JavaScript does: control characters with lowercase hex digits.
struct JsonString<'a>(&'a str);

impl std::fmt::Display for JsonString<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\u{8}' => f.write_str("\\b")?,
                '\t' => f.write_str("\\t")?,
                '\n' => f.write_str("\\n")?,
                '\u{C}' => f.write_str("\\f")?,
                '\r' => f.write_str("\\r")?,
                '\0'..='\u{1F}' => write!(f, "\\u{:04x}", u32::from(c))?,
                _ => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
