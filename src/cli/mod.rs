//! The command line: the same engine without a browser, for CI and for people who write training
//! material.
//!
//! Every command reads texts, asks a pure function, and prints its answer; what can go wrong ends
//! in an [`Exit`] with its status.

mod bucket;
mod check;
mod graph;
mod input;
mod jsonata;
mod layout;
mod reach;
mod report;
mod run;
mod script;
mod source;
mod test_state;
mod timeline;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Runs, checks and draws AWS Step Functions workflows without AWS.
///
/// A DEFINITION is a file with Amazon States Language in JSON or YAML, or a template that holds state
/// machines: CloudFormation, SAM, Serverless Framework, Terraform; `-` is standard input.
#[derive(Parser)]
#[command(name = "signalbox", version, after_help = TOUR)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const TOUR: &str = "\
A short tour:
  signalbox check workflow.asl.json                 what is wrong with it, and where
  signalbox run workflow.asl.json --input '{}'      what happens, second by second
  signalbox input workflow.asl.json > input.json    an input, made from what it reads
  signalbox run workflow.asl.json --mocks mocks.json --history
                                                    AWS's GetExecutionHistory of it
  signalbox run map.asl.json --s3 folder --redrive 1
                                                    a distributed Map over FOLDER/BUCKET/KEY
  signalbox test-state workflow.asl.json --state Charge --mock-result '{\"ok\": true}'
                                                    one state, its data at every stage
  signalbox graph workflow.asl.json > workflow.svg  a picture

`signalbox help run` tells how a mock file answers tasks and task tokens, and how executions of
other state machines, S3, StopExecution, RedriveExecution and Express are tried.";

#[derive(Subcommand)]
enum Command {
    Run(run::Arguments),
    Check(check::Arguments),
    TestState(test_state::Arguments),
    Input(input::Arguments),
    Graph(graph::Arguments),
    Jsonata(jsonata::Arguments),
    Layout(layout::Arguments),
}

/// Why a command ends otherwise than well: what to say, and the process's status.
struct Exit {
    message: String,
    status: u8,
}

impl Exit {
    /// The command was not understood, or a file cannot be read.
    const USAGE: u8 = 2;

    fn usage(message: impl Into<String>) -> Exit {
        Exit { message: message.into(), status: Exit::USAGE }
    }

    /// The answer has been printed; there is nothing to add.
    fn quiet(status: u8) -> Exit {
        Exit { message: String::new(), status }
    }
}

/// Prints a line. Whoever reads may have stopped reading, which is no mistake.
fn show(line: impl Display) {
    let _ = writeln!(anstream::stdout(), "{line}");
}

/// Does what the process's arguments ask for.
pub fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::TestState(arguments) => test_state::run(&arguments),
        Command::Input(arguments) => input::run(&arguments),
        Command::Graph(arguments) => graph::run(&arguments),
        Command::Jsonata(arguments) => jsonata::run(&arguments),
        Command::Layout(arguments) => layout::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => {
            if !exit.message.is_empty() {
                eprintln!("signalbox: {}", exit.message);
            }
            ExitCode::from(exit.status)
        }
    }
}
