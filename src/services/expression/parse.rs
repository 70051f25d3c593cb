//! Tokens into conditions, updates and paths, with DynamoDB's messages for what is none.

use super::change::{Update, Value};
use super::evaluate::{Comparison, Condition, Operand};
use super::path::{Path, Step};
use super::tokens::{Kind, Token, near, tokens};
use super::{Expressions, Refusal};
use crate::value::Json;

/// Parentheses and NOTs within one another; DynamoDB takes no more operators either.
const DEPTH_MAX: usize = 100;

pub fn condition(
    expressions: &Expressions,
    kind: &'static str,
    text: &str,
) -> Result<Condition, Refusal> {
    let mut parser = Parser::new(expressions, kind, text)?;
    let condition = parser.or()?;
    parser.end()?;
    Ok(condition)
}

pub fn update(expressions: &Expressions, text: &str) -> Result<Update, Refusal> {
    let mut parser = Parser::new(expressions, "UpdateExpression", text)?;
    let mut update = Update::default();
    let mut seen: Vec<&str> = Vec::new();
    while !parser.is_at_end() {
        let Some(clause) =
            ["SET", "REMOVE", "ADD", "DELETE"].into_iter().find(|word| parser.takes(word))
        else {
            return Err(parser.syntax_error());
        };
        if seen.contains(&clause) {
            return Err(format!(
                "Invalid UpdateExpression: The \"{clause}\" section can only be used once in an \
                 update expression;"
            ));
        }
        seen.push(clause);
        loop {
            let path = parser.path()?;
            match clause {
                "SET" => {
                    parser.expect("=")?;
                    let value = parser.sum()?;
                    update.set.push((path, value));
                }
                "REMOVE" => update.remove.push(path),
                "ADD" => update.add.push((path, parser.value()?)),
                _ => update.delete.push((path, parser.value()?)),
            }
            if !parser.takes(",") {
                break;
            }
        }
    }
    match seen.is_empty() {
        true => Err("Invalid UpdateExpression: The expression can not be empty;".to_owned()),
        false => Ok(update),
    }
}

pub fn projection(expressions: &Expressions, text: &str) -> Result<Vec<Path>, Refusal> {
    let mut parser = Parser::new(expressions, "ProjectionExpression", text)?;
    let mut paths = vec![parser.path()?];
    while parser.takes(",") {
        paths.push(parser.path()?);
    }
    parser.end()?;
    Ok(paths)
}

