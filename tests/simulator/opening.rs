//! Samples, templates and real definitions run to an end.

use std::path::Path;

use signalbox::engine::Status;
use signalbox::simulator::view::WaitingView;
use signalbox::simulator::{Action, Simulator, samples};

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
