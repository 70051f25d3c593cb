//! The simulator through its front door: scripts of what a person does and sees.
//!
//! ```text
//! open <sample>                    input <json>               start
//! deliver <json>                   fail <error> | <cause>     heartbeat        (the first that waits)
//! again <json>                     (the last token once more) paste <token> <json>
//! wait <seconds>                   skip | step | pause | play seek <n> | seek live
//! receive|return|delete|to-dlq <queue>    redrive|drop <queue>    stop <error> | <cause>
//! answer <state> <json>            by-hand <state>            reload
//! ? status|output|states|events|calls|waiting|lane <name>|notice = <what is seen>
//! ```

use std::fmt::Write;
use std::path::Path;

use signalbox::engine::Status;
use signalbox::json;
use signalbox::query::random::Random;
use signalbox::services::{Mock, Outcome};
use signalbox::simulator::view::{MessagePlace, WaitingKind, WaitingView};
use signalbox::simulator::{
    Action, MessageAction, MessageId, QueueAction, RunId, Simulator, samples,
};
use signalbox::time::Timestamp;
use signalbox::value::Json;

const START: Timestamp = Timestamp(1_700_000_000_000);

#[test]
fn success_goes_to_notify_success() {
    check(
        r#"
        open callback
        start
        ? status = RUNNING
        ? states = Start Task And Wait For Callback: WaitingForCallback
        ? lane module4-SQSQueue = Visible
        deliver "Callback task completed successfully."
        ? status = SUCCEEDED
        ? states = Start Task And Wait For Callback: Succeeded, Notify Success: Succeeded
        ? events = ExecutionStarted TaskStateEntered TaskScheduled TaskStarted TaskSubmitted TaskSucceeded TaskStateExited TaskStateEntered TaskScheduled TaskStarted TaskSucceeded TaskStateExited ExecutionSucceeded
        ? lane module4-SNSTopic = Published
        "#,
    );
}

#[test]
fn failure_goes_to_notify_failure() {
    check(
        r#"
        open callback
        start
        fail Card.Declined | No money
        ? status = SUCCEEDED
        ? states = Start Task And Wait For Callback: Caught, Notify Failure: Succeeded
        ? calls = SendTaskFailure
        "#,
    );
}

