//! A state machine as Graphviz DOT text.

use std::fmt::Write;

use crate::asl::StateMachine;

use super::scope::{Stop, scope};
use super::{EdgeKind, NodeKind};

/// Writes the machine, Parallel and Map states as clusters.
pub fn dot(machine: &StateMachine) -> String {
    let mut writer = Writer { out: String::new(), n_nodes: 0 };
    writer.line(0, format_args!("digraph StateMachine {{"));
    writer.line(1, format_args!("compound=true;"));
    writer.line(1, format_args!("node [shape=box, style=rounded, fontname=\"sans-serif\"];"));
    writer.line(1, format_args!("edge [fontname=\"sans-serif\", fontsize=10];"));
    writer.write_scope(machine, true, 1);
    writer.line(0, format_args!("}}"));
    writer.out
}

struct Writer {
    out: String,
    n_nodes: usize,
}

/// How a state is named in the text: by the nodes at which edges come in and go out, and by its
/// cluster if it is one.
struct Name {
    entry: String,
    exit: String,
    cluster: Option<String>,
}

impl Writer {
    /// Returns the names of the nodes, the one that the machine starts from first.
    fn write_scope(
        &mut self,
        machine: &StateMachine,
        is_outermost: bool,
        depth: usize,
    ) -> Vec<Name> {
        let scope = scope(machine, is_outermost);
        let names: Vec<Name> =
            scope.nodes.iter().map(|stop| self.write_node(stop, depth)).collect();
        for way in &scope.ways {
            let (from, to) = (&names[way.from], &names[way.to]);
            let mut attributes = Vec::new();
            if let Some(reason) = &way.reason {
                attributes.push(format!("label={}", quoted(&reason.full)));
            }
            if let EdgeKind::Catch(_) = way.kind {
                attributes.push("style=dashed".to_owned());
            }
            attributes.extend(from.cluster.iter().map(|cluster| format!("ltail={cluster}")));
            attributes.extend(to.cluster.iter().map(|cluster| format!("lhead={cluster}")));
            let attributes = match attributes.is_empty() {
                true => String::new(),
                false => format!(" [{}]", attributes.join(", ")),
            };
            self.line(depth, format_args!("{} -> {}{attributes};", from.exit, to.entry));
        }
        names
    }

    fn write_node(&mut self, stop: &Stop, depth: usize) -> Name {
        let id = self.id("n");
        let machines = stop.state.map_or(Vec::new(), |state| state.kind.machines());
        let label = stop.state.map(|state| quoted(&state.name));
        if machines.is_empty() {
            let attributes = match (stop.kind, label) {
                (NodeKind::Start, _) => "label=\"Start\", shape=ellipse".to_owned(),
                (_, None) => "label=\"End\", shape=ellipse".to_owned(),
                (NodeKind::Choice, Some(label)) => format!("label={label}, shape=diamond"),
                (_, Some(label)) => format!("label={label}"),
            };
            self.line(depth, format_args!("{id} [{attributes}];"));
            return Name { entry: id.clone(), exit: id, cluster: None };
        }
        let cluster = format!("cluster_{id}");
        self.line(depth, format_args!("subgraph {cluster} {{"));
        self.line(depth + 1, format_args!("label={};", label.unwrap_or_default()));
        let mut inner = Vec::new();
        for machine in machines {
            let branch = format!("cluster_{}", self.id("b"));
            self.line(depth + 1, format_args!("subgraph {branch} {{ label=\"\"; style=dashed;"));
            inner.extend(self.write_scope(machine, false, depth + 2));
            self.line(depth + 1, format_args!("}}"));
        }
        self.line(depth, format_args!("}}"));
        let entry = inner.first().map_or(id.clone(), |name| name.entry.clone());
        let exit = inner.last().map_or(id, |name| name.exit.clone());
        Name { entry, exit, cluster: Some(cluster) }
    }

    fn id(&mut self, letter: &str) -> String {
        self.n_nodes += 1;
        format!("{letter}{}", self.n_nodes)
    }

    fn line(&mut self, depth: usize, text: std::fmt::Arguments) {
        let indent = depth * 2;
        writeln!(self.out, "{:indent$}{text}", "").expect("a String takes all that is written");
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    let line: String = escaped.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{line}\"")
}
