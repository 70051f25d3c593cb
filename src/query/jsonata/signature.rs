//! Function signatures such as `<a<n>s?:b>`: which arguments a function takes.

use super::error::Fault;
use super::value::Value;

#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Parameter {
    /// The type letter, or `(` for a choice.
    letter: char,
    /// The argument letters that fit; `m` stands for a missing value.
    fits: Letters,
    /// What is in the brackets behind `a` or `f`.
    subtype: Option<String>,
    optional: bool,
    repeated: bool,
    /// Without an argument, the context value is taken.
    takes_context: bool,
}

/// A set of lowercase letters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Letters(u32);

impl Letters {
    fn of(letters: &str) -> Letters {
        let lowercase = letters.chars().filter(char::is_ascii_lowercase);
        Letters(lowercase.fold(0, |set, letter| set | Letters::bit(letter)))
    }

    fn contains(self, letter: char) -> bool {
        self.0 & Letters::bit(letter) != 0
    }

    fn bit(letter: char) -> u32 {
        1 << (u32::from(letter) & 31)
    }
}

impl Signature {
    /// Reads a signature with its angle brackets. The error comes with its offset in the text.
    pub(super) fn parse(text: &str) -> Result<Signature, (Fault, u32)> {
        let letters: Vec<char> = text.chars().collect();
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut at = 1;
        while at < letters.len() && letters[at] != ':' {
            let letter = letters[at];
            let offset = u32::try_from(at).unwrap_or(u32::MAX);
            match letter {
                's' | 'n' | 'b' | 'l' | 'o' => {
                    parameters.push(Parameter::new(letter, &format!("{letter}m")));
                }
                'a' | 'x' => parameters.push(Parameter::new(letter, "asnblfom")),
                'j' => parameters.push(Parameter::new(letter, "asnblom")),
                'f' => parameters.push(Parameter::new(letter, "f")),
                '(' => {
                    let end = closing(&letters, at, '(', ')');
                    let choice: String = letters[at + 1..end].iter().collect();
                    if choice.contains('<') {
                        return Err((Fault::new("S0402"), offset));
                    }
                    parameters.push(Parameter::new('(', &format!("{choice}m")));
                    at = end;
                }
                '<' => {
                    let end = closing(&letters, at, '<', '>');
                    match parameters.last_mut() {
                        Some(last) if matches!(last.letter, 'a' | 'f') => {
                            last.subtype = Some(letters[at + 1..end].iter().collect());
                        }
                        _ => return Err((Fault::new("S0401"), offset)),
                    }
                    at = end;
                }
                '-' | '?' | '+' => {
                    if let Some(last) = parameters.last_mut() {
                        last.takes_context |= letter == '-';
                        last.optional |= letter != '+';
                        last.repeated |= letter == '+';
                    }
                }
                _ => {}
            }
            at += 1;
        }
        Ok(Signature { parameters })
    }

    /// The arguments as the function gets them: the context filled in, single values in arrays
    /// where an array is asked for.
    pub(super) fn validate(
        &self,
        mut arguments: Vec<Value>,
        context: &Value,
    ) -> Result<Vec<Value>, Fault> {
        if self.fits_one_by_one(&arguments) {
            for (index, parameter) in self.parameters.iter().take(arguments.len()).enumerate() {
                parameter.accept(&mut arguments[index], None, index)?;
            }
            return Ok(arguments);
        }
        let supplied: Vec<char> = arguments.iter().map(letter_of).collect();
        let Some(runs) = fit(&self.parameters, &supplied) else {
            return Err(self.first_misfit(&supplied));
        };
        let mut validated = Vec::with_capacity(self.parameters.len());
        let mut index = 0;
        for (parameter, run) in self.parameters.iter().zip(runs) {
            if run == 0 {
                if !parameter.takes_context {
                    validated.push(arguments.get(index).cloned().unwrap_or_default());
                    index += 1;
                } else if parameter.fits.contains(letter_of(context)) {
                    validated.push(context.clone());
                } else {
                    return Err(Fault::new("T0411").show("index", (index + 1).to_string()));
                }
                continue;
            }
            let matched: Vec<char> = supplied.iter().skip(index).take(run).copied().collect();
            for _ in 0..run {
                let mut argument = arguments.get(index).cloned().unwrap_or_default();
                parameter.accept(&mut argument, Some(&matched), index)?;
                validated.push(argument);
                index += 1;
            }
        }
        Ok(validated)
    }

