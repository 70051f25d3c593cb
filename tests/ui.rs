//! What panels show, without a browser: their models are pure functions of the simulator.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use signalbox::graph::{Point, Rect, Size, View};
use signalbox::simulator::view::{LaneKind, StateStatus};
use signalbox::simulator::{Action, MessageAction, Mishap, Simulator, Theme};
use signalbox::time::{Duration, Timestamp};
use signalbox::ui::address::{Address, GRAPH, HISTORY, QUEUE};
use signalbox::ui::editor::model::{
    DefinitionModel, InputModel, byte_of_utf16, line_and_column, utf16_of_byte,
};
use signalbox::ui::gallery::model::sample_cards;
use signalbox::ui::graph::model::{GraphModel, Live, departures};
use signalbox::ui::graph::plan::{Plan, Stop};
use signalbox::ui::graph::viewport::{Level, Viewport};
use signalbox::ui::graph::walk::{Step, walk};
use signalbox::ui::graph::{search::search, words};
use signalbox::ui::history::model::HistoryModel;
use signalbox::ui::i18n::Language;
use signalbox::ui::inspector::model::InspectorModel;
use signalbox::ui::queue::model::{
    BodyPart, QueueModel, Stand, Station, body_parts, short_token, stations,
};
use signalbox::ui::run::model::RunModel;
use signalbox::ui::timeline::model::{TimelineModel, as_clock};
use signalbox::ui::told::told;

fn tutorial() -> Simulator {
    Simulator::new(7, Timestamp(1_700_000_000_000))
}

fn started() -> Simulator {
    let mut simulator = tutorial();
    simulator.update(Action::Start);
    simulator
}

fn plan_of(simulator: &Simulator) -> Plan {
    let machine = simulator.document().machine().expect("the workflow is good");
    Plan::of(machine.clone(), View::default())
}

fn live_of(simulator: &Simulator) -> Live {
    Live::of(simulator, &BTreeMap::new())
}

fn waiting_token(simulator: &Simulator) -> String {
    QueueModel::of(simulator).first_waiting().expect("the started tutorial waits")
}

#[test]
fn a_waiting_message_shows_its_token_and_no_card_twice() {
    let simulator = started();
    let model = QueueModel::of(&simulator);
    let messages: Vec<_> = model.lanes.iter().flat_map(|lane| &lane.view.messages).collect();
    let [message] = messages[..] else { panic!("one message: {messages:?}") };
    let token = waiting_token(&simulator);
    let parts = body_parts(message);
    assert!(parts.contains(&BodyPart::Token(token)), "{parts:?}");
    assert!(model.tasks.is_empty(), "the message's task is not told of again: {:?}", model.tasks);
}

#[test]
fn a_task_whose_message_is_deleted_still_waits_in_sight() {
    let mut simulator = started();
    let message = QueueModel::of(&simulator).lanes[0].view.messages[0].id;
    simulator.update(Action::Message { message, action: MessageAction::Delete });
    let model = QueueModel::of(&simulator);
    let told = model
        .lanes
        .iter()
        .flat_map(|lane| &lane.view.messages)
        .filter(|message| message.tokens.iter().any(|token| token.waiting.is_some()));
    assert_eq!(told.count() + model.tasks.len(), 1);
}

#[test]
fn a_call_with_a_damaged_token_is_shown_apart() {
    let mut simulator = started();
    simulator.update(Action::SendTaskHeartbeat { token: "damaged".into() });
    let call = QueueModel::of(&simulator).stray_call.expect("no card carries that token");
    assert_eq!(call.error.map(|error| error.name).as_deref(), Some("InvalidToken"));
}

