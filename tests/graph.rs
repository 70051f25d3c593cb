//! The picture of a state machine: its laws over real definitions, and what it says.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use signalbox::asl::{self, StateMachine};
use signalbox::graph::{
    ContainerKind, Direction, Drawing, Edge, EdgeKind, Look, Mark, NodeKind, PlainGraph, Point,
    Rect, Signs, Theme, View, dot, draw, mermaid, svg,
};

#[test]
fn laws_hold_for_real_definitions() {
    let folder = PathBuf::from("../shared/real/definitions");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: no {}", folder.display());
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let mut n_drawn = 0;
    for path in &paths {
        let text = fs::read_to_string(path).unwrap();
        if let Some(machine) = asl::parse(&text).machine {
            hold(&machine, &path.display().to_string());
            n_drawn += 1;
        }
    }
    assert!(n_drawn > 50, "{n_drawn} of {} files could be drawn", paths.len());
}

#[test]
fn laws_hold_for_nested_machines() {
    let mut inner = r#"{"StartAt":"s0","States":{"s0":{"Type":"Pass","End":true}}}"#.to_owned();
    for depth in 1..8 {
        let map = format!(r#""Type":"Map","ItemProcessor":{inner},"Next":"after{depth}""#);
        inner = format!(
            r#"{{"StartAt":"s{depth}","States":{{"s{depth}":{{{map}}},
            "after{depth}":{{"Type":"Pass","End":true}}}}}}"#
        );
    }
    let machine = machine(&inner);
    hold(&machine, "maps in maps");
    let drawing = draw(&machine, &View::default());
    assert_eq!(drawing.containers.len(), 7);
    let view = View { collapsed: BTreeSet::from(["s7".into()]), ..View::default() };
    let collapsed = draw(&machine, &view);
    assert!(collapsed.containers.is_empty(), "what is in a collapsed state is not drawn");
    assert!(collapsed.nodes.iter().any(|node| node.kind == NodeKind::Map && node.n_hidden == 1));
}

