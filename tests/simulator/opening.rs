//! Samples, templates and real definitions run to an end.

use std::path::Path;

use signalbox::asl::WorkflowType;
use signalbox::engine::Status;
use signalbox::simulator::view::WaitingView;
use signalbox::simulator::{Action, Notice, Simulator, samples};

use crate::START;

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

/// What the CDK writes: joined definitions, an activity, a nested machine, a subscription apart.
#[test]
fn a_synthesized_template_runs_with_all_that_stands_around_it() {
    let mut simulator = opened("cdk.template.json");
    let names: Vec<&str> = simulator.documents().map(|document| &*document.name).collect();
    assert!(names.contains(&"Child") && names.contains(&"M"), "{names:?}");
    let machine = simulator.documents().find(|document| &*document.name == "M").expect("M").id;
    simulator.update(Action::SelectDocument(machine));
    simulator.update(Action::Start);
    let asked = simulator.waiting().remove(0);
    assert_eq!((&*asked.state, asked.messages.len()), ("Send", 1));
    simulator
        .update(Action::SendTaskSuccess { token: asked.token.expect("one"), output: "1".into() });
    let work = simulator.waiting().remove(0);
    assert_eq!(work.resource, "activity:saw");
    let (run, task) = (work.run, work.task);
    simulator.update(Action::GetActivityTask { run, task, worker_name: "w".into() });
    let token = simulator.waiting()[0].token.clone().expect("it is taken");
    simulator.update(Action::SendTaskSuccess { token, output: "{}".into() });
    let runs = simulator.runs();
    assert_eq!(runs[0].state_machine_name, "Child");
    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    let topic = simulator.world().topics().find(|topic| &*topic.settings.name == "T1");
    assert_eq!(topic.map(|topic| topic.settings.subscriptions.len()), Some(1));
}

/// SAM's shorthands: inline code, a queue as an event, a table by its primary key.
#[test]
fn a_serverless_template_runs_with_all_that_stands_around_it() {
    let mut simulator = opened("sam.yaml");
    simulator.update(Action::EditInput(r#"{"id": "7"}"#.into()));
    let world = simulator.world();
    assert_eq!(world.event_source_mappings().len(), 1);
    assert_eq!(world.tables().next().map(|(_, table)| table.key.len()), Some(1));
    assert!(world.functions().any(|function| function.code().is_some()));
    simulator.update(Action::Start);
    let lane = simulator.lanes().into_iter().find(|lane| lane.is_fifo).expect("a FIFO queue");
    assert_eq!(lane.messages.len(), 1, "{:?}", simulator.runs());
    assert_eq!(lane.messages[0].group_id.as_deref(), Some("g"));
    assert_eq!(simulator.world().tables().next().map(|(_, table)| table.items.len()), Some(1));
    simulator.update(Action::SetParameter { name: "Stage".into(), value: "prod".into() });
    let is_refused = !simulator.document().is_valid();
    assert!(is_refused, "as an EXPRESS workflow it cannot wait for a callback");
}

fn opened(template: &str) -> Simulator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulator/templates");
    let text = std::fs::read_to_string(folder.join(template)).expect("it lies beside this test");
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: template.into(), text });
    simulator
}

const ASK: &str = r#"{"StartAt": "Ask", "States": {"Ask": {"Type": "Wait", "SecondsPath": "$.pause", "End": true}}}"#;

/// Dropped again after it was edited elsewhere, a file takes its own place, and what was typed and
/// answered stays.
#[test]
fn a_file_that_is_opened_again_leaves_what_a_person_did() {
    let open = |simulator: &mut Simulator, name: &str, text: &str| {
        simulator.update(Action::Open { name: name.into(), text: text.into() });
    };
    let mut simulator = Simulator::new(1, START);
    open(&mut simulator, "orders.asl.json", ASK);
    assert_eq!(simulator.document().input, simulator.document().suggested_input());
    let n_documents = simulator.documents().count();
    // A suggestion that nobody touched follows the definition.
    open(&mut simulator, "orders.asl.json", &ASK.replace("pause", "rest"));
    assert!(simulator.document().input.contains("rest"));
    simulator.update(Action::EditInput(r#"{"mine": 1}"#.into()));
    open(&mut simulator, "orders.asl.json", ASK);
    assert_eq!(&*simulator.document().input, r#"{"mine": 1}"#);
    assert_eq!(simulator.documents().count(), n_documents);
    // Another workflow in a file of the same name, and a broken text, take nobody's place.
    for (text, name) in [(ASK.replace("Ask", "Other"), "orders 2"), ("{".to_owned(), "orders 3")] {
        open(&mut simulator, "orders.asl.json", &text);
        assert_eq!(&*simulator.document().name, name);
    }
    open(&mut simulator, "orders.asl.json", &ASK.replace("Ask", "Other"));
    assert_eq!(&*simulator.document().name, "orders 2");
    assert_eq!(simulator.documents().count(), n_documents + 2);
    let kept = simulator.documents().find(|document| &*document.name == "orders");
    assert_eq!(kept.map(|document| &*document.input), Some(r#"{"mine": 1}"#));
}

/// A template that keeps its definition in a file of its own, and that file opened behind it.
#[test]
fn a_file_that_a_template_names_gets_what_the_template_says() {
    let template = "Resources:\n  Jobs: {Type: AWS::SQS::Queue}\n  Orders:\n    Type: \
        AWS::Serverless::StateMachine\n    Properties:\n      Type: EXPRESS\n      DefinitionUri: \
        statemachine/orders.asl.json\n      DefinitionSubstitutions: {Url: !Ref Jobs}\n";
    let definition =
        r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "${Url}", "End": true}}}"#;
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "template.yaml".into(), text: template.into() });
    assert_eq!(simulator.notice(), Some(&Notice::NeedsFile("statemachine/orders.asl.json".into())));
    simulator.update(Action::Open { name: "orders.asl.json".into(), text: definition.into() });
    let document = simulator.document();
    assert_eq!((&*document.name, document.workflow_type), ("Orders", WorkflowType::Express));
    assert!(document.text.contains("https://sqs."), "{}", document.text);
    assert!(document.is_valid());
    simulator.update(Action::Open { name: "a.json".into(), text: "{\"StartAt\": \"A\",}".into() });
    let Some(Notice::NothingToOpen(reason)) = simulator.notice() else { panic!("it is told") };
    assert_eq!((&*reason.code, reason.place), ("json-trailing-comma", Some((1, 16))));
    simulator.update(Action::RefuseFile("a.png".into()));
    assert_eq!(simulator.notice(), Some(&Notice::NotText("a.png".into())));
}