#[test]
fn the_graph_follows_the_execution() {
    let mut simulator = started();
    let statuses = |simulator: &Simulator| -> Vec<String> {
        let live = live_of(simulator);
        let plan = plan_of(simulator);
        let states = plan.drawing.nodes.iter().filter_map(|node| node.state.clone());
        let life = |state: &str| live.lives.get(state).cloned().unwrap_or_default();
        states.map(|state| format!("{state}: {:?}", life(&state).status)).collect()
    };
    assert_eq!(
        statuses(&simulator),
        [
            "Start Task And Wait For Callback: WaitingForCallback",
            "Notify Success: NotEntered",
            "Notify Failure: NotEntered",
        ]
    );
    let token = waiting_token(&simulator);
    simulator.update(Action::SendTaskFailure { token, error: "E".into(), cause: String::new() });
    assert_eq!(
        statuses(&simulator),
        [
            "Start Task And Wait For Callback: Caught",
            "Notify Success: NotEntered",
            "Notify Failure: Succeeded",
        ]
    );
    let plan = plan_of(&simulator);
    let taken = live_of(&simulator).passages(&plan).into_keys();
    let taken = taken.map(|index| &plan.drawing.edges[index]);
    let ends: BTreeSet<(&str, &str)> =
        taken.map(|edge| (edge.from.as_ref(), edge.to.as_ref())).collect();
    assert_eq!(ends.len(), 3, "{ends:?}");
    assert!(ends.contains(&("Start Task And Wait For Callback", "Notify Failure")), "{ends:?}");
}

#[test]
fn arrow_keys_walk_along_the_lines_and_beside_them() {
    let plan = plan_of(&tutorial());
    let stop = |name: &str| plan.stop_of(name).expect(name);
    let (first, good, bad) =
        (stop("Start Task And Wait For Callback"), stop("Notify Success"), stop("Notify Failure"));
    assert_eq!(plan.first(), Some(first));
    assert_eq!(walk(&plan, first, Step::Onward), Some(good));
    assert_eq!(walk(&plan, good, Step::Backward), Some(first));
    let sides = [walk(&plan, good, Step::Before), walk(&plan, good, Step::After)];
    assert!(sides.contains(&Some(bad)), "{sides:?}");
}

#[test]
fn the_clock_tells_what_is_next_and_who_is_waited_for() {
    let simulator = started();
    let model = TimelineModel::of(&simulator);
    assert_eq!(model.n_waiting, 1);
    assert!(model.is_ticking());
    assert_eq!(model.n_events, HistoryModel::of(&simulator, 100, None).rows.len());
    let idle = TimelineModel::of(&tutorial());
    assert!(!idle.is_ticking() && idle.elapsed.is_none());
}

#[test]
fn history_shows_the_last_rows_and_the_opened_event_in_full() {
    let simulator = started();
    let model = HistoryModel::of(&simulator, 2, Some(3));
    assert_eq!((model.rows.len(), model.n_earlier), (2, 3));
    let (position, event) = model.opened.expect("the third event is there");
    assert_eq!(position, 3);
    assert!(event.contains("taskScheduledEventDetails"), "{event}");
    assert_eq!(HistoryModel::of(&simulator, 2, Some(0)).opened, None);
}

#[test]
fn the_inspector_shows_the_execution_until_a_state_is_selected() {
    let mut simulator = tutorial();
    assert_eq!(InspectorModel::of(&simulator), InspectorModel::Nothing);
    simulator.update(Action::Start);
    assert!(matches!(InspectorModel::of(&simulator), InspectorModel::Execution(_)));
    simulator.update(Action::SelectState(Some("Notify Success".into())));
    assert!(matches!(InspectorModel::of(&simulator), InspectorModel::State(..)));
    let selected = DefinitionModel::of(&simulator).selected.expect("the state is in the text");
    assert_eq!(&simulator.document().text[selected], "\"Notify Success\"");
}

