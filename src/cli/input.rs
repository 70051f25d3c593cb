//! `signalbox input`: an input to begin with.

use clap::Args;

use super::source::DefinitionArguments;
use super::{Exit, show};
use crate::simulator::Expectations;

/// Prints an input made from what a workflow reads, to be changed and given to `run --input`.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    definition: DefinitionArguments,
}

pub fn run(arguments: &Arguments) -> Result<(), Exit> {
    let (_, found) = arguments.definition.open()?;
    let Some(machine) = found.machine else {
        return Err(Exit::usage(format!("{}: nothing to read", arguments.definition.definition)));
    };
    show(Expectations::of(&machine).input_text());
    Ok(())
}