    /// Whether the arguments are the first parameters', one each, and no other is missed: nearly
    /// always.
    fn fits_one_by_one(&self, arguments: &[Value]) -> bool {
        arguments.len() <= self.parameters.len()
            && self.parameters.iter().enumerate().all(|(index, parameter)| {
                match arguments.get(index) {
                    Some(argument) => {
                        !parameter.repeated && parameter.fits.contains(letter_of(argument))
                    }
                    None => parameter.optional && !parameter.takes_context,
                }
            })
    }

    /// What is wrong with arguments that are taken as they are: no context filled in.
    pub(super) fn mismatch(&self, arguments: &[Value]) -> Option<Fault> {
        if self.fits_one_by_one(arguments) {
            return None;
        }
        let supplied: Vec<char> = arguments.iter().map(letter_of).collect();
        Some(self.first_misfit(&supplied))
    }

    /// Names the first argument up to which the signature holds.
    fn first_misfit(&self, supplied: &[char]) -> Fault {
        let mut good_to = 0;
        for n in 1..=self.parameters.len() {
            match fit_prefix(&self.parameters[..n], supplied) {
                Some(length) => good_to = length,
                None => break,
            }
        }
        Fault::new("T0410").show("index", (good_to + 1).to_string())
    }
}

impl Parameter {
    fn new(letter: char, fits: &str) -> Parameter {
        Parameter { letter, fits: Letters::of(fits), ..Parameter::default() }
    }

    /// Checks what is in an array, and puts a single value into one where an array is asked for.
    /// `matched` are the letters of all arguments of this parameter, if they are several.
    fn accept(
        &self,
        argument: &mut Value,
        matched: Option<&[char]>,
        index: usize,
    ) -> Result<(), Fault> {
        let letter = letter_of(argument);
        if self.letter != 'a' || letter == 'm' {
            return Ok(());
        }
        if let Some(subtype) = &self.subtype {
            let fits = match argument {
                Value::Array(items) => {
                    let item_letter = subtype.chars().next().unwrap_or(' ');
                    let mut fits = true;
                    items.each(&mut |item| fits &= letter_of(item) == item_letter);
                    fits
                }
                _ => subtype.chars().eq(matched.unwrap_or(&[letter]).iter().copied()),
            };
            if !fits {
                return Err(Fault::new("T0412")
                    .show("index", (index + 1).to_string())
                    .show_text("type", plural(subtype)));
            }
        }
        if letter != 'a' {
            *argument = Value::array(vec![std::mem::take(argument)]);
        }
        Ok(())
    }
}

/// The letter of a value's type; a missing value is `m`.
fn letter_of(value: &Value) -> char {
    match value {
        Value::Undefined => 'm',
        Value::Null => 'l',
        Value::Bool(_) => 'b',
        Value::Number(_) => 'n',
        Value::String(_) => 's',
        Value::Array(_) => 'a',
        Value::Object(_) => 'o',
        Value::Function(_) => 'f',
    }
}

/// How many letters each parameter takes so that all letters are taken, as a regular expression
/// would match: each takes as many as it can, and gives back what later ones need.
fn fit(parameters: &[Parameter], letters: &[char]) -> Option<Vec<usize>> {
    let Some((first, rest)) = parameters.split_first() else {
        return letters.is_empty().then(Vec::new);
    };
    let fitting = letters.iter().take_while(|letter| first.fits.contains(**letter)).count();
    let most = if first.repeated { fitting } else { fitting.min(1) };
    let least = usize::from(!first.optional);
    (least..=most).rev().find_map(|run| {
        let mut runs = fit(rest, &letters[run..])?;
        runs.insert(0, run);
        Some(runs)
    })
}

/// How many letters these parameters take from the front, as far as they fit at all.
fn fit_prefix(parameters: &[Parameter], letters: &[char]) -> Option<usize> {
    (0..=letters.len()).rev().find(|length| fit(parameters, &letters[..*length]).is_some())
}

fn closing(letters: &[char], start: usize, open: char, close: char) -> usize {
    let mut depth = 1;
    for (at, letter) in letters.iter().enumerate().skip(start + 1) {
        if *letter == close {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        } else if *letter == open {
            depth += 1;
        }
    }
    letters.len()
}

fn plural(subtype: &str) -> &'static str {
    match subtype {
        "a" => "arrays",
        "b" => "booleans",
        "f" => "functions",
        "n" => "numbers",
        "o" => "objects",
        "s" => "strings",
        _ => "undefined",
    }
}