#[test]
fn a_bus_is_drawn_once() {
    let states: Vec<String> = (0..300)
        .map(|n| {
            let catch = r#"[{"ErrorEquals":["States.ALL"],"Next":"handler"}]"#;
            let next = if n < 299 { format!("s{}", n + 1) } else { "handler".to_owned() };
            format!(r#""s{n}":{{"Type":"Parallel","Branches":[],"Catch":{catch},"Next":"{next}"}}"#)
        })
        .collect();
    let handler = r#""handler":{"Type":"Succeed"}"#;
    let text = format!(r#"{{"StartAt":"s0","States":{{{},{handler}}}}}"#, states.join(","));
    let drawing = draw(&machine(&text), &View::default());
    let length = |points: &[Point]| -> f64 {
        let lines = points.windows(2);
        lines.map(|line| (line[0].x - line[1].x).abs() + (line[0].y - line[1].y).abs()).sum()
    };
    let own: f64 = drawing.edges.iter().map(|edge| length(&edge.own)).sum();
    let whole: f64 = drawing.edges.iter().map(|edge| length(&edge.points)).sum();
    assert!(own < 6.0 * drawing.size.height && whole > 100.0 * drawing.size.height, "{own}");
    assert_eq!(broken_laws(&drawing), Vec::<String>::new());
}

#[test]
fn edges_say_why() {
    let machine = machine(APPROVAL);
    let drawing = draw(&machine, &View::default());
    let labels: Vec<(&str, &str, EdgeKind)> = drawing
        .edges
        .iter()
        .filter_map(|edge| Some((&*edge.to, &*edge.label.as_ref()?.full, edge.kind)))
        .collect();
    let expected = [
        ("Late", "States.Timeout, States.HeartbeatTimeout", EdgeKind::Catch(0)),
        ("Pay", "$.approved = true and ($.sum < 100 or $.vip is present)", EdgeKind::Rule(0)),
        ("Ask", "Ask once more", EdgeKind::Rule(1)),
        ("Late", "Default", EdgeKind::Default),
    ];
    assert_eq!(labels, expected);
    let back: Vec<&str> =
        drawing.edges.iter().filter(|edge| edge.is_back).map(|edge| &*edge.to).collect();
    assert_eq!(back, ["Ask"]);
    let main: Vec<&str> =
        drawing.edges.iter().filter(|edge| edge.is_main).map(|edge| &*edge.to).collect();
    assert_eq!(main, ["Ask", "Decide", "Pay", "#end"]);
    let ask = drawing.nodes.iter().find(|node| &*node.id == "Ask").unwrap();
    assert_eq!(ask.subtitle.as_deref(), Some("sqs:sendMessage"));
    assert_eq!(ask.service.as_deref(), Some("sqs"));
    assert_eq!(ask.pattern, Some(asl::Pattern::WaitForTaskToken));
}

#[test]
fn a_state_more_moves_little() {
    let chain = |names: &[&str]| {
        let states: Vec<String> = names
            .iter()
            .zip(names[1..].iter().chain(&[""]))
            .map(|(name, next)| match *next {
                "" => format!(r#""{name}":{{"Type":"Succeed"}}"#),
                next => format!(r#""{name}":{{"Type":"Pass","Next":"{next}"}}"#),
            })
            .collect();
        let text = format!(r#"{{"StartAt":"{}","States":{{{}}}}}"#, names[0], states.join(","));
        draw(&machine(&text), &View::default())
    };
    let before = chain(&["a", "b", "c", "d"]);
    let after = chain(&["a", "b", "new", "c", "d"]);
    for node in &before.nodes {
        let moved = after.nodes.iter().find(|other| other.id == node.id).unwrap();
        assert_eq!(moved.rect.x, node.rect.x, "{} stays in its column", node.id);
        if ["#start", "a", "b"].contains(&&*node.id) {
            assert_eq!(moved.rect, node.rect, "{} is above what is new", node.id);
        }
    }
}

#[test]
fn what_is_broken_is_drawn_as_far_as_it_goes() {
    for text in [
        r#"{"StartAt":"gone","States":{"a":{"Type":"Pass","Next":"nowhere"}}}"#,
        r#"{"StartAt":"a","States":{"a":{"Type":"Pass","Next":"a"}}}"#,
        r#"{"StartAt":"a","States":{"a":{"Type":"Parallel","Branches":[],"End":true}}}"#,
    ] {
        if let Some(machine) = asl::parse(text).machine {
            hold(&machine, text);
        }
    }
}

#[test]
fn other_formats_hold_every_state() {
    let machine = machine(APPROVAL);
    let (mermaid, dot) = (mermaid(&machine), dot(&machine));
    for name in machine.states.keys() {
        assert!(mermaid.contains(&**name), "{name} in:\n{mermaid}");
        assert!(dot.contains(&**name), "{name} in:\n{dot}");
    }
    assert!(mermaid.starts_with("stateDiagram-v2\n    state"), "{mermaid}");
    assert!(dot.contains("style=dashed"), "{dot}");
    let picture = svg(&draw(&machine, &View::default()), &Look::default());
    assert_eq!(picture.matches("<g class=\"node ").count(), machine.states.len() + 2);
    assert!(!picture.contains("href"), "the file is whole by itself");
    assert!(!picture.contains("var(") && !picture.contains("currentColor"), "colours are colours");
}

#[test]
fn a_picture_shows_what_has_become_of_states_in_the_theme_and_part_that_is_seen() {
    let machine = machine(APPROVAL);
    let drawing = draw(&machine, &View::default());
    let first = machine.start_at.clone();
    for mark in Mark::ALL {
        let told = Signs { mark: Some(mark), ..Signs::default() };
        let signs = [(first.name.clone(), told)].into();
        let picture = svg(&drawing, &Look { signs, theme: Theme::Dark, ..Look::default() });
        assert!(picture.contains(mark.sign()) && !picture.contains("@media"), "{mark:?}");
        assert!(
            picture.contains(&format!(".node.{} > .frame", mark.name())),
            "{mark:?} has a style"
        );
    }
    let whole = svg(&drawing, &Look { theme: Theme::Light, ..Look::default() });
    let node = drawing.nodes.iter().find(|node| node.state.is_some()).expect("it has states");
    let part = svg(&drawing, &Look { part: Some(node.rect), ..Look::default() });
    let n_nodes = |picture: &str| picture.matches("<g class=\"node ").count();
    assert!(n_nodes(&part) == 1 && n_nodes(&whole) > 1);
    let size = format!("width=\"{}\" height=\"{}\"", node.rect.width, node.rect.height);
    assert!(part.contains(&size), "{size}");
    let words = Some(["시작".to_owned(), "끝".to_owned()]);
    let korean = svg(&drawing, &Look { words, ..Look::default() });
    assert!(korean.contains(">시작<") && !korean.contains(">Start<"));
}

#[test]
fn plain_graphs_are_laid_out_or_told_what_is_wrong() {
    let graph = r#"{"nodes":[{"id":"a","w":50,"h":20},{"id":"b","w":50,"h":20,"parent":"c"}],
        "clusters":[{"id":"c"}],"edges":[{"id":"e","from":"a","to":"b"}]}"#;
    let mut graph = PlainGraph::parse(graph).unwrap();
    graph.lay_out();
    let drawn = graph.to_string();
    assert!(drawn.contains(r#""id":"c""#) && drawn.contains(r#""points":[["#), "{drawn}");
    for (text, wrong) in [
        ("[", "Unexpected end"),
        ("{}", "no \"nodes\""),
        (r#"{"nodes":[{"id":"a"},{"id":"a"}]}"#, "there twice"),
        (r#"{"nodes":[],"edges":[{"from":"x","to":"y"}]}"#, "no node \"x\""),
        (r#"{"nodes":[],"clusters":[{"id":"a","parent":"a"}]}"#, "hold each other"),
    ] {
        let error = PlainGraph::parse(text).err().unwrap();
        assert!(error.contains(wrong), "{text}: {error}");
    }
}

const APPROVAL: &str = r#"{"StartAt":"Ask","States":{
    "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters":{"QueueUrl":"q","MessageBody":{"Token.$":"$$.Task.Token"}},
        "Catch":[{"ErrorEquals":["States.Timeout","States.HeartbeatTimeout"],"Next":"Late"}],
        "Next":"Decide"},
    "Decide":{"Type":"Choice","Choices":[
        {"And":[{"Variable":"$.approved","BooleanEquals":true},
            {"Or":[{"Variable":"$.sum","NumericLessThan":100},{"Variable":"$.vip","IsPresent":true}]}],
            "Next":"Pay"},
        {"Comment":"Ask once more","Variable":"$.again","BooleanEquals":true,"Next":"Ask"}],
        "Default":"Late"},
    "Pay":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
        "Parameters":{"FunctionName":"pay"},"End":true},
    "Late":{"Type":"Fail","Error":"Late"}}}"#;

fn machine(text: &str) -> Arc<StateMachine> {
    asl::parse(text).machine.expect("the text is a definition")
}

fn hold(machine: &StateMachine, name: &str) {
    for direction in [Direction::Down, Direction::Right] {
        let view = View { direction, ..View::default() };
        let drawing = draw(machine, &view);
        assert_eq!(drawing, draw(machine, &view), "{name}: a second drawing differs");
        let wrong = broken_laws(&drawing);
        assert!(wrong.is_empty(), "{name}, {direction:?}:\n{}", wrong.join("\n"));
    }
}

fn broken_laws(drawing: &Drawing) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut law = |holds: bool, what: String| wrong.extend((!holds).then_some(what));
    let container = |id: &Option<Arc<str>>| {
        let id = id.as_ref()?;
        drawing.containers.iter().find(|container| container.id == *id)
    };
    let whole = Rect { x: 0.0, y: 0.0, width: drawing.size.width, height: drawing.size.height };
    for (i, node) in drawing.nodes.iter().enumerate() {
        let around = container(&node.container).map_or(whole, |container| container.rect);
        law(is_inside(&node.rect, &around), format!("{} is outside of its container", node.id));
        for other in &drawing.nodes[i + 1..] {
            law(!overlap(&node.rect, &other.rect), format!("{} is on {}", node.id, other.id));
        }
    }
    for (i, inner) in drawing.containers.iter().enumerate() {
        let around = container(&inner.container).map_or(whole, |container| container.rect);
        law(is_inside(&inner.rect, &around), format!("{} is outside of its container", inner.id));
        for other in &drawing.containers[i + 1..] {
            let is_apart = !overlap(&inner.rect, &other.rect);
            let is_nested = is_inside(&other.rect, &inner.rect);
            law(is_apart || is_nested, format!("{} is on {}", inner.id, other.id));
        }
    }
    // Where an edge may not go: all boxes but those that hold it.
    let boxes: Vec<(&Arc<str>, Rect, bool)> = drawing
        .nodes
        .iter()
        .map(|node| (&node.id, node.rect, true))
        .chain(drawing.containers.iter().map(|container| {
            (&container.id, container.rect, !matches!(container.kind, ContainerKind::Branch(_)))
        }))
        .collect();
    for edge in &drawing.edges {
        law(edge.path.starts_with('M'), format!("{} has no path", edge.id));
        let is_drawn = edge.points.windows(2).all(|line| is_drawn(drawing, edge, line));
        law(is_drawn, format!("{} is not drawn all the way", edge.id));
        let holds_edge = |rect: &Rect| edge.points.iter().all(|point| is_within(*point, rect));
        for (id, rect, is_solid) in &boxes {
            let is_end = *id == &edge.from || *id == &edge.to;
            if !is_end && *is_solid && holds_edge(rect) {
                continue;
            }
            let passes = edge.points.windows(2).any(|line| passes(line[0], line[1], rect));
            law(!passes || !is_solid, format!("{} runs through {id}", edge.id));
        }
        if let Some(label) = &edge.label {
            for node in &drawing.nodes {
                law(!overlap(&label.rect, &node.rect), format!("a label is on {}", node.id));
            }
        }
    }
    wrong
}

/// Whether a line is drawn by one edge or another that leads to the same node in the same way.
fn is_drawn(drawing: &Drawing, edge: &Edge, line: &[Point]) -> bool {
    let is_catch = |edge: &Edge| matches!(edge.kind, EdgeKind::Catch(_));
    let alike = drawing.edges.iter();
    let alike = alike.filter(|other| other.to == edge.to && is_catch(other) == is_catch(edge));
    let own: Vec<&[Point]> = alike.flat_map(|other| other.own.windows(2)).collect();
    let n_steps = 20;
    (0..=n_steps).all(|step| {
        let at = |a: f64, b: f64| a + (b - a) * f64::from(step) / f64::from(n_steps);
        let point = Point::new(at(line[0].x, line[1].x), at(line[0].y, line[1].y));
        let is_between = |a: f64, b: f64, x: f64| a.min(b) - 0.1 <= x && x <= a.max(b) + 0.1;
        own.iter().any(|own| {
            is_between(own[0].x, own[1].x, point.x) && is_between(own[0].y, own[1].y, point.y)
        })
    })
}

fn is_inside(inner: &Rect, outer: &Rect) -> bool {
    inner.x >= outer.x - 0.5
        && inner.y >= outer.y - 0.5
        && inner.right() <= outer.right() + 0.5
        && inner.bottom() <= outer.bottom() + 0.5
}

fn is_within(point: Point, rect: &Rect) -> bool {
    rect.x < point.x && point.x < rect.right() && rect.y < point.y && point.y < rect.bottom()
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x + 0.01 < b.right()
        && b.x + 0.01 < a.right()
        && a.y + 0.01 < b.bottom()
        && b.y + 0.01 < a.bottom()
}

/// Whether a horizontal or vertical line goes through the inside of a box.
fn passes(a: Point, b: Point, rect: &Rect) -> bool {
    a.x.max(b.x) > rect.x + 0.5
        && a.x.min(b.x) < rect.right() - 0.5
        && a.y.max(b.y) > rect.y + 0.5
        && a.y.min(b.y) < rect.bottom() - 0.5
}
