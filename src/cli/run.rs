//! `signalbox run`: one execution, from its start to its end.

use std::sync::Arc;

use clap::Args;

use super::bucket::Objects;
use super::reach::{Machines, start_of};
use super::report::{Form, find, report};
use super::script::{Awaited, Script, Stop};
use super::source::{DefinitionArguments, Type};
use super::{Exit, bucket, source};
use crate::asl::StateMachine;
use crate::asl::validate::{execution_input, execution_name};
use crate::engine::{Command, Execution, Failure, Start, Status};
use crate::import::mock_config::{self, MockConfig, TestCase};
use crate::import::{OpenedStateMachine, Settings};
use crate::services::World;
use crate::simulator::Expectations;
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// Runs a workflow on a virtual clock: a year passes in a blink, and the same arguments give the
/// same history every time.
///
/// Tasks are answered by mocked services with plausible results, or by the mock file. A task that
/// waits for a token, or for a worker of an activity, is answered by the mock file alone; without an
/// answer the run stops there. Executions of other state machines of the same template really run.
/// Ends with status 0 when the execution succeeded, 1 when it failed, timed out or was aborted,
/// 2 when there was nothing to run, and 3 when it still waits for an answer.
#[derive(Args)]
#[command(after_long_help = MOCKS)]
pub struct Arguments {
    #[command(flatten)]
    definition: DefinitionArguments,
    /// The execution's input: JSON, or a file that holds it; `-` reads standard input.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    /// The execution's name.
    #[arg(long, value_name = "NAME", default_value = "run")]
    name: String,
    /// Run a definition (not a template, which says it) as this type.
    #[arg(long, value_enum, ignore_case = true, default_value_t = Type::Standard)]
    r#type: Type,
    /// When the execution starts, in RFC 3339.
    #[arg(long, value_name = "INSTANT", default_value = "2025-01-01T00:00:00Z")]
    at: String,
    /// All randomness derives from it: UUIDs, jitter, tokens.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    world: WorldArguments,
    #[command(flatten)]
    deeds: DeedArguments,
    #[command(flatten)]
    output: OutputArguments,
}

#[derive(Args)]
#[command(next_help_heading = "The world around it")]
struct WorldArguments {
    /// What answers tasks: a MockConfigFile.json of Step Functions Local.
    #[arg(long, value_name = "FILE")]
    mocks: Option<String>,
    /// The test case of the mock file, when it holds several.
    #[arg(long, value_name = "NAME", requires = "mocks")]
    test_case: Option<String>,
    /// What lies in S3: FOLDER/BUCKET/KEY. Without it, ItemReaders get a few items made up.
    #[arg(long, value_name = "FOLDER")]
    s3: Option<String>,
    /// Definitions whose executions really run when a task starts them, called as their files.
    #[arg(long, value_name = "DEFINITION")]
    with: Vec<String>,
}

#[derive(Args)]
#[command(next_help_heading = "What is done to it")]
struct DeedArguments {
    /// Stop the execution after so many seconds, as StopExecution does.
    #[arg(long, value_name = "SECONDS")]
    stop_after: Option<u32>,
    /// Redrive it up to so many times, as long as it does not succeed.
    #[arg(long, value_name = "N", default_value_t = 0)]
    redrive: u32,
}

#[derive(Args)]
#[command(next_help_heading = "What is printed")]
struct OutputArguments {
    /// Print the response of GetExecutionHistory.
    #[arg(long, group = "form")]
    history: bool,
    /// Print the response of DescribeExecution; of an Express execution, of StartSyncExecution.
    #[arg(long, group = "form")]
    json: bool,
    /// Print what CloudWatch Logs would get, an event a line.
    #[arg(long, group = "form")]
    logs: bool,
    /// Print the responses of DescribeMapRun and ListExecutions, for each Map Run.
    #[arg(long, group = "form")]
    map_runs: bool,
    /// Print that execution of a Map Run, or one that a task has started: STATE/INDEX, from 0;
    /// and again for one within.
    #[arg(long, value_name = "STATE/INDEX")]
    child: Option<String>,
    /// Write the objects that the execution has put into S3: FOLDER/BUCKET/KEY.
    #[arg(long, value_name = "FOLDER")]
    s3_output: Option<String>,
}

const MOCKS: &str = "\
The mock file is AWS's, with a little more for task tokens and time:

  {
    \"StateMachines\": {
      \"Approval\": { \"TestCases\": { \"Late\": { \"Ask\": \"AnswersLate\" } } }
    },
    \"MockedResponses\": {
      \"AnswersLate\": {
        \"0\":   { \"Throw\": { \"Error\": \"Mail.Bounced\", \"Cause\": \"no such address\" } },
        \"1-2\": { \"SendTaskSuccess\": { \"approved\": true },
                 \"AfterSeconds\": 90, \"HeartbeatSeconds\": 20 }
      }
    }
  }

