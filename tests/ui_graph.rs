//! What the graph panel shows, without a browser: the drawing, the execution in it, and the walk.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use signalbox::graph::{Direction, Point, Rect, Size, Theme, View, svg};
use signalbox::simulator::view::{Picked, StateStatus};
use signalbox::simulator::{Action, Simulator};
use signalbox::time::Timestamp;
use signalbox::ui::graph::model::{GraphModel, Live, departures};
use signalbox::ui::graph::plan::{Plan, Stop};
use signalbox::ui::graph::viewport::{Level, Viewport};
use signalbox::ui::graph::views::Views;
use signalbox::ui::graph::walk::{Step, walk};
use signalbox::ui::graph::{search::search, signs, words};
use signalbox::ui::i18n::Language;

fn tutorial() -> Simulator {
    Simulator::new(7, Timestamp(1_700_000_000_000))
}

fn started() -> Simulator {
    let mut simulator = tutorial();
    simulator.update(Action::Start);
    simulator
}

/// An execution whose first task waits for its callback, and catches one error; with more fields.
fn asking(fields: &str) -> Simulator {
    let text = r#"{
      "StartAt": "Ask",
      "States": {
        "Ask": {
          "Type": "Task",
          "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters": {
            "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q",
            "MessageBody": { "token.$": "$$.Task.Token" }
          },
          FIELDS
          "Catch": [{ "ErrorEquals": ["Known"], "Next": "Stop" }],
          "End": true
        },
        "Stop": { "Type": "Fail", "Error": "Stopped" }
      }
    }"#;
    let mut simulator = tutorial();
    let text = text.replace("FIELDS", fields);
    simulator.update(Action::Open { name: "ask.asl.json".into(), text });
    simulator.update(Action::Start);
    simulator
}

fn waiting_token(simulator: &Simulator) -> String {
    let waiting = simulator.waiting().into_iter().find_map(|waiting| waiting.token);
    waiting.expect("the started tutorial waits")
}

fn plan_of(simulator: &Simulator) -> Plan {
    let machine = simulator.document().machine().expect("the workflow is good");
    Plan::of(machine.clone(), View::default())
}

fn live_of(simulator: &Simulator) -> Live {
    Live::of(simulator, &BTreeMap::new())
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
fn how_the_graph_is_seen_survives_a_reload() {
    let simulator = nested();
    let view = View { collapsed: BTreeSet::from(["Both".into()]), direction: Direction::Right };
    let views = Views::default().with_view(&simulator, view.clone());
    let views = views.with_picked(&simulator, "Outer".into(), Some(1));
    let kept = serde_json::to_string(&views).unwrap();
    let read: Views = serde_json::from_str(&kept).unwrap();
    assert_eq!(read, views);
    assert_eq!(read.view(&simulator), view);
    assert_eq!(read.picked(&simulator), BTreeMap::from([("Outer".into(), 1)]));

    // What is kept may be of another document, of another run, or of nothing at all.
    let other = tutorial();
    assert_eq!(read.view(&other).collapsed, BTreeSet::new());
    assert!(read.picked(&other).is_empty());
    let mut again = nested();
    again.update(Action::Start);
    assert!(read.picked(&again).is_empty(), "iterations are of one execution");
    let nowhere = views.with_picked(&simulator, "Outer".into(), Some(7));
    assert!(nowhere.picked(&simulator).is_empty(), "there is no such iteration");
    let stranger: Views = serde_json::from_str(r#"{"is_sideways":true,"later":[1]}"#).unwrap();
    assert_eq!(stranger.view(&simulator).direction, Direction::Right);
}

#[test]
fn a_picture_tells_what_the_page_tells() {
    let mut simulator = nested();
    let tokens: Vec<String> =
        simulator.waiting().into_iter().filter_map(|waiting| waiting.token).collect();
    let output = String::from("1");
    simulator.update(Action::SendTaskSuccess { token: tokens[2].clone(), output });
    let picture = |picked: Picked, language: Language| {
        let live = Rc::new(Live::of(&simulator, &picked));
        let model = GraphModel::of(&simulator, live).expect("there is a machine");
        let plan = plan_of(&simulator);
        let passages = model.live.passages(&plan);
        let look = signs::look(&plan, &model, &passages, Theme::Light, language.texts());
        svg(&plan.drawing, &look)
    };
    let all = picture(Picked::new(), Language::English);
    for told in [
        ">Waiting for callback<", // in a pill
        ">0:20<",                 // until the heartbeat is due
        ">1:00<",                 // until it times out
        ">/ 3<",                  // items of the inner Map
        "count waiting",
        "count succeeded",
        ">All 3<",          // iterations shown
        "edge next taken",  // from the start
        "edge next passed", // to the end
    ] {
        assert!(all.contains(told), "{told} in {all}");
    }
    let picked = picture(BTreeMap::from([("Inner".into(), 1)]), Language::English);
    assert!(picked.contains(">#1 Waiting for callback<"), "{picked}");
    assert!(picture(Picked::new(), Language::Korean).contains(">콜백 대기 중<"));
}

#[test]
fn a_picture_tells_of_retries() {
    let mut simulator = asking(
        r#""TimeoutSeconds": 2,
           "Retry": [{ "ErrorEquals": ["States.Timeout"], "IntervalSeconds": 300, "MaxAttempts": 2 }],"#,
    );
    simulator.update(Action::Skip);
    let model = GraphModel::of(&simulator, Rc::new(live_of(&simulator))).expect("a machine");
    let plan = plan_of(&simulator);
    let look = signs::look(&plan, &model, &BTreeMap::new(), Theme::Dark, Language::English.texts());
    let picture = svg(&plan.drawing, &look);
    assert!(picture.contains(">↻ 1/3 · 5:00<"), "{picture}");
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
        simulator.update(Action::EditInput("{}".into()));
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
fn an_end_is_reached_by_success_and_by_a_fail_state_not_by_failing() {
    for (error, reaches) in [("Known", "Stop"), ("Unknown", "")] {
        let mut simulator = asking("");
        let token = waiting_token(&simulator);
        simulator.update(Action::SendTaskFailure { token, error: error.into(), cause: "".into() });
        let (plan, live) = (plan_of(&simulator), live_of(&simulator));
        let taken = live.passages(&plan);
        let edges = taken.keys().map(|index| &plan.drawing.edges[*index]);
        let from: Vec<&str> =
            edges.filter(|edge| &*edge.to == "#end").map(|edge| &*edge.from).collect();
        assert_eq!(from.concat(), reaches, "{error}");
    }
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