#[test]
fn a_broken_text_keeps_the_graph_and_names_the_place() {
    let mut simulator = tutorial();
    let text = format!("{} oops", simulator.document().text);
    let n_lines = text.matches('\n').count() + 1;
    simulator.update(Action::EditDefinition(text));
    let model = DefinitionModel::of(&simulator);
    assert!(model.is_broken && !RunModel::of(&simulator).can_start);
    assert_eq!(model.problems[0].line, n_lines);
    let live = Rc::new(live_of(&simulator));
    assert!(GraphModel::of(&simulator, live).is_some_and(|graph| graph.is_stale));
    simulator.update(Action::EditInput("{\"a\":\n  1,}".into()));
    let (line, _, why) = InputModel::of(&simulator).problem.expect("a trailing comma is not JSON");
    assert_eq!(line, 2, "{why}");
}

#[test]
fn what_is_told_aloud_changes_only_when_something_has_come_about() {
    for language in Language::ALL {
        let texts = language.texts();
        let mut simulator = tutorial();
        let mut said = vec![told(&simulator, texts)];
        simulator.update(Action::Start);
        said.push(told(&simulator, texts));
        simulator.update(Action::Tick { elapsed_ms: 5000.0 });
        assert_eq!(said.last(), Some(&told(&simulator, texts)), "time that goes on is no news");
        let token = waiting_token(&simulator);
        simulator.update(Action::SendTaskSuccess { token, output: "1".into() });
        said.push(told(&simulator, texts));
        assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), said.len(), "{said:?}");
    }
}

#[test]
fn every_sample_has_a_card_in_every_language() {
    let simulator = tutorial();
    let [english, korean] = Language::ALL.map(|language| sample_cards(&simulator, language));
    assert_eq!(english.iter().filter(|card| card.is_open).count(), 1);
    for (english, korean) in english.iter().zip(&korean) {
        assert_eq!(english.id, korean.id);
        assert_ne!(english.description, korean.description);
    }
}

#[test]
fn the_address_chooses_panels_language_and_theme() {
    let address =
        Address::parse("?embed=queue,%20graph&sample=credit%2Dcheck&lang=ko-KR&theme=dark");
    assert_eq!(address.embed.as_deref(), Some([GRAPH, QUEUE].as_slice()));
    assert_eq!(address.sample.as_deref(), Some("credit-check"));
    assert_eq!(address.language, Some(Language::Korean));
    assert_eq!(address.theme, Some(Theme::Dark));
    assert!(address.shows(QUEUE) && !address.shows(HISTORY));

    assert_eq!(Address::parse(""), Address::default());
    assert!(Address::default().shows(HISTORY));
    assert_eq!(Address::parse("embed=nothing").embed.as_deref(), Some([GRAPH, QUEUE].as_slice()));
    assert_eq!(Address::parse("sample=%zz%").sample.as_deref(), Some("%zz%"));
}

#[test]
fn places_count_as_people_and_editors_count() {
    let text = "가나\n😀x";
    assert_eq!(line_and_column(text, 0), (1, 1));
    assert_eq!(line_and_column(text, text.find('x').expect("x")), (2, 2));
    assert_eq!(line_and_column(text, 9999), (2, 3));
    for (byte, _) in text.char_indices() {
        assert_eq!(byte_of_utf16(text, utf16_of_byte(text, byte)), byte);
    }
    assert_eq!(utf16_of_byte(text, 1), 0, "within a character is its beginning");
    for text in ["", "a", "a\n", "\n\n", "가\r\n나x\n\n𝄞"] {
        for at in 0..=text.len() + 1 {
            let end = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            let before = &text[..end.expect("a text begins")];
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            assert_eq!(line_and_column(text, at), (line, column), "{text:?} at {at}");
            assert_eq!(utf16_of_byte(text, at), before.encode_utf16().count(), "{text:?} at {at}");
        }
    }
}

#[test]
fn spans_read_as_a_person_says_them() {
    let say = |ms| Language::ALL.map(|language| (language.texts().duration)(Duration(ms)));
    assert_eq!(say(0), ["0 s", "0초"]);
    assert_eq!(say(1500), ["1.5 s", "1.5초"]);
    assert_eq!(say(125_000), ["2 min 5 s", "2분 5초"]);
    assert_eq!(say(3_600_000), ["1 h", "1시간"]);
    assert_eq!(say(86_400_000 * 365 + 59_000), ["365 d", "365일"]);
    assert_eq!(as_clock(Duration(90_061_000), "d"), "1 d 01:01:01");
}

