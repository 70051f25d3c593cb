//! Laws: whatever is done, nothing panics, and a reload changes nothing.

use signalbox::json;
use signalbox::query::random::Random;
use signalbox::services::{Mock, Outcome};
use signalbox::simulator::{
    Action, MessageAction, MessageId, QueueAction, RunId, Simulator, samples,
};

use crate::START;

#[test]
fn nothing_that_can_be_done_stops_the_simulator() {
    for seed in 0..40 {
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
    for seed in 0..20 {
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