#[test]
fn a_token_works_once() {
    check(
        r#"
        open callback
        start
        deliver {"ok": true}
        again {"ok": true}
        ? calls = SendTaskSuccess, SendTaskSuccess TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn a_damaged_token_and_a_broken_output_are_told_as_aws_tells_them() {
    check(
        r#"
        open callback
        start
        paste AAAAKgAAAAIAAAAAAAAAA {}
        ? last-call = InvalidToken: Invalid Token: 'Invalid token'
        deliver {"ok":
        ? last-call-error = InvalidOutput
        ? status = RUNNING
        deliver {"ok": 1}
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn a_message_may_be_lost_and_the_task_still_waits() {
    check(
        r#"
        open callback
        start
        receive module4-SQSQueue
        ? lane module4-SQSQueue = InFlight
        wait 29
        ? lane module4-SQSQueue = InFlight
        wait 1
        ? lane module4-SQSQueue = Visible
        receive module4-SQSQueue
        ? lane module4-SQSQueue =
        ? lane module4-SQSQueueDLQ = Visible
        ? waiting = Start Task And Wait For Callback
        receive module4-SQSQueueDLQ
        delete module4-SQSQueueDLQ
        ? lane module4-SQSQueueDLQ = Deleted
        ? waiting = Start Task And Wait For Callback
        deliver {}
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn a_dead_letter_queue_is_redriven() {
    check(
        r#"
        open callback
        start
        to-dlq module4-SQSQueue
        ? lane module4-SQSQueue =
        ? lane module4-SQSQueueDLQ = Visible
        redrive module4-SQSQueueDLQ
        ? lane module4-SQSQueue = Visible
        ? lane module4-SQSQueueDLQ =
        "#,
    );
}

#[test]
fn a_missed_heartbeat_is_retried_then_caught() {
    check(
        r#"
        open credit-check
        start
        wait 599
        heartbeat
        wait 599
        ? states = Ask For Credit Check: WaitingForCallback
        wait 1
        ? states = Ask For Credit Check: RetryWaiting
        wait 60
        ? states = Ask For Credit Check: WaitingForCallback
        ? lane credit-checks = Visible Visible
        wait 600
        ? states = Ask For Credit Check: Caught, Ask A Clerk: Succeeded
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn the_token_of_an_earlier_attempt_is_closed() {
    check(
        r#"
        open credit-check
        start
        heartbeat
        wait 661
        ? waiting = Ask For Credit Check
        again {"score": 700}
        ? last-call-error = TaskTimedOut
        deliver {"score": 700}
        ? states = Ask For Credit Check: Succeeded, Is The Score Good?: Succeeded, Grant Loan: Succeeded
        "#,
    );
}

#[test]
fn a_year_passes_in_a_blink() {
    check(
        r#"
        open callback
        start
        skip
        ? status = TIMED_OUT
        ? states = Start Task And Wait For Callback: Failed
        open timer
        input {"timer_seconds": 31000000}
        start
        ? states = Wait for Timer: InProgress
        skip
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn one_event_at_a_time() {
    check(
        r#"
        open callback
        pause
        start
        ? events = ExecutionStarted
        step
        ? events = ExecutionStarted TaskStateEntered
        step
        step
        ? events = ExecutionStarted TaskStateEntered TaskScheduled TaskStarted
        ? lane module4-SQSQueue =
        step
        ? lane module4-SQSQueue = Visible
        ? waiting = Start Task And Wait For Callback
        "#,
    );
}

#[test]
fn the_past_is_looked_at_and_acting_on_it_forks() {
    check(
        r#"
        open callback
        start
        deliver {"first": true}
        ? status = SUCCEEDED
        seek 5
        ? states = Start Task And Wait For Callback: WaitingForCallback
        ? waiting = Start Task And Wait For Callback
        fail Changed.My.Mind | no
        ? notice = Forked
        ? runs = 2
        play
        ? states = Start Task And Wait For Callback: Caught, Notify Failure: Succeeded
        ? status = SUCCEEDED
        "#,
    );
}

#[test]
fn stopping_cancels_what_waits() {
    check(
        r#"
        open callback
        start
        stop Closing.Time | Go home
        ? status = ABORTED
        ? states = Start Task And Wait For Callback: Cancelled
        paste last {}
        ? last-call-error = TaskTimedOut
        stop |
        ? notice = Refused
        "#,
    );
}

#[test]
fn a_reload_keeps_what_waits() {
    check(
        r#"
        open credit-check
        start
        wait 100
        open callback
        start
        receive module4-SQSQueue
        reload
        ? runs = 2
        ? lane module4-SQSQueue = InFlight
        ? waiting = Start Task And Wait For Callback, Ask For Credit Check
        deliver {}
        ? status = SUCCEEDED
        wait 500
        ? waiting =
        wait 60
        ? waiting = Ask For Credit Check
        reload
        deliver {"score": 1}
        ? waiting =
        "#,
    );
}

#[test]
fn a_person_may_play_the_service() {
    check(
        r#"
        open approval
        by-hand Pay Expense
        start
        deliver {"approved": true}
        ? waiting = Pay Expense
        answer Pay Expense {"paid": 480}
        ? status = SUCCEEDED
        ? output = {"expense":{"employee":"Lee Ji-woo","amount":480,"reason":"Conference ticket"},"answer":{"approved":true},"payment":{"paid":480}}
        "#,
    );
}

#[test]
fn slow_people_are_reminded_and_passed_over() {
    check(
        r#"
        open approval
        start
        skip
        ? waiting = Remind Manager
        skip
        ? waiting = Escalate To Director
        deliver {"approved": false}
        ? states = Ask Manager: Caught, Remind Manager: Caught, Escalate To Director: Succeeded, Approved?: Succeeded, Tell Employee: Succeeded
        "#,
    );
}

#[test]
fn subscribers_get_what_is_published() {
    check(
        r#"
        open publish
        start
        wait 5
        ? status = SUCCEEDED
        ? lane announcements = Published
        ? lane board-east = Visible
        ? lane board-west = Visible
        ? body board-west = The train leaves from platform 2.
        "#,
    );
}

#[test]
fn a_deleted_queue_refuses() {
    check(
        r#"
        open callback
        drop module4-SQSQueue
        start
        ? states = Start Task And Wait For Callback: Caught, Notify Failure: Succeeded
        "#,
    );
}

#[test]
fn a_broken_text_keeps_the_last_good_graph() {
    let mut simulator = Simulator::new(7, START);
    let good = simulator.document().text.to_string();
    simulator.update(Action::EditDefinition(good.replace("\"StartAt\"", "StartAt")));
    let document = simulator.document();
    assert!(document.is_stale() && !document.is_valid());
    assert!(!document.diagnostics().is_empty());
    assert_eq!(document.machine().map(|machine| machine.states.len()), Some(3));
    simulator.update(Action::Start);
    assert_eq!(simulator.runs().len(), 0, "a broken definition is not started");
    simulator.update(Action::EditDefinition(good));
    assert!(simulator.document().is_valid());
}

#[test]
fn a_broken_save_is_a_fresh_start_with_a_notice() {
    let good = played().save();
    let broken = ["", "{", "null", "{\"version\":1}", "{\"version\":99}", &good[..good.len() / 2]];
    for text in broken {
        let simulator = Simulator::load(text, 1, START);
        assert!(simulator.notice().is_some(), "{text:.40} is told");
        assert!(simulator.document().is_valid());
    }
}

#[test]
fn a_save_is_read_as_it_was_written() {
    let simulator = played();
    let loaded = Simulator::load(&simulator.save(), 99, Timestamp(0));
    assert_eq!(loaded.save(), simulator.save());
    assert_eq!(loaded.runs(), simulator.runs());
    assert_eq!(loaded.lanes(), simulator.lanes());
    assert_eq!(loaded.waiting(), simulator.waiting());
    assert_eq!(loaded.exported_history(), simulator.exported_history());
}

#[test]
fn the_same_actions_give_the_same_world() {
    assert_eq!(played().save(), played().save());
}

#[test]
fn looking_at_the_end_is_looking_at_now() {
    let mut simulator = played();
    let live = (simulator.states(), simulator.transitions(), simulator.n_events());
    simulator.update(Action::Seek(Some(simulator.n_events_live())));
    assert_eq!((simulator.states(), simulator.transitions(), simulator.n_events()), live);
}

/// Some of everything, ending with a run that waits.
fn played() -> Simulator {
    let mut script = Script::new();
    let actions = r#"
        open callback
        start
        receive module4-SQSQueue
        deliver {"a": 1}
        again {}
        open credit-check
        by-hand Ask A Clerk
        start
        wait 12.5
        heartbeat
        wait 600
    "#;
    actions
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .for_each(|line| script.act(line));
    script.simulator
}

fn check(script: &str) {
    let mut seen = Script::new();
    let mut log = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        writeln!(log, "{line}").expect("a string takes it");
        match line.strip_prefix("? ") {
            None => seen.act(line),
            Some(question) => {
                let (question, expected) = question.split_once('=').expect("? <what> = <seen>");
                let found = seen.ask(question.trim());
                assert_eq!(found, expected.trim(), "\n{log}");
            }
        }
    }
}

struct Script {
    simulator: Simulator,
    last_token: String,
}

impl Script {
    fn new() -> Script {
        Script { simulator: Simulator::new(42, START), last_token: String::new() }
    }

    fn act(&mut self, line: &str) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (left, right) = rest.split_once('|').unwrap_or((rest, ""));
        let (error, cause) = (left.trim().to_owned(), right.trim().to_owned());
        let seconds = || rest.parse::<f64>().expect("seconds");
        let action = match verb {
            "open" => Action::OpenSample(rest.into()),
            "input" => Action::EditInput(rest.into()),
            "start" => Action::Start,
            "deliver" => Action::SendTaskSuccess { token: self.next_token(), output: rest.into() },
            "again" => {
                Action::SendTaskSuccess { token: self.last_token.clone(), output: rest.into() }
            }
            "paste" => {
                let (token, output) = rest.split_once(' ').expect("paste <token> <json>");
                let token = if token == "last" { self.last_token.clone() } else { token.into() };
                Action::SendTaskSuccess { token, output: output.into() }
            }
            "fail" => Action::SendTaskFailure { token: self.next_token(), error, cause },
            "heartbeat" => Action::SendTaskHeartbeat { token: self.next_token() },
            "stop" => {
                self.last_token = self.first_waiting().and_then(|w| w.token).unwrap_or_default();
                Action::StopExecution { error, cause }
            }
            "wait" => {
                self.simulator.update(Action::SetSpeed(1000.0));
                self.simulator.update(Action::Play);
                Action::Tick { elapsed_ms: seconds() }
            }
            "skip" => Action::Skip,
            "step" => Action::Step,
            "pause" => Action::Pause,
            "play" => Action::Play,
            "seek" => Action::Seek(rest.parse().ok()),
            "receive" => self.queue(rest, QueueAction::Receive { max: 1 }),
            "redrive" => self.queue(rest, QueueAction::Redrive),
            "drop" => self.queue(rest, QueueAction::Delete),
            "return" => self.message(rest, MessageAction::Return),
            "delete" => self.message(rest, MessageAction::Delete),
            "to-dlq" => self.message(rest, MessageAction::MoveToDeadLetterQueue),
            "by-hand" => Action::SetMock { state: rest.into(), mock: Mock::ByHand },
            "answer" => {
                let (_, result) = rest.split_once('{').expect("answer <state> {…}");
                let result = Json::parse(&format!("{{{result}")).expect("a result");
                let waiting = self.first_waiting().expect("a task waits");
                let (run, task) = (waiting.run, waiting.task);
                Action::AnswerTask { run, task, outcome: Outcome::Return(result) }
            }
            "reload" => {
                self.simulator = Simulator::load(&self.simulator.save(), 1, Timestamp(0));
                return;
            }
            other => panic!("no such verb: {other}"),
        };
        self.simulator.update(action);
    }

    fn ask(&self, question: &str) -> String {
        let (what, name) = question.split_once(' ').unwrap_or((question, ""));
        let simulator = &self.simulator;
        let run = || simulator.selected_run().expect("a run is selected");
        match what {
            "status" => run().execution().status().as_str().to_owned(),
            "output" => {
                let output = simulator.run_view(run()).output;
                output.map(|output| output.to_string()).unwrap_or_default()
            }
            "states" => join(
                simulator.states().iter().map(|(name, view)| format!("{name}: {:?}", view.status)),
                ", ",
            ),
            "events" => join(simulator.history(0..99).into_iter().map(|row| row.kind), " "),
            "calls" => join(
                simulator.calls_with(&self.last_token).map(|call| {
                    let name = call.verb.name();
                    match &call.error {
                        None => name.to_owned(),
                        Some(error) => format!("{name} {}: {}", error.name, error.message),
                    }
                }),
                ", ",
            ),
            "last-call" | "last-call-error" => {
                let error = simulator.last_call().and_then(|call| call.error.clone());
                let error = error.expect("the last call was refused");
                match what {
                    "last-call" => format!("{}: {}", error.name, error.message),
                    _ => error.name,
                }
            }
            "waiting" => join(simulator.waiting().iter().map(|w| w.state.to_string()), ", "),
            "lane" => {
                let lanes = simulator.lanes();
                let lane = lanes.iter().find(|lane| lane.name == name).expect("a lane");
                join(
                    lane.messages.iter().map(|message| match message.place {
                        MessagePlace::Delayed { .. } => "Delayed".to_owned(),
                        MessagePlace::InFlight { .. } => "InFlight".to_owned(),
                        place => format!("{place:?}"),
                    }),
                    " ",
                )
            }
            "body" => {
                let lanes = simulator.lanes();
                let lane = lanes.iter().find(|lane| lane.name == name).expect("a lane");
                lane.messages[0].body.clone()
            }
            "runs" => simulator.runs().len().to_string(),
            "notice" => {
                let notice = format!("{:?}", simulator.notice().expect("a notice"));
                notice.split('(').next().unwrap_or_default().to_owned()
            }
            other => panic!("no such question: {other}"),
        }
    }

    fn first_waiting(&self) -> Option<WaitingView> {
        self.simulator.waiting().into_iter().next()
    }

    fn next_token(&mut self) -> String {
        let waiting = self.first_waiting().expect("a task waits");
        self.last_token = waiting.token.expect("it waits with a token");
        self.last_token.clone()
    }

    fn queue(&self, queue: &str, action: QueueAction) -> Action {
        Action::Queue { queue: queue.into(), action }
    }

    fn message(&self, queue: &str, action: MessageAction) -> Action {
        let lanes = self.simulator.lanes();
        let lane = lanes.iter().find(|lane| lane.name == queue).expect("a lane");
        Action::Message { message: lane.messages[0].id, action }
    }
}

fn join(words: impl Iterator<Item = String>, between: &str) -> String {
    words.collect::<Vec<_>>().join(between)
}

#[test]
fn executions_start_executions_of_other_documents() {
    let mut simulator = Simulator::new(1, START);
    let child = r#"{"StartAt": "Ask", "States": {"Ask": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/q",
                       "MessageBody": {"Token.$": "$$.Task.Token"}}}}}"#;
    let parent = r#"{"StartAt": "Nest", "States": {"Nest": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:child",
                       "Input": {"from": "above"}},
        "OutputPath": "$.Output"}}}"#;
    simulator.update(Action::Open { name: "child.json".into(), text: child.into() });
    simulator.update(Action::Open { name: "parent.json".into(), text: parent.into() });
    simulator.update(Action::Start);
    let runs = simulator.runs();
    assert_eq!(runs.len(), 2);
    assert_eq!((&*runs[0].state_machine_name, runs[0].parent), ("child", Some(runs[1].id)));
    let token = simulator.waiting()[0].token.clone().expect("the child waits");
    simulator.update(Action::SendTaskSuccess { token, output: r#"{"deep": true}"#.into() });
    let runs = simulator.runs();
    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    assert_eq!(runs[1].output, Some(json!({ "deep": true })));
}

#[test]
fn a_child_that_fails_fails_its_task() {
    let mut simulator = Simulator::new(1, START);
    let child =
        r#"{"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "E", "Cause": "C"}}}"#;
    let parent = r#"{"StartAt": "Nest", "States": {
        "Nest": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync",
            "Parameters": {"StateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:child"},
            "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "Caught"}], "End": true},
        "Caught": {"Type": "Pass", "Parameters": {"cause.$": "States.StringToJson($.Cause)"}, "End": true}}}"#;
    simulator.update(Action::Open { name: "child.json".into(), text: child.into() });
    simulator.update(Action::Open { name: "parent.json".into(), text: parent.into() });
    simulator.update(Action::Start);
    let output = simulator.runs()[1].output.clone().expect("it was caught");
    let cause = output.get("cause").expect("a cause");
    assert_eq!(cause.get("Error"), Some(&Json::from("E")));
    assert_eq!(cause.get("Status"), Some(&Json::from("FAILED")));
}

#[test]
fn a_worker_takes_an_activity() {
    let mut simulator = Simulator::new(1, START);
    let text = r#"{"StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:ap-northeast-2:123456789012:activity:saw", "HeartbeatSeconds": 60}}}"#;
    simulator.update(Action::Open { name: "work.json".into(), text: text.into() });
    simulator.update(Action::Start);
    let waiting = simulator.waiting().remove(0);
    assert_eq!((waiting.kind, waiting.token), (WaitingKind::Activity, None));
    let (run, task) = (waiting.run, waiting.task);
    simulator.update(Action::GetActivityTask { run, task, worker_name: "w-1".into() });
    let token = simulator.waiting()[0].token.clone().expect("the worker has the token");
    simulator.update(Action::SendTaskSuccess { token, output: "7".into() });
    let kinds: Vec<String> = simulator.history(2..5).into_iter().map(|row| row.kind).collect();
    assert_eq!(kinds, ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]);
    assert_eq!(simulator.runs()[0].output, Some(json!(7)));
}