#[test]
fn a_long_token_is_told_by_its_ends() {
    let token = "A".repeat(300) + "end";
    let short = short_token(&token);
    assert!(short.starts_with("AAAA") && short.ends_with("end") && short.chars().count() < 30);
    assert_eq!(short_token("short"), "short");
}

#[test]
fn zooming_keeps_the_place_under_the_pointer() {
    let (drawing, window) = (Size::new(400.0, 900.0), Size::new(800.0, 600.0));
    let fitted = Viewport::fitted(drawing, window);
    assert!(fitted.scale * drawing.height <= window.height);
    let at = Point::new(321.0, 123.0);
    let under = |view: Viewport| ((at.x - view.x) / view.scale, (at.y - view.y) / view.scale);
    let (before, after) = (under(fitted), under(fitted.zoomed(2.5, at)));
    assert!((before.0 - after.0).abs() < 1e-6 && (before.1 - after.1).abs() < 1e-6);

    let start = Rect { x: 180.0, y: 24.0, width: 64.0, height: 32.0 };
    assert_eq!(Viewport::first(drawing, window, start), fitted);
    let first = Viewport::first(Size::new(400.0, 90_000.0), window, start);
    let top = first.scale * start.y + first.y;
    assert!(
        first.scale >= 0.5 && (0.0..60.0).contains(&top),
        "the beginning, large enough: {first:?}"
    );

    let hidden = Rect { x: 0.0, y: 5000.0, width: 100.0, height: 50.0 };
    let shown = fitted.showing(hidden, window);
    assert!(shown.scale * hidden.bottom() + shown.y <= window.height);
    assert_eq!(shown.showing(hidden, window), shown);
    assert!(Viewport::fitted(drawing, Size::default()).scale > 0.0);
}

#[test]
fn a_message_has_passed_the_stations_that_it_was_at() {
    let mut simulator = started();
    let way = |simulator: &Simulator| -> String {
        let model = QueueModel::of(simulator);
        let lanes = model.lanes.iter().filter(|lane| lane.view.kind != LaneKind::Topic);
        let (lane, message) = lanes
            .flat_map(|lane| lane.view.messages.iter().map(move |message| (lane, message)))
            .next()
            .expect("the tutorial's message");
        let stand = |station: &Station| match station.stand {
            Stand::Passed => format!("({:?})", station.name),
            Stand::Here => format!("[{:?}]", station.name),
            Stand::Ahead => format!("{:?}", station.name),
        };
        let way: Vec<String> = stations(message, lane.view.kind).iter().map(stand).collect();
        way.join(" ")
    };
    let message = QueueModel::of(&simulator).lanes[0].view.messages[0].id;
    assert_eq!(way(&simulator), "(Sent) [Visible] InFlight Deleted");
    simulator.update(Action::Message { message, action: MessageAction::Receive });
    assert_eq!(way(&simulator), "(Sent) (Visible) [InFlight] Deleted");
    simulator.update(Action::Message { message, action: MessageAction::Return });
    assert_eq!(way(&simulator), "(Sent) [Visible] (InFlight) Deleted");
    // The tutorial's queue lets a message be received once.
    simulator.update(Action::Message { message, action: MessageAction::Receive });
    assert_eq!(way(&simulator), "(Sent) [DeadLetterQueue] (InFlight) Deleted");
    simulator.update(Action::Message { message, action: MessageAction::Delete });
    assert_eq!(way(&simulator), "(Sent) (DeadLetterQueue) (InFlight) [Deleted]");
}

