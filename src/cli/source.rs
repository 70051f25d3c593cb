//! Reading what the arguments name: definitions, payloads, files.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use clap::Args;

use super::Exit;
use crate::asl::{Severity, StateMachine};
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

/// The text of a file, or of standard input for `-`.
pub fn text(path: &str) -> Result<String, Exit> {
    let (name, read) = match path {
        "-" => {
            let mut bytes = Vec::new();
            ("standard input", std::io::stdin().read_to_end(&mut bytes).map(|_| bytes))
        }
        path => (path, std::fs::read(path)),
    };
    let bytes = read.map_err(|error| Exit::usage(format!("{name}: {error}")))?;
    import::decode(&bytes)
        .ok_or_else(|| Exit::usage(format!("{name}: not a text in UTF-8 or UTF-16")))
}

/// A payload: JSON itself, or the name of a file that holds it.
pub fn payload(text_or_path: &str) -> Result<Json, Exit> {
    let is_file = !text_or_path.trim_start().starts_with(['{', '[', '"'])
        && Path::new(text_or_path).is_file();
    let text = if is_file { text(text_or_path)? } else { text_or_path.to_string() };
    Json::parse(&text).map_err(|error| Exit::usage(format!("{text_or_path}: not JSON: {error}")))
}

/// Opens the text that a path names.
pub fn open(path: &str) -> Result<(String, Opened), Exit> {
    open_with(path, &Settings::default())
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
        let (_, opened) = open(&self.definition)?;
        let machines = &opened.state_machines;
        let found = match &self.machine {
            Some(name) => machines.iter().find(|machine| *machine.name == **name),
            None if machines.len() > 1 => None,
            None => machines.first(),
        };
        match found {
            Some(machine) => Ok((opened.clone(), machine.clone())),
            None if machines.is_empty() && count(&opened, Severity::Error) > 0 => {
                Err(self.wrong(&opened))
            }
            None => Err(Exit::usage(self.not_one(&opened))),
        }
    }

    /// The state machine when it can be run.
    pub fn machine(&self) -> Result<(Opened, OpenedStateMachine, Arc<StateMachine>), Exit> {
        let (opened, found) = self.open()?;
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
                None => Err(self.wrong(&opened)),
            },
        }
    }

    fn wrong(&self, opened: &Opened) -> Exit {
        let errors = in_number(count(opened, Severity::Error), "error");
        let path = &self.definition;
        Exit::usage(format!("{path}: {errors}; `signalbox check {path}` shows where"))
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
