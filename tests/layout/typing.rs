//! What people wrote, changed as people change it: the picture shall not jump while one types.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use signalbox::asl;
use signalbox::graph::{Drawing, View, draw};

#[test]
fn a_change_moves_what_it_is_not_about_a_little() {
    let mut at_start = Moves::default();
    let mut between = Moves::default();
    let mut at_end = Moves::default();
    let mut caught = Moves::default();
    let mut ruled = Moves::default();
    let mut renamed = Moves::default();
    let mut half_typed = Moves::default();
    for definition in definitions().into_iter().step_by(2) {
        let Some(before) = drawing(&definition) else { continue };
        for scope in scopes(&definition) {
            let changed = |change: &dyn Fn(&mut Map<String, Value>)| {
                let mut changed = definition.clone();
                change(changed.pointer_mut(&scope)?.as_object_mut()?);
                drawing(&changed)
            };
            let states = definition.pointer(&scope).and_then(|scope| scope["States"].as_object());
            at_start.add(
                &before,
                changed(&|scope| {
                    let next = scope["StartAt"].clone();
                    scope["StartAt"] = json!("New");
                    states_of(scope)
                        .insert("New".to_owned(), json!({"Type": "Pass", "Next": next}));
                }),
            );
            for (name, state) in states.into_iter().flatten() {
                let moves = if state.get("Next").is_some() { &mut between } else { &mut at_end };
                if state.get("Next").or(state.get("End")).is_some() {
                    moves.add(&before, changed(&|scope| set_after(states_of(scope), name)));
                }
                if state.get("Catch").is_some() {
                    caught.add(
                        &before,
                        changed(&|scope| {
                            let to_new = json!({"ErrorEquals": ["Mine"], "Next": "New"});
                            let catchers = states_of(scope)[name]["Catch"].as_array_mut();
                            catchers.unwrap().insert(0, to_new);
                            states_of(scope).insert("New".to_owned(), json!({"Type": "Fail"}));
                        }),
                    );
                }
                if let Some(last) = state["Choices"].as_array().and_then(|rules| rules.last()) {
                    ruled.add(
                        &before,
                        changed(&|scope| {
                            let rules = states_of(scope)[name]["Choices"].as_array_mut().unwrap();
                            rules.push(json!({"Variable": "$.a", "IsNull": true, "Next": "New"}));
                            let new = json!({"Type": "Pass", "Next": last["Next"]});
                            states_of(scope).insert("New".to_owned(), new);
                        }),
                    );
                }
                let longer = format!("{name} and more");
                let mut after = changed(&|scope| rename(scope, name, &longer));
                for node in after.iter_mut().flat_map(|drawn| &mut drawn.nodes) {
                    if *node.id == longer {
                        node.id = name.as_str().into();
                    }
                }
                renamed.add(&before, after);
                if state.get("Next").is_some() {
                    half_typed.add(
                        &before,
                        changed(&|scope| {
                            states_of(scope)[name]["Next"] = json!("Ne");
                        }),
                    );
                }
            }
        }
    }
    if between.n_nodes == 0 {
        println!("skipped: no ../shared/real/definitions");
        return;
    }
    // The mean way that a state moves aside against Start, in pixels, and how many of a thousand
    // states beside each other change sides.
    at_start.hold(0.5, 0.0, "a state at the start");
    between.hold(6.0, 3.0, "a state between two");
    at_end.hold(20.0, 3.0, "a state at the end");
    caught.hold(60.0, 10.0, "a catcher more");
    ruled.hold(40.0, 20.0, "a rule more");
    renamed.hold(8.0, 3.0, "a longer name");
    half_typed.hold(25.0, 60.0, "a name that is half typed");
}

#[test]
fn no_state_goes_away_while_another_is_typed() {
    let mut n_drawn = 0;
    for definition in definitions().into_iter().step_by(8) {
        let Some(before) = drawing(&definition) else { continue };
        let text = serde_json::to_string_pretty(&definition).unwrap();
        let Some(at) = text.find("\"States\": {").map(|at| at + "\"States\": {".len()) else {
            continue;
        };
        let typed = r#" "New": { "Type": "Wait", "Seconds": 5, "End": true },"#;
        for end in 0..=typed.len() {
            let text = format!("{}{}{}", &text[..at], &typed[..end], &text[at..]);
            // While the text is no JSON the page keeps the picture that it has.
            let Some(machine) = asl::parse(&text).machine else { continue };
            let drawn = draw(&machine, &View::default());
            n_drawn += 1;
            let mut moves = Moves::default();
            assert!(drawn.nodes.len() >= before.nodes.len(), "a state is away: {text}");
            moves.add(&before, Some(drawn));
            moves.hold(10.0, 0.0, &typed[..end]);
        }
    }
    println!("{n_drawn} pictures of texts on their way");
}

