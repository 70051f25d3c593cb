//! A state machine as Mermaid's `stateDiagram-v2` text.

use std::fmt::Write;

use crate::asl::{State, StateKind, StateMachine};

use super::NodeKind;
use super::scope::{Scope, scope};

/// Writes the machine, Parallel and Map states with their inside. States get short ids, since their
/// names may hold anything.
pub fn mermaid(machine: &StateMachine) -> String {
    let mut writer = Writer { out: String::from("stateDiagram-v2\n"), n_states: 0 };
    writer.write_scope(machine, 1);
    writer.out
}

struct Writer {
    out: String,
    n_states: usize,
}

impl Writer {
    fn write_scope(&mut self, machine: &StateMachine, depth: usize) {
        // Mermaid has start and end in every scope.
        let scope = scope(machine, true);
        let ids: Vec<String> = scope.nodes.iter().map(|stop| self.id(stop.kind)).collect();
        for (stop, id) in scope.nodes.iter().zip(&ids) {
            if let Some(state) = stop.state {
                self.write_state(state, id, depth);
            }
        }
        self.write_ways(&scope, &ids, depth);
    }

    fn write_state(&mut self, state: &State, id: &str, depth: usize) {
        let name = plain(&state.name);
        self.line(depth, format_args!("state \"{name}\" as {id}"));
        match &state.kind {
            StateKind::Parallel(parallel) => {
                self.line(depth, format_args!("state {id} {{"));
                for (i, branch) in parallel.branches.iter().enumerate() {
                    if i > 0 {
                        self.line(depth + 1, format_args!("--"));
                    }
                    self.write_scope(branch, depth + 1);
                }
                self.line(depth, format_args!("}}"));
            }
            StateKind::Map(map) => {
                self.line(depth, format_args!("state {id} {{"));
                self.write_scope(&map.processor.machine, depth + 1);
                self.line(depth, format_args!("}}"));
            }
            StateKind::Pass(_)
            | StateKind::Task(_)
            | StateKind::Choice(_)
            | StateKind::Wait(_)
            | StateKind::Succeed
            | StateKind::Fail(_) => {}
        }
    }

    fn write_ways(&mut self, scope: &Scope, ids: &[String], depth: usize) {
        for way in &scope.ways {
            let (from, to) = (&ids[way.from], &ids[way.to]);
            match &way.reason {
                Some(reason) => {
                    self.line(depth, format_args!("{from} --> {to} : {}", plain(&reason.full)));
                }
                None => self.line(depth, format_args!("{from} --> {to}")),
            }
        }
    }

    fn id(&mut self, kind: NodeKind) -> String {
        if matches!(kind, NodeKind::Start | NodeKind::End) {
            return "[*]".to_owned();
        }
        self.n_states += 1;
        format!("s{}", self.n_states)
    }

    fn line(&mut self, depth: usize, text: std::fmt::Arguments) {
        let indent = depth * 4;
        writeln!(self.out, "{:indent$}{text}", "").expect("a String takes all that is written");
    }
}

/// A text in which nothing has a meaning to Mermaid. Its own escapes are `#` and a character's
/// number.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | ';' | ':' | '{' | '}' | '<' | '>' | '&' | '%' => {
                plain.push_str(&format!("#{};", u32::from(c)));
            }
            c if c.is_control() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}
