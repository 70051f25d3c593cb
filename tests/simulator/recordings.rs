//! Recorded executions, opened from their histories and done again.

use std::path::Path;

use signalbox::simulator::{Action, Notice, Simulator};
use signalbox::value::Json;

use crate::START;

#[test]
fn an_opened_history_is_done_again() {
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::OpenSample("approval".into()));
    simulator.update(Action::Start);
    simulator.update(Action::Skip);
    let token = simulator.waiting()[0].token.clone().expect("the reminder waits");
    let output = r#"{"approved": true}"#.into();
    simulator.update(Action::SendTaskSuccess { token, output });
    let history = simulator.exported_history().expect("a run is selected");
    let n_events = simulator.n_events_live();
    for text in [history.to_string(), history.get("events").expect("events").to_string()] {
        let mut again = Simulator::new(2, START);
        again.update(Action::Open { name: "history.json".into(), text: text.clone() });
        assert!(matches!(again.notice(), Some(Notice::HistoryOfOther(_))), "{:?}", again.notice());
        again.update(Action::OpenSample("approval".into()));
        again.update(Action::Open { name: "history.json".into(), text });
        assert_eq!(again.notice(), Some(&Notice::HistoryReplayed { is_same: true }));
        assert_eq!(again.n_events_live(), n_events);
        assert_eq!(again.runs()[0].output, simulator.runs()[0].output);
    }
}

/// Real histories, by real definitions. Where something else than answers decides (an hour of the
/// day, a random number, a quota) the events may differ, and that is told.
#[test]
fn recorded_histories_are_done_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/recorded");
    let (mut n_same, mut different) = (0, Vec::new());
    for file in ["callback", "services", "retry_catch", "timeouts_heartbeat", "activities", "sync"]
    {
        let path = folder.join(format!("{file}.json"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: no {}", path.display());
            return;
        };
        let cases = Json::parse(&text).expect("JSON");
        for case in cases.as_array().expect("cases").iter() {
            let events = case.get("expected").and_then(|expected| expected.get("events"));
            let Some((events, definition)) = events.zip(case.get("definition")) else { continue };
            let mut simulator = Simulator::new(1, START);
            let text = definition.to_string();
            simulator.update(Action::Open { name: "definition.json".into(), text });
            simulator
                .update(Action::Open { name: "history.json".into(), text: events.to_string() });
            match simulator.notice() {
                Some(Notice::HistoryReplayed { is_same: true }) => n_same += 1,
                notice => different.push(format!(
                    "{}: {notice:?}",
                    case.get("id").and_then(Json::as_str).unwrap_or_default()
                )),
            }
        }
    }
    println!("{n_same} histories came out the same, {} did not:", different.len());
    different.iter().for_each(|case| println!("  {case}"));
    assert!(n_same > 10 * different.len(), "{different:#?}");
}
