//! `signalbox run`: one execution, from its start to its end.

use clap::Args;

use super::script::{Script, Stop};
use super::source::DefinitionArguments;
use super::{Exit, show, source, timeline};
use crate::asl::StateName;
use crate::engine::{Execution, HISTORY_EVENTS_MAX, Identity, Particulars, Start, Status, aws};
use crate::import::mock_config::{self, MockConfig, TestCase};
use crate::import::{Opened, OpenedStateMachine};
use crate::services::{Account, World};
use crate::simulator::Expectations;
use crate::time::Timestamp;
use crate::value::Json;

/// Runs a workflow on a virtual clock: a year passes in a blink, and the same arguments give the
/// same history every time.
///
/// Tasks are answered by mocked services with plausible results, or by the mock file. A task that
/// waits for a token is answered by the mock file alone; without an answer the run stops there.
/// Ends with status 0 when the execution succeeded, 1 when it failed, timed out or was aborted,
/// 2 when there was nothing to run, and 3 when it still waits for an answer.
#[derive(Args)]
#[command(after_long_help = MOCKS)]
pub struct Arguments {
    #[command(flatten)]
    definition: DefinitionArguments,
    /// The execution's input: JSON, or a file that holds it.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    /// What answers tasks: a MockConfigFile.json of Step Functions Local.
    #[arg(long, value_name = "FILE")]
    mocks: Option<String>,
    /// The test case of the mock file, when it holds several.
    #[arg(long, value_name = "NAME", requires = "mocks")]
    test_case: Option<String>,
    /// All randomness derives from it: UUIDs, jitter, tokens.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// When the execution starts, in RFC 3339.
    #[arg(long, value_name = "INSTANT", default_value = "2025-01-01T00:00:00Z")]
    at: String,
    /// Print the response of GetExecutionHistory.
    #[arg(long, conflicts_with = "json")]
    history: bool,
    /// Print the response of DescribeExecution.
    #[arg(long)]
    json: bool,
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

Numbers are attempts of the state, retries and later visits included. Return and SendTaskSuccess
mean the same, as do Throw and SendTaskFailure. A file with nothing but states and their responses
is a test case of its own: { \"Ask\": { \"0\": { \"SendTaskSuccess\": {} } } }";

/// The status of the process when the execution still waits.
const STILL_WAITS: u8 = 3;

pub fn run(arguments: &Arguments) -> Result<(), Exit> {
    let (opened, found, machine) = arguments.definition.machine()?;
    let start = start(arguments, &found)?;
    let mut world = World::new(arguments.seed);
    world.declare(&opened.resources);
    let test_case = test_case(arguments, &found, &opened)?;
    let mut execution = Execution::start(machine, start);
    let expectations = Expectations::of(execution.machine());
    let stop = Script::new(world, expectations, test_case).run(&mut execution);
    print(arguments, &execution);
    match (stop, execution.status()) {
        (Stop::Waiting(states), _) => Err(Exit { message: waits(&states), status: STILL_WAITS }),
        (Stop::TooLong, _) => {
            Err(Exit { message: "it goes on and on".into(), status: STILL_WAITS })
        }
        (Stop::Ended, Status::Succeeded) => Ok(()),
        (Stop::Ended, _) => Err(Exit::quiet(1)),
    }
}

fn start(arguments: &Arguments, found: &OpenedStateMachine) -> Result<Start, Exit> {
    let account = Account::default();
    let name = &found.name;
    let at = Timestamp::parse_rfc3339(&arguments.at);
    let at = at.ok_or_else(|| Exit::usage(format!("--at {}: not RFC 3339", arguments.at)))?;
    Ok(Start {
        identity: Identity {
            execution_arn: account.arn("states", &format!("execution:{name}:run")),
            execution_name: "run".into(),
            state_machine_arn: account.arn("states", &format!("stateMachine:{name}")),
            state_machine_name: name.clone(),
            role_arn: account.role_arn("StepFunctionsExecutionRole"),
            region: account.region,
        },
        workflow_type: found.workflow_type,
        input: source::payload(&arguments.input)?,
        at,
        seed: arguments.seed,
        history_events_max: HISTORY_EVENTS_MAX,
        particulars: Particulars::default(),
    })
}

/// The test case of the mock file, checked against the definition.
fn test_case(
    arguments: &Arguments,
    found: &OpenedStateMachine,
    opened: &Opened,
) -> Result<TestCase, Exit> {
    let Some(path) = &arguments.mocks else { return Ok(TestCase::default()) };
    let config = mock_config::read(&source::text(path)?);
    let config = config.map_err(|error| Exit::usage(format!("{path}: {error}")))?;
    let case = choose(arguments, &config, &found.name, opened.state_machines.len());
    let case = case.map_err(|error| Exit::usage(format!("{path}: {error}")))?;
    let is_state = |name: &String| found.machine.as_ref().is_some_and(|it| it.find(name).is_some());
    match case.states.keys().find(|name| !is_state(name)) {
        Some(name) => Err(Exit::usage(format!("{path}: the definition has no state '{name}'"))),
        None => Ok(case.clone()),
    }
}

fn choose<'a>(
    arguments: &Arguments,
    config: &'a MockConfig,
    machine: &str,
    n_machines: usize,
) -> Result<&'a TestCase, String> {
    let is_of_machine = |case: &&TestCase| {
        n_machines < 2 || case.state_machine.is_empty() || case.state_machine == machine
    };
    let mut cases = config.test_cases.iter().filter(is_of_machine);
    let names = || {
        let cases = config.test_cases.iter().filter(is_of_machine);
        cases.map(|case| case.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    match &arguments.test_case {
        Some(name) => cases
            .find(|case| case.name == *name)
            .ok_or_else(|| format!("no test case '{name}' among {}", names())),
        None => match (cases.next(), cases.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err("no test case in it".into()),
            (Some(_), Some(_)) => Err(format!("say which by --test-case: {}", names())),
        },
    }
}

fn print(arguments: &Arguments, execution: &Execution) {
    let pretty = |json: &Json| format!("{:#}", serde_json::Value::from(json));
    if arguments.history {
        let request = aws::HistoryRequest {
            max_results: HISTORY_EVENTS_MAX as usize,
            ..aws::HistoryRequest::default()
        };
        show(pretty(&aws::get_execution_history(execution, request)));
    } else if arguments.json {
        show(pretty(&aws::describe_execution(execution, execution.now())));
    } else {
        show(timeline::timeline(execution));
    }
}

fn waits(states: &[StateName]) -> String {
    let names = states.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
    format!("still waits for an answer to {names}; --mocks can give one")
}