#[test]
fn a_state_may_send_another_states_token() {
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Start);
    let token = simulator.waiting()[0].token.clone().expect("it waits");
    let text = r#"{"StartAt": "Send", "States": {"Send": {"Type": "Task", "End": true,
        "Resource": "arn:aws:states:::aws-sdk:sfn:sendTaskSuccess",
        "Parameters": {"TaskToken.$": "$.token", "Output": {"by": "a state"}}}}}"#;
    simulator.update(Action::Open { name: "send.json".into(), text: text.into() });
    simulator.update(Action::EditInput(json!({ "token": token }).to_string()));
    simulator.update(Action::Start);
    let statuses: Vec<_> = simulator.runs().iter().map(|run| run.status).collect();
    assert_eq!(statuses, [Status::Succeeded, Status::Succeeded]);
    simulator.update(Action::Start);
    let failure = simulator.runs()[0].failure.clone().expect("the token is used up");
    assert_eq!(failure.error.as_deref(), Some("Sfn.TaskTimedOutException"));
}

#[test]
fn no_real_definition_stops_the_simulator() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/definitions");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let mut n_played = 0;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut simulator = Simulator::new(1, START);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        simulator.update(Action::Open { name: name.unwrap_or_default(), text });
        play_to_the_end(&mut simulator, true);
        let loaded = Simulator::load(&simulator.save(), 1, START);
        assert_eq!(loaded.save(), simulator.save(), "{}", path.display());
        assert_eq!(loaded.lanes(), simulator.lanes(), "{}", path.display());
        n_played += 1;
    }
    println!("{n_played} real definitions played, saved and taken up again");
}