#[test]
fn what_goes_wrong_with_a_message_is_answered_as_aws_does() {
    let answers = |mishap: Mishap| -> (String, usize) {
        let mut simulator = started();
        let token = waiting_token(&simulator);
        let message = QueueModel::of(&simulator).lanes[0].view.messages[0].id;
        simulator.update(Action::Mishap { message, mishap });
        let calls = simulator.calls_with(&token).map(|call| match &call.error {
            None => call.verb.name().to_owned(),
            Some(error) => format!("{} {}", call.verb.name(), error.name),
        });
        (calls.collect::<Vec<_>>().join(", "), simulator.waiting().len())
    };
    let twice = "SendTaskSuccess, SendTaskSuccess TaskTimedOut";
    assert_eq!(answers(Mishap::DeliveredTwice), (twice.to_owned(), 0));
    let race = "SendTaskSuccess, SendTaskFailure TaskTimedOut";
    assert_eq!(answers(Mishap::Race), (race.to_owned(), 0));
    assert_eq!(answers(Mishap::Silence), (String::new(), 1));
    assert_eq!(answers(Mishap::Loss), (String::new(), 1));
}

/// Two Maps, one within the other, and a Parallel after them.
const NESTED: &str = r#"{
  "StartAt": "Outer",
  "States": {
    "Outer": {
      "Type": "Map",
      "ItemProcessor": {
        "StartAt": "Inner",
        "States": {
          "Inner": {
            "Type": "Map",
            "End": true,
            "ItemProcessor": {
              "StartAt": "Ask",
              "States": {
                "Ask": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "TimeoutSeconds": 60,
                  "HeartbeatSeconds": 20,
                  "Parameters": {
                    "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q",
                    "MessageBody": { "token.$": "$$.Task.Token" }
                  },
                  "End": true
                }
              }
            }
          }
        }
      },
      "Catch": [{ "ErrorEquals": ["Refused"], "Next": "Both" }],
      "Next": "Both"
    },
    "Both": {
      "Type": "Parallel",
      "Branches": [
        { "StartAt": "Left", "States": { "Left": { "Type": "Pass", "End": true } } },
        { "StartAt": "Right", "States": { "Right": { "Type": "Pass", "End": true } } }
      ],
      "End": true
    }
  }
}"#;

fn nested() -> Simulator {
    let mut simulator = tutorial();
    simulator.update(Action::Open { name: "nested.asl.json".into(), text: NESTED.into() });
    simulator.update(Action::EditInput("[[1, 2], [3]]".into()));
    simulator.update(Action::Start);
    simulator
}

#[test]
fn a_map_counts_its_items_and_shows_the_picked_iteration_alone() {
    let mut simulator = nested();
    let tokens: Vec<String> =
        simulator.waiting().into_iter().filter_map(|waiting| waiting.token).collect();
    assert_eq!(tokens.len(), 3);
    let answer =
        |token: &String| Action::SendTaskSuccess { token: token.clone(), output: "1".into() };
    simulator.update(answer(&tokens[2]));

    let live = live_of(&simulator);
    let outer = &live.maps["Outer"];
    assert_eq!((outer.n_items, outer.n_waiting, outer.n_succeeded), (2, 1, 1), "{outer:?}");
    let inner = &live.maps["Inner"];
    assert_eq!((inner.n_items, inner.n_waiting, inner.n_succeeded), (3, 2, 1), "{inner:?}");

    let status_in = |index: usize| {
        let picked = BTreeMap::from([("Outer".into(), index)]);
        let live = Live::of(&simulator, &picked);
        (format!("{:?}", live.lives["Ask"].status), live.maps["Inner"].n_items)
    };
    assert_eq!(status_in(0), ("WaitingForCallback".into(), 2));
    assert_eq!(status_in(1), ("Succeeded".into(), 1));

    let fail = Action::SendTaskFailure {
        token: tokens[0].clone(),
        error: "Refused".into(),
        cause: String::new(),
    };
    simulator.update(fail);
    let live = live_of(&simulator);
    let outer = &live.maps["Outer"];
    assert_eq!((outer.n_failed, outer.n_succeeded, outer.n_running), (1, 1, 0), "{outer:?}");
    assert_eq!(live.lives["Outer"].caught.as_deref(), Some("Refused"));
    let ask_in = |index: usize| {
        let picked = BTreeMap::from([("Outer".into(), 0), ("Inner".into(), index)]);
        Live::of(&simulator, &picked).lives["Ask"].status
    };
    assert_eq!([0, 1].map(ask_in), [StateStatus::Failed, StateStatus::Cancelled]);
    let plan = plan_of(&simulator);
    let kinds: Vec<&str> =
        live.passages(&plan).into_keys().map(|e| plan.drawing.edges[e].kind.name()).collect();
    assert!(kinds.contains(&"catch"), "{kinds:?}");
}

