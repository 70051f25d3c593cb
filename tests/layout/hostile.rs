//! What nobody should write, and somebody will: it is drawn, and nothing overlaps.

use serde_json::{Map, Value, json};
use signalbox::asl;
use signalbox::graph::{Direction, Drawing, View, draw};

use crate::geometry::{overlap, passes};

#[test]
fn a_choice_of_2_000_rules_stays_on_the_page() {
    let rule = |i: usize| json!({"Variable": "$.n", "NumericEquals": i, "Next": format!("s{i}")});
    let rules: Vec<Value> = (0..2000).map(rule).collect();
    let mut states = Map::new();
    states.insert("choice".to_owned(), json!({"Type": "Choice", "Choices": rules}));
    for i in 0..2000 {
        states.insert(format!("s{i}"), json!({"Type": "Pass", "End": true}));
    }
    let drawn = hold(&machine("choice", states));
    assert!(drawn.size.width < 20_000.0 && drawn.size.height < 20_000.0, "{:?}", drawn.size);
}

#[test]
fn five_hundred_branches_fit_into_a_parallel() {
    let branch = |i: usize| {
        let name = format!("b{i}");
        json!({"StartAt": name, "States": {(name.clone()): {"Type": "Pass", "End": true}}})
    };
    let branches: Vec<Value> = (0..500).map(branch).collect();
    let parallel = json!({"Type": "Parallel", "Branches": branches, "End": true});
    let drawn = hold(&machine("all", Map::from_iter([("all".to_owned(), parallel)])));
    assert!(drawn.nodes.len() >= 500);
    assert!(drawn.size.width < 20_000.0 && drawn.size.height < 20_000.0, "{:?}", drawn.size);
}

#[test]
fn names_of_all_kinds_fit_their_boxes() {
    let names = [
        "n".repeat(80),
        "가나다라마바사아자차카타파하".repeat(5),
        "🚀👩‍👩‍👧‍👦🏳️‍🌈".repeat(8),
        "مرحبا بالعالم والناس".repeat(4),
        "a\u{202e}b\u{0301}\u{200b}".to_owned(),
        " ".to_owned(),
    ];
    let mut states = Map::new();
    for (i, name) in names.iter().enumerate() {
        let next = &names[(i + 1) % names.len()];
        let catch = json!([{"ErrorEquals": ["States.ALL"], "Next": names[0]}]);
        let state = json!({"Type": "Task", "Resource": "r", "Next": next, "Catch": catch});
        states.insert(name.clone(), state);
    }
    let drawn = hold(&machine(&names[0], states));
    assert_eq!(drawn.nodes.iter().filter(|node| node.state.is_some()).count(), names.len());
}

#[test]
fn loops_doubles_islands_and_empty_boxes_are_drawn() {
    let again = json!([{"ErrorEquals": ["A"], "Next": "self"}, {"ErrorEquals": ["B"], "Next": "b"},
        {"ErrorEquals": ["C"], "Next": "b"}]);
    let states = json!({
        "self": {"Type": "Task", "Resource": "r", "Next": "self", "Catch": again},
        "b": {"Type": "Pass", "Next": "self"},
        "island": {"Type": "Pass", "Next": "island 2"},
        "island 2": {"Type": "Pass", "Next": "island"},
        "alone": {"Type": "Succeed"},
        "no branch": {"Type": "Parallel", "Branches": [], "Next": "no state"},
        "no state": {"Type": "Map", "ItemProcessor": {"StartAt": "x", "States": {}}, "End": true},
        "no rule": {"Type": "Choice", "Choices": []},
    });
    let states = states.as_object().unwrap();
    let drawn = hold(&machine("self", states.clone()));
    for name in states.keys() {
        let is_node = drawn.nodes.iter().any(|node| *node.id == **name);
        let is_container = drawn.containers.iter().any(|container| *container.id == **name);
        assert!(is_node || is_container, "{name} is drawn");
        hold(&machine(name, Map::from_iter([(name.clone(), states[name].clone())])));
    }
    hold(&machine("nobody", Map::new()));
}

fn machine(start_at: &str, states: Map<String, Value>) -> String {
    json!({"StartAt": start_at, "States": states}).to_string()
}

/// Draws in both directions and looks for boxes on boxes and lines through boxes; gives the picture
/// that leads down.
fn hold(text: &str) -> Drawing {
    let machine = asl::parse(text).machine.expect("it is JSON");
    let drawn = |direction| draw(&machine, &View { direction, ..View::default() });
    for drawn in [drawn(Direction::Down), drawn(Direction::Right)] {
        for (i, node) in drawn.nodes.iter().enumerate() {
            for other in &drawn.nodes[..i] {
                assert!(!overlap(&node.rect, &other.rect), "{} and {}", node.id, other.id);
            }
        }
        let boxes: Vec<_> = drawn.nodes.iter().filter(|node| node.state.is_some()).collect();
        for edge in drawn.edges.iter().take(200) {
            for node in &boxes {
                let is_free = !edge.points.windows(2).any(|l| passes(l[0], l[1], &node.rect));
                assert!(is_free, "{} runs through {}", edge.id, node.id);
            }
        }
    }
    drawn(Direction::Down)
}
