//! Reading what the arguments name: definitions, payloads, files.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use clap::{Args, ValueEnum};

use super::Exit;
use crate::asl::{Severity, StateMachine, WorkflowType};
use crate::import::{self, Opened, OpenedStateMachine, Settings};
use crate::value::Json;

/// Which state machine a command is about.
#[derive(Args)]
pub struct DefinitionArguments {
    /// The definition or template; `-` reads standard input.
    pub definition: String,
    /// The state machine of a template that holds several, by name or logical id.
    #[arg(long, value_name = "NAME")]
    pub machine: Option<String>,
}

/// The type of what is not a template.
#[derive(Clone, Copy, ValueEnum)]
pub enum Type {
    Standard,
    Express,
}

impl Type {
    pub fn workflow_type(self) -> WorkflowType {
        match self {
            Type::Standard => WorkflowType::Standard,
            Type::Express => WorkflowType::Express,
        }
    }

    pub fn settings(self) -> Settings {
        Settings { workflow_type: self.workflow_type(), ..Settings::default() }
    }
}

/// What standard input had, once it was read: a definition is looked at more than once.
static STANDARD_INPUT: OnceLock<Vec<u8>> = OnceLock::new();

/// The text of a file, or of standard input for `-`.
pub fn text(path: &str) -> Result<String, Exit> {
    let (name, read) = match (path, STANDARD_INPUT.get()) {
        ("-", Some(bytes)) => ("standard input", Ok(bytes.clone())),
        ("-", None) => {
            let mut bytes = Vec::new();
            let read = std::io::stdin().read_to_end(&mut bytes);
            ("standard input", read.map(|_| STANDARD_INPUT.get_or_init(|| bytes).clone()))
        }
        (path, _) => (path, std::fs::read(path)),
    };
    let bytes = read.map_err(|error| Exit::usage(format!("{name}: {error}")))?;
    import::decode(&bytes)
        .ok_or_else(|| Exit::usage(format!("{name}: not a text in UTF-8 or UTF-16")))
}

/// A payload: JSON itself, or the name of a file that holds it. `option` is how it was given.
pub fn payload(option: &str, text_or_path: &str) -> Result<Json, Exit> {
    let (text, named) = payload_text(option, text_or_path)?;
    Json::parse(&text).map_err(|error| {
        let (line, column) = (error.line, error.column);
        Exit::usage(format!("{named}: not JSON: {error} (line {line}, column {column})"))
    })
}

/// The text of a payload, and what to call it in a message.
pub fn payload_text<'a>(option: &'a str, text_or_path: &'a str) -> Result<(String, &'a str), Exit> {
    let begins_as_json = text_or_path.trim_start().starts_with(['{', '[', '"']);
    let is_file = || text_or_path == "-" || Path::new(text_or_path).is_file();
    // Whoever writes the name of a file that is not there wants to hear of the file.
    match !begins_as_json && (is_file() || text_or_path.ends_with(".json")) {
        true => Ok((text(text_or_path)?, text_or_path)),
        false => Ok((text_or_path.to_owned(), option)),
    }
}

/// Opens the text that a path names, with what it does not say itself.
pub fn open_with(path: &str, settings: &Settings) -> Result<(String, Opened), Exit> {
    let text = text(path)?;
    let name = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or("StateMachine");
    // `workflow.asl.json` is called workflow.
    let name = name.split('.').next().unwrap_or(name);
    let mut opened = import::open_with(&text, name, settings);
    for machine in &mut opened.state_machines {
        if let Some(file) = machine.needed_file.clone() {
            open_needed(path, &file, machine)?;
        }
    }
    Ok((text, opened))
}

/// Reads the definition that a template has in another file, beside it or below.
fn open_needed(path: &str, file: &str, machine: &mut OpenedStateMachine) -> Result<(), Exit> {
    let beside = Path::new(path).with_file_name(file);
    if !beside.is_file() {
        return Ok(());
    }
    let beside = beside.to_string_lossy();
    let placeholders = machine.substitutions.clone();
    let workflow_type = machine.workflow_type;
    let settings = Settings { placeholders, workflow_type, ..Settings::default() };
    let opened = import::open_with(&text(&beside)?, &machine.name, &settings);
    let n_errors = count(&opened, Severity::Error);
    match opened.state_machines.into_iter().next() {
        Some(found) if n_errors == 0 => {
            let name = machine.name.clone();
            *machine = OpenedStateMachine { name, workflow_type, ..found };
            Ok(())
        }
        _ => {
            let errors = in_number(n_errors, "error");
            let see = format!("`signalbox check {beside}` shows where");
            Err(Exit::usage(format!("{path}: {errors} in {beside}; {see}")))
        }
    }
}

impl DefinitionArguments {
    /// The one state machine, together with all that the text holds.
    pub fn open(&self) -> Result<(Opened, OpenedStateMachine), Exit> {
        self.open_with(&Settings::default())
    }

    fn open_with(&self, settings: &Settings) -> Result<(Opened, OpenedStateMachine), Exit> {
        let (_, opened) = open_with(&self.definition, settings)?;
        let machines = &opened.state_machines;
        let found = match &self.machine {
            Some(name) => machines.iter().find(|machine| *machine.name == **name),
            None if machines.len() > 1 => None,
            None => machines.first(),
        };
        match found {
            Some(machine) => Ok((opened.clone(), machine.clone())),
            None if machines.is_empty() && count(&opened, Severity::Error) > 0 => {
                Err(self.wrong(&opened, settings))
            }
            None => Err(Exit::usage(self.not_one(&opened))),
        }
    }

    /// The state machine when it can be run.
    pub fn machine(
        &self,
        settings: &Settings,
    ) -> Result<(Opened, OpenedStateMachine, Arc<StateMachine>), Exit> {
        let (opened, found) = self.open_with(settings)?;
        match &found.machine {
            Some(machine) if count(&opened, Severity::Error) == 0 => {
                let machine = machine.clone();
                Ok((opened, found, machine))
            }
            _ => match &found.needed_file {
                Some(file) => {
                    let path = &self.definition;
                    Err(Exit::usage(format!("{path}: its definition is in {file}, not found here")))
                }
                None => Err(self.wrong(&opened, settings)),
            },
        }
    }

    fn wrong(&self, opened: &Opened, settings: &Settings) -> Exit {
        let errors = in_number(count(opened, Severity::Error), "error");
        let path = &self.definition;
        let option = match settings.workflow_type {
            WorkflowType::Standard => "",
            WorkflowType::Express => "--type express ",
        };
        Exit::usage(format!("{path}: {errors}; `signalbox check {option}{path}` shows where"))
    }

    fn not_one(&self, opened: &Opened) -> String {
        let path = &self.definition;
        let names: Vec<&str> = opened.state_machines.iter().map(|machine| &*machine.name).collect();
        match names.as_slice() {
            [] => format!("{path}: no state machine in it; `signalbox check {path}` tells more"),
            names => format!("{path}: say which by --machine: {}", names.join(", ")),
        }
    }
}

pub fn count(opened: &Opened, severity: Severity) -> usize {
    opened.diagnostics.iter().filter(|found| found.severity == severity).count()
}

/// `1 error`, `2 errors`.
pub fn in_number(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