#[test]
fn a_failed_branch_fails_its_parallel_and_cancels_what_runs_beside_it() {
    for bad in [r#""Fail", "Error": "No""#, r#""Pass", "InputPath": "$.missing", "End": true"#] {
        let text = r#"{
          "StartAt": "Both",
          "States": {
            "Both": {
              "Type": "Parallel",
              "Branches": [
                { "StartAt": "Long", "States": { "Long": { "Type": "Wait", "Seconds": 9, "End": true } } },
                { "StartAt": "Bad", "States": { "Bad": { "Type": BAD } } }
              ],
              "End": true
            }
          }
        }"#;
        let text = text.replace("BAD", bad);
        let mut simulator = tutorial();
        simulator.update(Action::Open { name: "both.asl.json".into(), text });
        simulator.update(Action::Start);
        let live = live_of(&simulator);
        let status = |name: &str| live.lives[name].status;
        assert_eq!(status("Bad"), StateStatus::Failed, "{bad}");
        assert_eq!(status("Long"), StateStatus::Cancelled, "{bad}");
        assert_eq!(status("Both"), StateStatus::Failed, "{bad}");
    }
}

#[test]
fn what_runs_down_runs_down_in_whole_seconds() {
    let mut simulator = nested();
    let left = |simulator: &Simulator| {
        let live = Rc::new(live_of(simulator));
        let graph = GraphModel::of(simulator, live).expect("there is a machine");
        let ask = graph.countdowns["Ask"].clone();
        (ask.heartbeat.map(|it| it.left.0 / 1000), ask.timeout.map(|it| it.left.0 / 1000))
    };
    assert_eq!(left(&simulator), (Some(20), Some(60)));
    simulator.update(Action::Play);
    simulator.update(Action::Tick { elapsed_ms: 5_400.0 });
    assert_eq!(left(&simulator), (Some(15), Some(55)));
}

#[test]
fn keys_lead_into_containers_and_out_again() {
    let plan = plan_of(&nested());
    let stop = |name: &str| plan.stop_of(name).expect(name);
    let onward = |from: &str| walk(&plan, stop(from), Step::Onward);
    assert_eq!(onward("Outer"), Some(stop("Inner")));
    assert_eq!(onward("Inner"), Some(stop("Ask")));
    assert_eq!(onward("Ask"), Some(stop("Both")), "out of the last state goes on from the Maps");
    assert_eq!(onward("Both"), Some(stop("Left")));
    assert_eq!(walk(&plan, stop("Left"), Step::After), Some(stop("Right")));
    assert_eq!(walk(&plan, stop("Right"), Step::Out), Some(stop("Both")));
    assert_eq!(walk(&plan, stop("Ask"), Step::Backward), Some(stop("Inner")));
    assert_eq!(plan.depth(stop("Ask")), 2);
    assert_eq!(plan.rank(stop("Both")), (2, 2));
}

#[test]
fn a_state_is_found_by_a_part_of_its_name_also_where_it_is_hidden() {
    let simulator = nested();
    let machine = simulator.document().machine().expect("it is good").clone();
    let collapsed = BTreeSet::from(["Outer".into()]);
    let plan = Plan::of(machine, View { collapsed, ..View::default() });
    let found =
        |typed: &str| search(&plan, typed).iter().map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(found("  aS"), ["Ask"]);
    assert_eq!(
        found("t"),
        ["Outer", "Both", "Right", "Left"],
        "in each rank as the machine is gone through"
    );
    assert_eq!(found(" "), [""; 0]);
    assert!(matches!(plan.stop_of("Ask"), Some(Stop::Node(_))), "the box that hides it");
    assert_eq!(plan.stop_of("Nobody"), None);
}