/// A branch that no longer fits beside the others goes into the next row, once: what moves further
/// than this, in pixels, counts as if it had moved so far.
const FAR: f64 = 400.0;

/// How far states move that are in two pictures.
#[derive(Default)]
struct Moves {
    n_nodes: usize,
    /// Pixels aside, against the Start of their picture, together.
    aside: f64,
    n_beside: usize,
    n_turned: usize,
}

impl Moves {
    fn add(&mut self, before: &Drawing, after: Option<Drawing>) {
        let Some(after) = after else { return };
        let places: BTreeMap<&str, usize> =
            after.nodes.iter().enumerate().map(|(i, node)| (&*node.id, i)).collect();
        let pairs: Vec<_> = before
            .nodes
            .iter()
            .filter_map(|node| Some((node, &after.nodes[*places.get(&*node.id)?])))
            .collect();
        let Some((start, new_start)) = pairs.first() else { return };
        let shift = new_start.rect.center().x - start.rect.center().x;
        for (i, (old, new)) in pairs.iter().enumerate() {
            self.n_nodes += 1;
            let aside = new.rect.center().x - old.rect.center().x - shift;
            self.aside += aside.abs().min(FAR);
            for (other, new_other) in &pairs[..i] {
                let is_beside = |a: &signalbox::graph::Rect, b: &signalbox::graph::Rect| {
                    a.y < b.bottom() && b.y < a.bottom()
                };
                if old.container == other.container
                    && is_beside(&old.rect, &other.rect)
                    && is_beside(&new.rect, &new_other.rect)
                {
                    self.n_beside += 1;
                    let is_left = old.rect.x < other.rect.x;
                    self.n_turned += usize::from(is_left != (new.rect.x < new_other.rect.x));
                }
            }
        }
    }

    fn hold(&self, aside_max: f64, turned_max: f64, what: &str) {
        let aside = self.aside / self.n_nodes.max(1) as f64;
        let turned = 1000.0 * self.n_turned as f64 / self.n_beside.max(1) as f64;
        println!("{what}: {aside:.1} px aside, {} of {} turned", self.n_turned, self.n_beside);
        assert!(aside <= aside_max, "{what}: states move {aside} px aside on the average");
        assert!(turned <= turned_max, "{what}: {turned} of 1,000 change sides");
    }
}

fn definitions() -> Vec<Value> {
    let entries = fs::read_dir("../shared/real/definitions").into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok());
    let values = texts.filter_map(|text| serde_json::from_str::<Value>(&text).ok());
    values.filter(|value| value["States"].is_object()).collect()
}

fn drawing(definition: &Value) -> Option<Drawing> {
    let machine = asl::parse(&definition.to_string()).machine?;
    Some(draw(&machine, &View::default()))
}

/// The JSON pointers of a machine and of all machines inside.
fn scopes(definition: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![(String::new(), definition)];
    while let Some((at, value)) = left.pop() {
        if value.get("States").is_some_and(Value::is_object) {
            found.push(at.clone());
        }
        let inside = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(map) => left.extend(map.iter().map(|(key, value)| (inside(key), value))),
            Value::Array(list) => {
                let items = list.iter().enumerate();
                left.extend(items.map(|(i, value)| (inside(&i.to_string()), value)));
            }
            _ => {}
        }
    }
    found
}

fn states_of(scope: &mut Map<String, Value>) -> &mut Map<String, Value> {
    scope["States"].as_object_mut().unwrap()
}

fn rename(scope: &mut Map<String, Value>, name: &str, new: &str) {
    let text = Value::Object(scope.clone()).to_string();
    let text = text.replace(&json!(name).to_string(), &json!(new).to_string());
    if let Ok(Value::Object(renamed)) = serde_json::from_str(&text) {
        *scope = renamed;
    }
}

/// Sets a state after the named one, before what follows on that.
fn set_after(states: &mut Map<String, Value>, name: &str) {
    let state = states[name].as_object_mut().unwrap();
    let new = match state.insert("Next".to_owned(), json!("New")) {
        Some(next) => json!({"Type": "Pass", "Next": next}),
        None => json!({"Type": "Pass", "End": true}),
    };
    state.shift_remove("End");
    states.insert("New".to_owned(), new);
}
