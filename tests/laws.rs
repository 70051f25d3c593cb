//! Laws of the engine and of suggestions, over generated machines, inputs and worlds.

#[path = "laws/machines.rs"]
mod machines;
#[path = "laws/runs.rs"]
mod runs;
#[path = "laws/suggestions.rs"]
mod suggestions;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use signalbox::engine::{Execution, aws};

use machines::{definition, input};
use runs::{Origin, go_on, machine, run, shown, start, whims};

proptest! {
    // A failing case is printed whole; it needs no file.
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Every prefix of a history replays to the execution that wrote it, and goes on with exactly
    /// the event that came next.
    #[test]
    fn every_prefix_replays_and_resumes(
        definition in definition(), input in input(), whims in whims(), seed: u64,
    ) {
        let run = run(machine(&definition), start(input, seed), &whims);
        let history = run.execution.history();
        let (machine, start) = (run.execution.machine(), run.execution.start_info());
        for (place, origin) in run.origins.iter().enumerate() {
            // The first event is the start's own.
            let (before, next) = history.split_at(place + 1);
            let replayed = Execution::replay(machine.clone(), start.clone(), before);
            match origin {
                Origin::Itself => {
                    let upcoming = replayed.upcoming();
                    prop_assert_eq!(upcoming.as_ref(), next.first(), "after\n{}", shown(before));
                }
                Origin::Sent { at, command, n_events } => {
                    let events = replayed.accept(*at, command);
                    let came = Ok(&next[..*n_events]);
                    prop_assert_eq!(events.as_deref(), came, "after\n{}", shown(before));
                }
                Origin::Continued => {}
            }
        }
        let replayed = Execution::replay(machine.clone(), start.clone(), history);
        prop_assert_eq!(replayed.upcoming(), run.execution.upcoming());
        prop_assert_eq!(format!("{replayed:?}"), format!("{:?}", run.execution));
    }

    /// A fork that sends the same commands gives the same history.
    #[test]
    fn a_fork_that_does_the_same_is_the_same(
        definition in definition(), input in input(), whims in whims(), seed: u64, at: prop::sample::Index,
    ) {
        let run = run(machine(&definition), start(input, seed), &whims);
        let mut place = at.index(run.origins.len() + 1);
        while matches!(run.origins.get(place), Some(Origin::Continued)) {
            place += 1;
        }
        let history = run.execution.history();
        let (machine, start) = (run.execution.machine(), run.execution.start_info());
        let mut fork = Execution::replay(machine.clone(), start.clone(), &history[..place + 1]);
        go_on(&mut fork, &run.origins[place..]);
        prop_assert_eq!(shown(fork.history()), shown(history));
    }

    /// The same seed, input and world give the same history, in AWS's shape too.
    #[test]
    fn the_same_seed_gives_the_same_history(
        definition in definition(), input in input(), whims in whims(), seed: u64,
    ) {
        let one = run(machine(&definition), start(input.clone(), seed), &whims);
        let other = run(machine(&definition), start(input, seed), &whims);
        prop_assert_eq!(shown(one.execution.history()), shown(other.execution.history()));
        let (one, other) = (one.execution, other.execution);
        prop_assert_eq!(aws::history_events(&one, true), aws::history_events(&other, true));
    }

    /// AWS numbers events from 1 without a gap, each caused by an earlier one, in the order of
    /// time; a history ends where it says.
    #[test]
    fn histories_are_well_formed(
        definition in definition(), input in input(), whims in whims(), seed: u64,
    ) {
        let run = run(machine(&definition), start(input, seed), &whims);
        let history = run.execution.history();
        let recorded: Vec<_> = history.iter().filter(|event| event.is_recorded()).collect();
        for (place, event) in recorded.iter().enumerate() {
            prop_assert_eq!(event.id as usize, place + 1, "{}", shown(history));
            prop_assert!(event.previous < event.id, "{}", shown(history));
        }
        prop_assert!(history.is_sorted_by_key(|event| event.at), "{}", shown(history));
        let last = recorded.last().expect("an execution has started");
        let is_over = run.execution.upcoming().is_none();
        prop_assert_eq!(is_over, last.detail.is_end(), "{}", shown(history));
    }
}

/// The laws would say little if the generated runs did: this is what they must come across.
#[test]
fn generated_runs_come_across_everything() {
    const KINDS: &[&str] = &[
        "ExecutionSucceeded",
        "ExecutionFailed",
        "ExecutionAborted",
        "ExecutionTimedOut",
        "ExecutionRedriven",
        "StateExited",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskFailed",
        "TaskTimedOut",
        "TaskStateAborted",
        "WaitStateAborted",
        "ParallelStateSucceeded",
        "ParallelStateFailed",
        "ParallelStateAborted",
        "MapIterationSucceeded",
        "MapIterationFailed",
        "MapIterationAborted",
        "MapStateSucceeded",
        "MapStateFailed",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapRunFailed",
        "ItemsRequested",
        "ChildStarted",
        "ChildExecution",
        "WaitScheduled",
        "RetryScheduled",
        "HeartbeatReceived",
        "StateFailed",
        "FrameFailed",
    ];
    let mut runner = TestRunner::deterministic();
    let runs = (definition(), input(), whims());
    let mut seen = BTreeSet::new();
    for _ in 0..600 {
        let generated = runs.new_tree(&mut runner).expect("nothing is filtered out").current();
        let (definition, input, whims) = generated;
        let run = run(machine(&definition), start(input, 1), &whims);
        let details = run.execution.history().iter().map(|event| format!("{:?}", event.detail));
        seen.extend(details.map(|detail| word(&detail).to_string()));
    }
    let missed: Vec<_> = KINDS.iter().filter(|kind| !seen.contains(**kind)).collect();
    assert!(missed.is_empty(), "no generated run has {missed:?}");
}

/// The first word of a text: a variant's name.
fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}