#[test]
fn nothing_that_can_be_done_stops_the_simulator() {
    for seed in 0..60 {
        let random = Random::new(seed);
        let mut simulator = Simulator::new(seed, START);
        let mut done = Vec::new();
        for _ in 0..60 {
            let action = any_action(&random, &simulator);
            done.push(format!("{action:.200?}"));
            let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                simulator.update(action);
                look_at_everything(&simulator);
            }));
            assert!(seen.is_ok(), "seed {seed}:\n{}", done.join("\n"));
        }
        let loaded = Simulator::load(&simulator.save(), 1, START);
        assert_eq!(loaded.save(), simulator.save(), "seed {seed}:\n{}", done.join("\n"));
    }
}

#[test]
fn after_a_reload_everything_goes_on_as_without_it() {
    for seed in 0..40 {
        let random = Random::new(1000 + seed);
        let mut kept = Simulator::new(seed, START);
        for _ in 0..30 {
            kept.update(any_action(&random, &kept));
        }
        kept.update(Action::Seek(None));
        let mut loaded = Simulator::load(&kept.save(), 1, START);
        let mut done = Vec::new();
        for _ in 0..30 {
            let action = any_action(&random, &kept);
            done.push(format!("{action:.200?}"));
            kept.update(action.clone());
            loaded.update(action);
            assert_eq!(loaded.save(), kept.save(), "seed {seed}:\n{}", done.join("\n"));
        }
    }
}

