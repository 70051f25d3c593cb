//! Broken texts, saves, and the past.

use signalbox::simulator::{Action, Simulator};
use signalbox::time::Timestamp;

use crate::START;
use crate::script::Script;

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