Numbers are attempts of the state: retries, later visits and redrives count on. Return and
SendTaskSuccess mean the same, as do Throw and SendTaskFailure. AfterSeconds is how long the answer
takes, HeartbeatSeconds how often a heartbeat comes until then. A file with nothing but states and
their responses is a test case of its own:

  { \"Ask\": { \"0\": { \"SendTaskSuccess\": {} } } }

A distributed Map's ItemReader reads from the folder of --s3:

  mkdir -p s3/orders && cp today.csv s3/orders/
  signalbox run map.asl.json --s3 s3 --s3-output results
  signalbox run map.asl.json --s3 s3 --child Process/3 --history

The Map's own name in a mock file answers in place of S3: a Return of the items or of an object's
text, or a Throw.";

/// The status of the process when the execution still waits.
const STILL_WAITS: u8 = 3;

pub fn run(arguments: &Arguments) -> Result<(), Exit> {
    let inputs = [Some(&arguments.definition.definition), Some(&arguments.input)];
    let inputs = inputs.into_iter().chain([arguments.world.mocks.as_ref()]).flatten();
    if inputs.filter(|path| *path == "-").count() > 1 {
        return Err(Exit::usage(
            "standard input can be but one of the definition, input and mocks",
        ));
    }
    let settings = arguments.r#type.settings();
    let (opened, found, machine) = arguments.definition.machine(&settings)?;
    let mut world = World::new(arguments.seed);
    world.declare(&opened.resources);
    let before = match &arguments.world.s3 {
        Some(folder) => bucket::load(&mut world, folder)?,
        None => Objects::new(),
    };
    let mut machines = opened.state_machines.clone();
    for path in &arguments.world.with {
        machines.extend(runnable(path, &settings)?);
    }
    let mocks = Mocks::read(&arguments.world, &found, &machines)?;
    let start = start(arguments, &found, &world)?;
    let mut script = Script::new(world, Expectations::of(&machine), mocks.test_case(&found.name));
    script.has_objects = arguments.world.s3.is_some();
    let with_case = |it: OpenedStateMachine| {
        let case = mocks.test_case(&it.name);
        (it.name.clone(), (it, case))
    };
    script.machines = machines.into_iter().map(with_case).collect::<Machines>();

    let (execution, stop) = play(arguments, &mut script, machine, start)?;
    let written = bucket::written(&script.world, &before);
    if let Some(folder) = &arguments.output.s3_output {
        bucket::save(&written, folder)?;
    }
    let status = execution.status();
    let form = arguments.output.form();
    match &arguments.output.child {
        None => report(form, &execution, &script.nested, &written)?,
        Some(path) => {
            let found = find(execution, &script.nested, path);
            let (child, nested) = found.map_err(|why| Exit::usage(format!("--child {why}")))?;
            report(form, &child, nested, &Objects::new())?;
        }
    }
    match (stop, status) {
        (Stop::Waiting(awaited), _) => Err(Exit { message: waits(&awaited), status: STILL_WAITS }),
        (Stop::TooLong, _) => {
            Err(Exit { message: "it goes on and on".into(), status: STILL_WAITS })
        }
        (Stop::Ended, Status::Succeeded) => Ok(()),
        (Stop::Ended, _) => Err(Exit::quiet(1)),
    }
}

impl OutputArguments {
    fn form(&self) -> Form {
        match self {
            OutputArguments { history: true, .. } => Form::History,
            OutputArguments { json: true, .. } => Form::Description,
            OutputArguments { logs: true, .. } => Form::Logs,
            OutputArguments { map_runs: true, .. } => Form::MapRuns,
            _ => Form::Text,
        }
    }
}

/// Runs it, with all that is to be done to it.
fn play(
    arguments: &Arguments,
    script: &mut Script,
    machine: Arc<StateMachine>,
    start: Start,
) -> Result<(Execution, Stop), Exit> {
    let refused = |what: &str, why: &dyn std::fmt::Display| Exit::usage(format!("{what}: {why}"));
    let mut execution = Execution::start(machine, start);
    if let Some(seconds) = arguments.deeds.stop_after {
        let at = execution.start_info().at + Duration::from_secs(u64::from(seconds));
        let command = Command::StopExecution(Failure::default());
        execution.accept(at, &command).map_err(|why| refused("--stop-after", &why))?;
        script.at(at, command);
    }
    let mut stop = script.run(&mut execution);
    for _ in 0..arguments.deeds.redrive {
        if !matches!(stop, Stop::Ended) || execution.status() == Status::Succeeded {
            break;
        }
        let redriven = execution.send(execution.now(), &Command::RedriveExecution);
        redriven.map_err(|why| refused("--redrive", &why))?;
        stop = script.run(&mut execution);
    }
    Ok((execution, stop))
}

/// The state machines of a file that can be run.
fn runnable(path: &str, settings: &Settings) -> Result<Vec<OpenedStateMachine>, Exit> {
    let (_, opened) = source::open_with(path, settings)?;
    let found: Vec<_> =
        opened.state_machines.into_iter().filter(|it| it.machine.is_some()).collect();
    match found.is_empty() {
        true => {
            let see = format!("`signalbox check {path}` tells more");
            Err(Exit::usage(format!("{path}: no state machine in it that can run; {see}")))
        }
        false => Ok(found),
    }
}

fn start(arguments: &Arguments, found: &OpenedStateMachine, world: &World) -> Result<Start, Exit> {
    let at = Timestamp::parse_rfc3339(&arguments.at);
    let at = at.ok_or_else(|| Exit::usage(format!("--at {}: not RFC 3339", arguments.at)))?;
    let (text, named) = source::payload_text("--input", &arguments.input)?;
    let input = execution_input(&text).map_err(|why| {
        let place = Json::parse(&text).err().filter(|_| !text.trim().is_empty());
        let place = place.map(|it| format!(" (line {}, column {})", it.line, it.column));
        Exit::usage(format!("{named}: {why}{}", place.unwrap_or_default()))
    })?;
    let name = &arguments.name;
    execution_name(name).map_err(|why| Exit::usage(format!("--name: {why}")))?;
    Ok(start_of(world, &found.name, name, found.workflow_type, input, at, arguments.seed))
}

/// The mock file's test cases that answer this run.
struct Mocks<'a> {
    arguments: &'a WorldArguments,
    config: MockConfig,
    /// The machine that runs, and its case.
    machine: Arc<str>,
    case: TestCase,
}