struct Parser<'a> {
    expressions: &'a Expressions<'a>,
    /// The request's field, for messages.
    kind: &'static str,
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(
        expressions: &'a Expressions<'a>,
        kind: &'static str,
        text: &'a str,
    ) -> Result<Parser<'a>, Refusal> {
        let tokens = tokens(kind, text)?;
        if tokens.is_empty() {
            return Err(format!("Invalid {kind}: The expression can not be empty;"));
        }
        Ok(Parser { expressions, kind, text, tokens, at: 0, depth: 0 })
    }

    // Conditions, the weakest binding first.

    fn or(&mut self) -> Result<Condition, Refusal> {
        let mut left = self.and()?;
        while self.takes("OR") {
            left = Condition::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Condition, Refusal> {
        let mut left = self.not()?;
        while self.takes("AND") {
            left = Condition::And(Box::new(left), Box::new(self.not()?));
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Condition, Refusal> {
        if self.depth == DEPTH_MAX {
            return Err(format!("Invalid {}: The expression is nested too deeply;", self.kind));
        }
        self.depth += 1;
        let condition = if self.takes("NOT") {
            Condition::Not(Box::new(self.not()?))
        } else if self.takes("(") {
            let inner = self.or()?;
            self.expect(")")?;
            inner
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn primary(&mut self) -> Result<Condition, Refusal> {
        let is_call = self.tokens.get(self.at + 1).is_some_and(|next| self.word(next) == "(");
        if let Some(name) = self.peek().filter(|_| is_call)
            && name != "size"
        {
            return self.function();
        }
        let left = self.operand()?;
        if self.takes("BETWEEN") {
            let low = self.operand()?;
            self.expect("AND")?;
            return Ok(Condition::Between(left, low, self.operand()?));
        }
        if self.takes("IN") {
            self.expect("(")?;
            let mut among = vec![self.operand()?];
            while self.takes(",") {
                among.push(self.operand()?);
            }
            self.expect(")")?;
            return Ok(Condition::In(left, among));
        }
        let comparisons = [
            ("=", Comparison::Equal),
            ("<>", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        match comparisons.into_iter().find(|(sign, _)| self.takes(sign)) {
            Some((_, comparison)) => Ok(Condition::Compare(comparison, left, self.operand()?)),
            None => Err(self.syntax_error()),
        }
    }

    fn function(&mut self) -> Result<Condition, Refusal> {
        let name = self.peek().unwrap_or_default().to_owned();
        self.at += 1;
        self.expect("(")?;
        let condition = match &*name {
            "attribute_exists" => Condition::Exists(self.path()?),
            "attribute_not_exists" => Condition::NotExists(self.path()?),
            "attribute_type" => {
                let path = self.path()?;
                self.expect(",")?;
                Condition::HasType(path, self.operand()?)
            }
            "begins_with" | "contains" => {
                let first = self.operand()?;
                self.expect(",")?;
                let second = self.operand()?;
                match &*name {
                    "contains" => Condition::Contains(first, second),
                    _ => Condition::BeginsWith(first, second),
                }
            }
            _ => {
                return Err(format!(
                    "Invalid {}: Invalid function name; function: {name}",
                    self.kind
                ));
            }
        };
        self.expect(")")?;
        Ok(condition)
    }

    fn operand(&mut self) -> Result<Operand, Refusal> {
        if self.peek() == Some("size") && self.takes("size") {
            self.expect("(")?;
            let path = self.path()?;
            self.expect(")")?;
            return Ok(Operand::Size(path));
        }
        match self.is_value() {
            true => self.value().map(Operand::Value),
            false => self.path().map(Operand::Path),
        }
    }

    // What SET sets.

    fn sum(&mut self) -> Result<Value, Refusal> {
        let left = self.term()?;
        if self.takes("+") {
            return Ok(Value::Sum(Box::new(left), Box::new(self.term()?)));
        }
        if self.takes("-") {
            return Ok(Value::Difference(Box::new(left), Box::new(self.term()?)));
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Value, Refusal> {
        if self.depth == DEPTH_MAX {
            return Err(format!("Invalid {}: The expression is nested too deeply;", self.kind));
        }
        if self.is_value() {
            return self.value().map(Value::Literal);
        }
        let is_call = self.tokens.get(self.at + 1).is_some_and(|next| self.word(next) == "(");
        if !is_call {
            return self.path().map(Value::Path);
        }
        let name = self.peek().unwrap_or_default().to_owned();
        self.at += 1;
        self.depth += 1;
        self.expect("(")?;
        let value = match &*name {
            "if_not_exists" => {
                let path = self.path()?;
                self.expect(",")?;
                Value::IfNotExists(path, Box::new(self.term()?))
            }
            "list_append" => {
                let first = self.term()?;
                self.expect(",")?;
                Value::ListAppend(Box::new(first), Box::new(self.term()?))
            }
            _ => {
                return Err(format!(
                    "Invalid {}: Invalid function name; function: {name}",
                    self.kind
                ));
            }
        };
        self.expect(")")?;
        self.depth -= 1;
        Ok(value)
    }

    // Paths and values.

    fn path(&mut self) -> Result<Path, Refusal> {
        let attribute = self.name()?;
        let mut steps = Vec::new();
        loop {
            if self.takes(".") {
                steps.push(Step::Field(self.name()?));
            } else if self.takes("[") {
                let token = self.tokens.get(self.at).filter(|token| token.kind == Kind::Number);
                let index = token.and_then(|token| self.word(token).parse().ok());
                steps.push(Step::Index(index.ok_or_else(|| self.syntax_error())?));
                self.at += 1;
                self.expect("]")?;
            } else {
                return Ok(Path { attribute, steps });
            }
        }
    }

    fn name(&mut self) -> Result<std::sync::Arc<str>, Refusal> {
        let token = self.tokens.get(self.at).filter(|token| token.kind == Kind::Word);
        let Some(token) = token else { return Err(self.syntax_error()) };
        let word = self.word(token);
        const KEYWORDS: [&str; 9] =
            ["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"];
        if KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)) {
            return Err(self.syntax_error());
        }
        let name = match word.starts_with('#') {
            true => self.expressions.name(self.kind, word)?,
            false if is_reserved(word) => {
                return Err(format!(
                    "Invalid {}: Attribute name is a reserved keyword; reserved keyword: {word}",
                    self.kind
                ));
            }
            false => word.into(),
        };
        self.at += 1;
        Ok(name)
    }

    fn is_value(&self) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.kind == Kind::Value)
    }

    fn value(&mut self) -> Result<Json, Refusal> {
        let token = self.tokens.get(self.at).filter(|token| token.kind == Kind::Value);
        let Some(token) = token else { return Err(self.syntax_error()) };
        let value = self.expressions.value(self.kind, self.word(token))?;
        self.at += 1;
        Ok(value)
    }

    // Tokens.

    fn word(&self, token: &Token) -> &'a str {
        &self.text[token.span.clone()]
    }

    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.at).map(|token| self.word(token))
    }

    fn is_at_end(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// Goes past a sign or a keyword, in capitals or not, if that is what comes next.
    fn takes(&mut self, word: &str) -> bool {
        let is_it = self.peek().is_some_and(|next| next.eq_ignore_ascii_case(word));
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, word: &str) -> Result<(), Refusal> {
        if self.takes(word) { Ok(()) } else { Err(self.syntax_error()) }
    }

    fn end(&self) -> Result<(), Refusal> {
        if self.is_at_end() { Ok(()) } else { Err(self.syntax_error()) }
    }

    fn syntax_error(&self) -> Refusal {
        let Parser { kind, text, .. } = self;
        let token = self.tokens.get(self.at).map(|token| token.span.clone());
        let (token, near) = match token {
            Some(span) => (&text[span.clone()], near(text, span)),
            None => ("<EOF>", self.tokens.last().map_or("", |last| near(text, last.span.clone()))),
        };
        format!("Invalid {kind}: Syntax error; token: \"{token}\", near: \"{near}\"")
    }
}

/// Whether only a `#name` can stand for an attribute of this name.
fn is_reserved(word: &str) -> bool {
    // AWS's page "Reserved words in DynamoDB", 573 of them.
    const RESERVED: &str = include_str!("reserved.txt");
    RESERVED.split_ascii_whitespace().any(|reserved| reserved.eq_ignore_ascii_case(word))
}