#[test]
fn a_state_is_spoken_of_by_type_name_and_status() {
    for (language, status) in
        [(Language::English, "Waiting for callback"), (Language::Korean, "콜백 대기 중")]
    {
        let simulator = nested();
        let (plan, live) = (plan_of(&simulator), live_of(&simulator));
        let stop = plan.stop_of("Ask").expect("it is drawn");
        let countdown = &simulator.countdowns()["Ask"];
        let texts = language.texts();
        let said = words::of_stop(&plan, stop, &live.lives["Ask"], Some(countdown), None, texts);
        assert!(said.starts_with(&format!("Task, Ask, {status}, ")), "{said}");
        let outer = plan.stop_of("Outer").expect("it is drawn");
        let map = live.maps["Outer"].clone();
        let said = words::of_stop(&plan, outer, &live.lives["Outer"], None, Some(&map), texts);
        assert!(said.starts_with("Map, Outer, ") && said.contains('2'), "{said}");
    }
}

#[test]
fn tokens_travel_where_the_execution_went_since_and_only_live() {
    let mut simulator = started();
    let plan = plan_of(&simulator);
    let before = live_of(&simulator);
    let token = waiting_token(&simulator);
    simulator.update(Action::SendTaskSuccess { token, output: "{}".into() });
    let now = live_of(&simulator);
    let gone = departures(&plan, &before, &now, &now.passages(&plan));
    let to: Vec<&str> = gone.iter().map(|index| &*plan.drawing.edges[*index].to).collect();
    assert_eq!(to, ["Notify Success", "#end"]);
    assert_eq!(departures(&plan, &now, &now, &now.passages(&plan)), [0; 0]);
    simulator.update(Action::Seek(Some(3)));
    let past = live_of(&simulator);
    assert_eq!(departures(&plan, &past, &now, &now.passages(&plan)), [0; 0]);
}

#[test]
fn what_is_in_view_is_all_that_touches_it() {
    let plan = plan_of(&nested());
    let drawing = &plan.drawing;
    let all = Rect { x: 0.0, y: 0.0, width: drawing.size.width, height: drawing.size.height };
    let visible = plan.grid.visible(drawing, all);
    assert_eq!(visible.nodes.len(), drawing.nodes.len());
    assert_eq!(visible.edges.len(), drawing.edges.len());
    assert_eq!(visible.containers.len(), drawing.containers.len());
    let n_in_tiles: usize = plan.tiles().iter().map(|tile| tile.nodes.len()).sum();
    assert_eq!(n_in_tiles, drawing.nodes.len());
    let beside = Rect { x: -900.0, y: -900.0, width: 100.0, height: 100.0 };
    assert!(plan.grid.visible(drawing, beside).containers.is_empty());
}

#[test]
fn a_piece_of_the_drawing_stays_in_view() {
    let (drawing, window) = (Size::new(4000.0, 300.0), Size::new(800.0, 600.0));
    for (x, y) in [(1e6, 1e6), (-1e6, -1e6), (10.0, 20.0)] {
        for scale in [0.01, 0.5, 3.0] {
            let seen = Viewport { scale, x, y }.kept(drawing, window).seen(window);
            let is_in_view = seen.x < drawing.width && seen.right() > 0.0;
            assert!(is_in_view && seen.y < drawing.height && seen.bottom() > 0.0, "{seen:?}");
        }
    }
    let still = Viewport { scale: 1.0, x: 10.0, y: 20.0 };
    assert_eq!(still.kept(drawing, window), still);
}

#[test]
fn detail_falls_away_in_steps() {
    assert_eq!([1.0, 0.3, 0.1].map(Level::of), [Level::Cards, Level::Names, Level::Shapes]);
}
