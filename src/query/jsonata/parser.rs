//! Tokens to [`Syntax`], by the binding power of operators (Pratt's method).

use std::sync::Arc;

use super::error::{ErrorKind, Fault};
use super::signature::Signature;
use super::syntax::{Syntax, SyntaxKind};
use super::tokenizer::{Token, TokenKind, Tokenizer};

/// How deep an expression may nest. Everything that walks it recurses, within a browser's stack.
const NESTING_MAX: u32 = 100;

/// Reads a whole expression.
pub fn parse(text: &str) -> Result<Syntax, Fault> {
    let start = Token { kind: TokenKind::End, position: 0 };
    let mut parser = Parser { tokenizer: Tokenizer::new(text), current: start, depth: 0 };
    parser.take(false)?;
    let syntax = parser.expression(0)?;
    if parser.current.kind != TokenKind::End {
        return Err(parser.current.fault("S0201"));
    }
    Ok(syntax)
}

struct Parser {
    tokenizer: Tokenizer,
    /// The token that is looked at and not yet taken.
    current: Token,
    depth: u32,
}

impl Parser {
    fn expression(&mut self, right_binding_power: u32) -> Result<Syntax, Fault> {
        self.depth += 1;
        if self.depth > NESTING_MAX {
            return Err(too_deep(self.current.position));
        }
        let token = self.take(true)?;
        let mut left = self.operand(token)?;
        while right_binding_power < self.current.binding_power()? {
            let token = self.take(false)?;
            left = self.operation(token, left)?;
            if left.height > NESTING_MAX {
                return Err(too_deep(left.position));
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Takes the current token and looks at the next, which follows an operand when `infix`.
    fn take(&mut self, infix: bool) -> Result<Token, Fault> {
        let next = self.tokenizer.next(infix)?;
        // `!` and `~` are no operators on their own, wherever they stand.
        if let TokenKind::Operator("!" | "~") = next.kind {
            return Err(next.fault("S0204"));
        }
        Ok(std::mem::replace(&mut self.current, next))
    }

    fn expect(&mut self, operator: &str, infix: bool) -> Result<Token, Fault> {
        if !self.current.is(operator) {
            let at_end = self.current.kind == TokenKind::End;
            let fault = self.current.fault(if at_end { "S0203" } else { "S0202" });
            return Err(fault.show_text("value", operator));
        }
        self.take(infix)
    }

    /// Takes the operator if it is the current token.
    fn accept(&mut self, operator: &str) -> Result<bool, Fault> {
        let found = self.current.is(operator);
        if found {
            self.take(false)?;
        }
        Ok(found)
    }

    /// What a token means where an operand is expected.
    fn operand(&mut self, token: Token) -> Result<Syntax, Fault> {
        let kind = match token.kind {
            TokenKind::Name(name) => SyntaxKind::Name(name),
            TokenKind::Variable(name) => SyntaxKind::Variable(name),
            TokenKind::String(text) => SyntaxKind::String(text),
            TokenKind::Number(value) => SyntaxKind::Number(value),
            TokenKind::Bool(value) => SyntaxKind::Bool(value),
            TokenKind::Null => SyntaxKind::Null,
            TokenKind::Regex { pattern, flags } => SyntaxKind::Regex { pattern, flags },
            TokenKind::End => SyntaxKind::End,
            TokenKind::Operator(operator) => match operator {
                "and" | "or" | "in" => SyntaxKind::Word(operator),
                "-" => SyntaxKind::Negate(Box::new(self.expression(70)?)),
                "*" => SyntaxKind::Wildcard,
                "**" => SyntaxKind::Descendant,
                "%" => SyntaxKind::Parent,
                "(" => self.block()?,
                "[" => self.array()?,
                "{" => SyntaxKind::Object(self.pairs()?),
                "|" => self.transform()?,
                _ => return Err(token.fault("S0211")),
            },
        };
        Ok(Syntax::new(kind, token.position))
    }

    /// What an operator between operands, or behind one, makes of its left side.
    fn operation(&mut self, token: Token, left: Syntax) -> Result<Syntax, Fault> {
        let position = token.position;
        let power = token.binding_power()?;
        let TokenKind::Operator(operator) = token.kind else {
            return Err(token.fault("S0201"));
        };
        let kind = match operator {
            "(" => return self.call(left, position),
            "[" => return self.filter(left, position),
            "{" => SyntaxKind::Group { lhs: Box::new(left), pairs: self.pairs()? },
            "^" => SyntaxKind::Sort { lhs: Box::new(left), terms: self.sort_terms()? },
            "?" => self.condition(left)?,
            "?:" | "??" => SyntaxKind::Default {
                by_existence: operator == "??",
                value: Box::new(left),
                otherwise: Box::new(self.expression(0)?),
            },
            ":=" => {
                let SyntaxKind::Variable(variable) = left.kind else {
                    return Err(with_operand(Fault::new("S0212").at(left.position), &left));
                };
                SyntaxKind::Assign { variable, rhs: Box::new(self.expression(power - 1)?) }
            }
            "@" | "#" => {
                let right = self.expression(power)?;
                let SyntaxKind::Variable(variable) = right.kind else {
                    return Err(Fault::new("S0214").at(right.position).token(operator));
                };
                SyntaxKind::BindContext { operator, lhs: Box::new(left), variable }
            }
            _ => {
                let rhs = Box::new(self.expression(power)?);
                SyntaxKind::Binary { operator, lhs: Box::new(left), rhs }
            }
        };
        Ok(Syntax::new(kind, position))
    }

    fn block(&mut self) -> Result<SyntaxKind, Fault> {
        let mut expressions = Vec::new();
        while !self.current.is(")") {
            expressions.push(self.expression(0)?);
            if !self.accept(";")? {
                break;
            }
        }
        self.expect(")", true)?;
        Ok(SyntaxKind::Block(expressions))
    }

    fn array(&mut self) -> Result<SyntaxKind, Fault> {
        let mut items = Vec::new();
        if !self.current.is("]") {
            loop {
                let mut item = self.expression(0)?;
                if self.current.is("..") {
                    let position = self.current.position;
                    self.take(false)?;
                    let (lhs, rhs) = (Box::new(item), Box::new(self.expression(0)?));
                    let range = SyntaxKind::Binary { operator: "..", lhs, rhs };
                    item = Syntax::new(range, position);
                }
                items.push(item);
                if !self.accept(",")? {
                    break;
                }
            }
        }
        self.expect("]", true)?;
        Ok(SyntaxKind::Array(items))
    }

    fn pairs(&mut self) -> Result<Vec<(Syntax, Syntax)>, Fault> {
        let mut pairs = Vec::new();
        if !self.current.is("}") {
            loop {
                let key = self.expression(0)?;
                self.expect(":", false)?;
                pairs.push((key, self.expression(0)?));
                if !self.accept(",")? {
                    break;
                }
            }
        }
        self.expect("}", true)?;
        Ok(pairs)
    }

    fn transform(&mut self) -> Result<SyntaxKind, Fault> {
        let pattern = Box::new(self.expression(0)?);
        self.expect("|", false)?;
        let update = Box::new(self.expression(0)?);
        let delete = if self.accept(",")? { Some(Box::new(self.expression(0)?)) } else { None };
        self.expect("|", false)?;
        Ok(SyntaxKind::Transform { pattern, update, delete })
    }

    fn condition(&mut self, condition: Syntax) -> Result<SyntaxKind, Fault> {
        let then = Box::new(self.expression(0)?);
        let otherwise = if self.accept(":")? { Some(Box::new(self.expression(0)?)) } else { None };
        Ok(SyntaxKind::Condition { condition: Box::new(condition), then, otherwise })
    }

    fn filter(&mut self, mut left: Syntax, position: u32) -> Result<Syntax, Fault> {
        if self.current.is("]") {
            // `a[1][]`: it is the filtered step itself that stays an array.
            let mut step = &mut left;
            while matches!(step.kind, SyntaxKind::Filter { .. }) {
                let SyntaxKind::Filter { lhs, .. } = &mut step.kind else {
                    unreachable!("the loop's condition")
                };
                step = lhs;
            }
            step.keep_array = true;
            self.take(false)?;
            return Ok(left);
        }
        let predicate = Box::new(self.expression(0)?);
        self.expect("]", true)?;
        Ok(Syntax::new(SyntaxKind::Filter { lhs: Box::new(left), predicate }, position))
    }

    fn sort_terms(&mut self) -> Result<Vec<(Syntax, bool)>, Fault> {
        self.expect("(", false)?;
        let mut terms = Vec::new();
        loop {
            let descending = !self.accept("<")? && self.accept(">")?;
            terms.push((self.expression(0)?, descending));
            if !self.accept(",")? {
                break;
            }
        }
        self.expect(")", false)?;
        Ok(terms)
    }

    fn call(&mut self, procedure: Syntax, position: u32) -> Result<Syntax, Fault> {
        let mut arguments = Vec::new();
        if !self.current.is(")") {
            loop {
                if self.current.is("?") {
                    let position = self.take(false)?.position;
                    arguments.push(Syntax::new(SyntaxKind::Word("?"), position));
                } else {
                    arguments.push(self.expression(0)?);
                }
                if !self.accept(",")? {
                    break;
                }
            }
        }
        self.expect(")", true)?;
        let defines_function = matches!(&procedure.kind,
            SyntaxKind::Name(name) if matches!(&**name, "function" | "λ"));
        let kind = if defines_function {
            self.lambda(arguments)?
        } else if arguments.iter().any(|argument| matches!(argument.kind, SyntaxKind::Word("?"))) {
            SyntaxKind::Partial { procedure: Box::new(procedure), arguments }
        } else {
            SyntaxKind::Call { procedure: Box::new(procedure), arguments }
        };
        Ok(Syntax::new(kind, position))
    }

    fn lambda(&mut self, arguments: Vec<Syntax>) -> Result<SyntaxKind, Fault> {
        let mut parameters: Vec<Arc<str>> = Vec::new();
        for (index, argument) in arguments.into_iter().enumerate() {
            let SyntaxKind::Variable(name) = argument.kind else {
                let fault = Fault::new("S0208").at(argument.position);
                return Err(with_operand(fault, &argument).show("value", (index + 1).to_string()));
            };
            parameters.push(name);
        }
        let signature = if self.current.is("<") { Some(self.signature()?) } else { None };
        self.expect("{", false)?;
        let body = Box::new(self.expression(0)?);
        self.expect("}", false)?;
        Ok(SyntaxKind::Lambda { parameters, signature, body })
    }

    /// `<a<n>s?:b>`: its tokens put together again, since they are cut for expressions.
    fn signature(&mut self) -> Result<Arc<Signature>, Fault> {
        let position = self.current.position;
        let mut text = String::from("<");
        let mut depth = 1;
        while depth > 0 && !self.current.is("{") && self.current.kind != TokenKind::End {
            self.take(false)?;
            match &self.current.kind {
                TokenKind::Operator(">") => depth -= 1,
                TokenKind::Operator("<") => depth += 1,
                _ => {}
            }
            text.push_str(&self.current.shown());
        }
        self.expect(">", false)?;
        let parsed = Signature::parse(&text).map(Arc::new);
        parsed.map_err(|(fault, offset)| fault.at(position + offset))
    }
}

impl Token {
    fn is(&self, operator: &str) -> bool {
        matches!(self.kind, TokenKind::Operator(own) if own == operator)
    }

    fn fault(&self, code: &'static str) -> Fault {
        Fault::new(code).at(self.position).token(&self.shown())
    }

    fn shown(&self) -> String {
        match &self.kind {
            TokenKind::Operator(text) => (*text).to_owned(),
            TokenKind::Name(text) | TokenKind::Variable(text) | TokenKind::String(text) => {
                text.to_string()
            }
            TokenKind::Number(value) => super::number::to_text(*value),
            TokenKind::Bool(value) => value.to_string(),
            TokenKind::Null => "null".to_owned(),
            TokenKind::Regex { pattern, flags } => format!("/{pattern}/{flags}"),
            TokenKind::End => "(end)".to_owned(),
        }
    }

    /// How strongly the token, as an operator, binds what stands left of it.
    fn binding_power(&self) -> Result<u32, Fault> {
        let TokenKind::Operator(operator) = self.kind else { return Ok(0) };
        Ok(match operator {
            "(" | "[" | "@" | "#" => 80,
            "." => 75,
            "{" => 70,
            "*" | "/" | "%" => 60,
            "+" | "-" | "&" => 50,
            "=" | "<" | ">" | "^" | "!=" | "<=" | ">=" | "~>" | "?:" | "??" | "in" => 40,
            "and" => 30,
            "or" => 25,
            "?" => 20,
            ":=" => 10,
            _ => 0,
        })
    }
}

fn with_operand(fault: Fault, operand: &Syntax) -> Fault {
    match shown_token(operand) {
        Some(token) => fault.token(&token),
        None => fault,
    }
}

/// What JSONata names as the token of an operand at fault.
fn shown_token(syntax: &Syntax) -> Option<String> {
    Some(match &syntax.kind {
        SyntaxKind::Name(text) | SyntaxKind::Variable(text) | SyntaxKind::String(text) => {
            text.to_string()
        }
        SyntaxKind::Number(value) => super::number::to_text(*value),
        SyntaxKind::Bool(value) => value.to_string(),
        SyntaxKind::Null => "null".to_owned(),
        SyntaxKind::Binary { operator, .. } | SyntaxKind::BindContext { operator, .. } => {
            (*operator).to_owned()
        }
        SyntaxKind::Word(word) => (*word).to_owned(),
        SyntaxKind::Filter { .. } | SyntaxKind::Array(_) => "[".to_owned(),
        SyntaxKind::Group { .. } | SyntaxKind::Object(_) => "{".to_owned(),
        SyntaxKind::Sort { .. } => "^".to_owned(),
        SyntaxKind::Assign { .. } => ":=".to_owned(),
        SyntaxKind::Negate(_) => "-".to_owned(),
        SyntaxKind::Block(_)
        | SyntaxKind::Call { .. }
        | SyntaxKind::Partial { .. }
        | SyntaxKind::Lambda { .. } => "(".to_owned(),
        SyntaxKind::Condition { .. } => "?".to_owned(),
        SyntaxKind::Default { by_existence, .. } => {
            if *by_existence { "??" } else { "?:" }.to_owned()
        }
        SyntaxKind::Transform { .. } => "|".to_owned(),
        SyntaxKind::Wildcard => "*".to_owned(),
        SyntaxKind::Descendant => "**".to_owned(),
        SyntaxKind::Parent => "%".to_owned(),
        SyntaxKind::End => "(end)".to_owned(),
        SyntaxKind::Regex { .. } => return None,
    })
}

fn too_deep(position: u32) -> Fault {
    let message = "The expression nests too deeply".to_owned();
    Fault::with_message(ErrorKind::Syntax, None, message).at(position)
}