impl Mocks<'_> {
    /// Reads the mock file, and checks it against the definitions.
    fn read<'a>(
        arguments: &'a WorldArguments,
        found: &OpenedStateMachine,
        machines: &[OpenedStateMachine],
    ) -> Result<Mocks<'a>, Exit> {
        let Some(path) = &arguments.mocks else {
            let (config, case) = (MockConfig::default(), TestCase::default());
            return Ok(Mocks { arguments, config, machine: found.name.clone(), case });
        };
        let wrong = |why: String| Exit::usage(format!("{path}: {why}"));
        let config = mock_config::read(&source::text(path)?).map_err(wrong)?;
        let case =
            choose(arguments.test_case.as_deref(), &config, &found.name).map_err(wrong)?.clone();
        let has_state = |it: &OpenedStateMachine, name: &str| {
            it.machine.as_ref().is_some_and(|machine| machine.find(name).is_some())
        };
        let is_known = |name: &str| {
            has_state(found, name)
                || case.state_machine.is_empty() && machines.iter().any(|it| has_state(it, name))
        };
        if let Some(name) = case.states.keys().find(|name| !is_known(name)) {
            return Err(wrong(format!("the definition has no state '{name}'")));
        }
        Ok(Mocks { arguments, machine: found.name.clone(), case, config })
    }

    /// What answers the tasks of a state machine: a file that names none is about all of them.
    fn test_case(&self, machine: &str) -> TestCase {
        if machine == &*self.machine || self.case.state_machine.is_empty() {
            return self.case.clone();
        }
        let mut cases = self.config.test_cases.iter().filter(|it| it.state_machine == machine);
        let case = match (cases.clone().count(), &self.arguments.test_case) {
            (2.., Some(name)) => cases.find(|it| it.name == *name),
            (1, _) => cases.next(),
            _ => None,
        };
        case.cloned().unwrap_or_default()
    }
}

/// The test case of the state machine that runs.
fn choose<'a>(
    name: Option<&str>,
    config: &'a MockConfig,
    machine: &'a str,
) -> Result<&'a TestCase, String> {
    let mut cases = config.of_machine(machine);
    let names = || {
        let names = config.of_machine(machine).map(|case| case.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    match name {
        Some(name) => cases
            .find(|case| case.name == *name)
            .ok_or_else(|| format!("no test case '{name}' among {}", names())),
        None => match (cases.next(), cases.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(format!("no test case for '{machine}' in it")),
            (Some(_), Some(_)) => Err(format!("say which by --test-case: {}", names())),
        },
    }
}

/// What would help, in a form that can be copied.
fn waits(awaited: &[Awaited]) -> String {
    let named = awaited.iter().map(|it| match &it.machine {
        Some(machine) => format!("'{}' of '{machine}'", it.state),
        None => format!("'{}'", it.state),
    });
    // Iterations wait for the same.
    let mut names: Vec<String> = named.collect();
    names.dedup();
    let Some(first) = awaited.first() else { return "still waits".to_owned() };
    let response = Json::object([("SendTaskSuccess", Json::empty_object())]);
    let attempts = Json::object([(first.attempt.to_string().as_str(), response)]);
    let mocks = Json::object([(&*first.state, attempts)]);
    let names = names.join(", ");
    format!("still waits for an answer to {names}; --mocks FILE can give one, with\n  {mocks}")
}