fn look_at_everything(simulator: &Simulator) {
    let _ = (simulator.runs(), simulator.states(), simulator.transitions(), simulator.upcoming());
    let _ = (simulator.lanes(), simulator.waiting(), simulator.inspection());
    let _ = (simulator.history(0..500), simulator.event_detail(simulator.n_events()));
    let _ = (simulator.exported_history(), simulator.exported_mocks());
}

/// Something that a person could do now, sensible or not.
fn any_action(random: &Random, simulator: &Simulator) -> Action {
    let below = |n: usize| (random.next_u64() % n.max(1) as u64) as usize;
    let waiting = simulator.waiting();
    let chosen = (!waiting.is_empty()).then(|| waiting[below(waiting.len())].clone());
    let token = chosen.as_ref().and_then(|w| w.token.clone()).unwrap_or("AAAA".into());
    let lanes = simulator.lanes();
    let queue = lanes[below(lanes.len())].name.clone();
    let messages: Vec<_> = lanes.iter().flat_map(|lane| &lane.messages).map(|m| m.id).collect();
    let message = if messages.is_empty() { MessageId(9) } else { messages[below(messages.len())] };
    let run = simulator.runs().get(below(4)).map(|run| run.id).unwrap_or(RunId(7));
    let document = simulator.documents().nth(below(3)).map(|d| d.id).unwrap_or_default();
    let states: Vec<_> =
        simulator.document().machine().into_iter().flat_map(|m| m.states.keys()).collect();
    let state = states.get(below(states.len())).map_or("None".into(), |state| (*state).clone());
    let json =
        [r#"{"approved": true}"#, "{\"score\": 650}", "", "[1", "\"x\""][below(5)].to_owned();
    let seconds = [0.0, 1.0, 29.9, 600.0, f64::NAN, -5.0, f64::INFINITY, 90_000.0][below(8)];
    let outcome = match below(2) {
        0 => Outcome::Return(json!({ "by": "hand" })),
        _ => Outcome::Throw(Default::default()),
    };
    match below(34) {
        0..=3 => Action::Start,
        4 => Action::OpenSample(samples::all()[below(5)].id.clone()),
        5 => Action::SelectDocument(document),
        6 => Action::CloseDocument(document),
        7 => Action::EditInput(json),
        8 => Action::EditDefinition(simulator.document().text.replacen('"', "", below(3))),
        9 => Action::SelectState(Some(state)),
        10 => Action::SelectRun(run),
        11 => Action::RemoveRun(run),
        12 => Action::StopExecution { error: json, cause: String::new() },
        13 => Action::RedriveExecution,
        14..=16 => Action::SendTaskSuccess { token, output: json },
        17 => Action::SendTaskFailure { token, error: "E".into(), cause: json },
        18 => Action::SendTaskHeartbeat { token },
        19 => match chosen {
            Some(w) => Action::AnswerTask { run: w.run, task: w.task, outcome },
            None => Action::Skip,
        },
        20 => Action::SetMock { state, mock: Mock::ByHand },
        21 => Action::SetMock { state, mock: Mock::always(outcome) },
        22 => Action::SetMock { state, mock: Mock::Service },
        23 => Action::Queue { queue, action: QueueAction::Receive { max: below(11) } },
        24 => Action::Queue {
            queue,
            action: [QueueAction::Redrive, QueueAction::Purge, QueueAction::Delete][below(3)]
                .clone(),
        },
        25 => Action::Queue { queue, action: QueueAction::Send { body: json, group_id: None } },
        26 => {
            let all = [
                MessageAction::Receive,
                MessageAction::Delete,
                MessageAction::Return,
                MessageAction::MoveToDeadLetterQueue,
            ];
            Action::Message { message, action: all[below(4)] }
        }
        27 => Action::Tick { elapsed_ms: seconds * 1000.0 },
        28 => [Action::Play, Action::Pause][below(2)].clone(),
        29 => Action::SetSpeed(seconds),
        30 => Action::Step,
        31 => Action::Skip,
        32 => Action::Seek(Some(below(20))),
        _ => Action::Seek(None),
    }
}

#[test]
fn a_run_done_by_hand_is_done_again_by_its_mock_file() {
    let by_hand = ended_by_hand();
    let mocks = by_hand.exported_mocks().expect("a run is selected").to_string();

    let mut again = Simulator::new(42, START);
    again.update(Action::OpenSample("credit-check".into()));
    again.update(Action::OpenMocks { text: mocks, test_case: None });
    assert_eq!(again.notice(), None);
    again.update(Action::Start);
    for _ in 0..50 {
        again.update(Action::Skip);
    }
    let rows = |simulator: &Simulator| -> Vec<_> {
        let rows = simulator.history(0..99).into_iter();
        rows.map(|row| (row.id, row.previous, row.kind, row.elapsed)).collect()
    };
    assert_eq!(rows(&again), rows(&by_hand));
    assert_eq!(again.runs()[0].output, by_hand.runs()[0].output);
    let broken = Action::OpenMocks { text: "{".into(), test_case: None };
    again.update(broken);
    assert!(again.notice().is_some(), "a broken mock file is told");
}

/// A silence that is retried, heartbeats, and an answer.
fn ended_by_hand() -> Simulator {
    let mut script = Script::new();
    let actions = ["open credit-check", "start", "wait 661", "heartbeat", "wait 500", "heartbeat"];
    actions.iter().for_each(|action| script.act(action));
    script.act("wait 30");
    script.act(r#"deliver {"score": 640}"#);
    assert_eq!(script.ask("status"), "SUCCEEDED");
    script.simulator
}

#[test]
fn every_sample_runs_to_an_end_whatever_is_answered() {
    for sample in samples::all() {
        for outcome in [true, false] {
            let mut simulator = Simulator::new(1, START);
            simulator.update(Action::OpenSample(sample.id.clone()));
            let document = simulator.document();
            assert!(document.is_valid(), "{}: {:?}", sample.id, document.diagnostics());
            play_to_the_end(&mut simulator, outcome);
            let status = simulator.runs()[0].status;
            assert_eq!(status, Status::Succeeded, "{} with {outcome}", sample.id);
        }
    }
}

#[test]
fn samples_speak_english_and_korean() {
    let is_korean = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
    for sample in samples::all() {
        for text in [&sample.title, &sample.description] {
            assert!(!is_korean(text.in_language("en-GB")), "{}", sample.id);
            assert!(is_korean(text.in_language("ko-KR")), "{}", sample.id);
        }
    }
}

#[test]
fn workshop_templates_open_and_run_unmodified() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/workshop");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let mut n_run = 0;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if !name.ends_with(".yml") {
            continue;
        }
        let mut simulator = Simulator::new(1, START);
        simulator.update(Action::Open { name: name.clone(), text });
        assert!(simulator.notice().is_none(), "{name}: {:?}", simulator.notice());
        assert!(
            simulator.document().is_valid(),
            "{name}: {:?}",
            simulator.document().diagnostics()
        );
        play_to_the_end(&mut simulator, true);
        let run = &simulator.runs()[0];
        assert_ne!(run.status, Status::Running, "{name}");
        assert_ne!(run.status, Status::TimedOut, "{name}");
        n_run += 1;
    }
    println!("{n_run} templates of the workshop ran");
}

/// Starts, and answers whatever waits until the run is over.
fn play_to_the_end(simulator: &mut Simulator, with_success: bool) {
    simulator.update(Action::Start);
    for _ in 0..20 {
        match simulator.waiting().into_iter().next() {
            Some(WaitingView { token: Some(token), .. }) => simulator.update(match with_success {
                true => Action::SendTaskSuccess { token, output: r#"{"approved": true}"#.into() },
                false => {
                    let (error, cause) = ("Refused".into(), "By a person".into());
                    Action::SendTaskFailure { token, error, cause }
                }
            }),
            _ => simulator.update(Action::Skip),
        }
    }
}
