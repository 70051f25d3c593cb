//! `signalbox graph`: a picture of a workflow.

use clap::{Args, ValueEnum};

use super::source::DefinitionArguments;
use super::{Exit, show};
use crate::graph::{self, Direction, Drawing, Look, Rect, View};
use crate::value::Json;

/// Draws a workflow: an SVG picture, or the places of its boxes and lines as JSON.
///
/// A definition with mistakes is drawn as far as it was understood.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    definition: DefinitionArguments,
    /// What to write; by default what the name of --output says, or else SVG.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The file to write, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Draw from left to right instead of downwards.
    #[arg(long)]
    right: bool,
    /// Show these Parallel and Map states as one box.
    #[arg(long, value_name = "STATE")]
    collapse: Vec<String>,
    /// The colours of an SVG picture.
    #[arg(long, value_enum, default_value_t)]
    theme: Theme,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Theme {
    /// As whoever looks at it prefers.
    #[default]
    System,
    Light,
    Dark,
}

impl From<Theme> for graph::Theme {
    fn from(theme: Theme) -> graph::Theme {
        match theme {
            Theme::System => graph::Theme::System,
            Theme::Light => graph::Theme::Light,
            Theme::Dark => graph::Theme::Dark,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Svg,
    /// `{nodes: [{id, x, y, w, h, parent}], edges: [{id, from, to, points}]}` in pixels.
    Json,
    /// Mermaid's stateDiagram-v2.
    Mermaid,
    /// Graphviz DOT.
    Dot,
}

pub fn run(arguments: &Arguments) -> Result<(), Exit> {
    let (_, found) = arguments.definition.open()?;
    let Some(machine) = found.machine else {
        return Err(Exit::usage(format!("{}: nothing to draw", arguments.definition.definition)));
    };
    let view = View {
        collapsed: arguments.collapse.iter().map(|name| name.as_str().into()).collect(),
        direction: if arguments.right { Direction::Right } else { Direction::Down },
    };
    let drawing = graph::draw(&machine, &view);
    let text = match arguments.format() {
        Format::Svg => {
            graph::svg(&drawing, &Look { theme: arguments.theme.into(), ..Look::default() })
        }
        Format::Json => places(&drawing).to_string(),
        Format::Mermaid => graph::mermaid(&machine),
        Format::Dot => graph::dot(&machine),
    };
    // The page's file, to the byte: it ends with one line's end.
    let text = text.trim_end();
    match &arguments.output {
        None => show(text),
        Some(path) => std::fs::write(path, format!("{text}\n"))
            .map_err(|error| Exit::usage(format!("{path}: {error}")))?,
    }
    Ok(())
}

impl Arguments {
    fn format(&self) -> Format {
        let by_name = match &self.output {
            Some(path) if path.ends_with(".json") => Format::Json,
            Some(path) if path.ends_with(".mmd") => Format::Mermaid,
            Some(path) if path.ends_with(".dot") => Format::Dot,
            _ => Format::Svg,
        };
        self.format.unwrap_or(by_name)
    }
}

fn places(drawing: &Drawing) -> Json {
    let boxed = |id: &str, rect: &Rect, container: &Option<std::sync::Arc<str>>| {
        let parent = container.clone().map_or(Json::Null, Json::String);
        Json::object([
            ("id", Json::from(id)),
            ("x", Json::from(rect.x)),
            ("y", Json::from(rect.y)),
            ("w", Json::from(rect.width)),
            ("h", Json::from(rect.height)),
            ("parent", parent),
        ])
    };
    let nodes = drawing.nodes.iter().map(|node| boxed(&node.id, &node.rect, &node.container));
    let containers = drawing.containers.iter();
    let containers = containers.map(|outer| boxed(&outer.id, &outer.rect, &outer.container));
    let edges = drawing.edges.iter().map(|edge| {
        let points = edge.points.iter();
        let points = points.map(|point| Json::array([point.x.into(), point.y.into()]));
        Json::object([
            ("id", Json::from(edge.id.as_str())),
            ("from", Json::from(edge.from.clone())),
            ("to", Json::from(edge.to.clone())),
            ("back", Json::from(edge.is_back)),
            ("points", Json::array(points)),
        ])
    });
    Json::object([("nodes", Json::array(nodes.chain(containers))), ("edges", Json::array(edges))])
}
