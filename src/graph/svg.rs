//! A drawing as an SVG file of its own: style, icons and arrow heads inside, light or dark as the
//! viewer prefers.

use std::fmt::{Display, Write};

use crate::asl::Pattern;

use super::icon::{container_icon, icon};
use super::path::short;
use super::{Container, Drawing, Edge, Node, NodeKind, Rect};

const STYLE: &str = include_str!("svg.css");

/// Writes the drawing. The same drawing gives the same text.
pub fn svg(drawing: &Drawing) -> String {
    let mut out = String::with_capacity(4096 + 700 * drawing.nodes.len());
    let (width, height) = (drawing.size.width.ceil(), drawing.size.height.ceil());
    write(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n<style>\n{STYLE}</style>\n"
        ),
    );
    out.push_str("<defs>\n");
    for kind in ["next", "main", "catch"] {
        write(
            &mut out,
            format_args!(
                "<marker id=\"arrow-{kind}\" class=\"arrow {kind}\" viewBox=\"0 0 8 8\" refX=\"7\" \
                 refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" \
                 orient=\"auto\"><path d=\"M0 .5 7.5 4 0 7.5z\"/></marker>\n"
            ),
        );
    }
    out.push_str("</defs>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n");
    drawing.containers.iter().for_each(|container| write_container(&mut out, container));
    drawing.edges.iter().for_each(|edge| write_edge(&mut out, edge));
    drawing.nodes.iter().for_each(|node| write_node(&mut out, node));
    drawing.edges.iter().for_each(|edge| write_label(&mut out, edge));
    out.push_str("</svg>\n");
    out
}

fn write_container(out: &mut String, container: &Container) {
    let header = container.header;
    write(out, format_args!("<g class=\"container {}\">", container.kind.name()));
    write_rect(out, container.rect, 10.0, "frame");
    if let Some(icon) = container_icon(container.kind) {
        let (x, y) = (header.x + 14.0, header.y + 10.0);
        write_icon(out, icon, x, y);
        write_text(out, "title", x + 26.0, header.y + 23.0, &container.title);
    }
    out.push_str("</g>\n");
}

fn write_edge(out: &mut String, edge: &Edge) {
    let arrow = match edge.kind.name() {
        "catch" => "catch",
        _ if edge.is_main => "main",
        _ => "next",
    };
    let main = if edge.is_main { " main" } else { "" };
    let back = if edge.is_back { " back" } else { "" };
    write(
        out,
        format_args!(
            "<path class=\"edge {}{main}{back}\" d=\"{}\" marker-end=\"url(#arrow-{arrow})\"/>\n",
            edge.kind.name(),
            edge.path
        ),
    );
}

fn write_label(out: &mut String, edge: &Edge) {
    let Some(label) = &edge.label else { return };
    write(out, format_args!("<g class=\"label {}\">", edge.kind.name()));
    if label.text != label.full {
        write(out, format_args!("<title>{}</title>", Escaped(&label.full)));
    }
    write_rect(out, label.rect, 4.0, "plate");
    let center = label.rect.center();
    write_text(out, "reason", center.x, center.y + 4.0, &label.text);
    out.push_str("</g>\n");
}

fn write_node(out: &mut String, node: &Node) {
    write(out, format_args!("<g class=\"node {}\">", node.kind.name()));
    let center = node.rect.center();
    if matches!(node.kind, NodeKind::Start | NodeKind::End) {
        write_rect(out, node.rect, node.rect.height / 2.0, "frame");
        write_text(out, "terminal", center.x, center.y + 4.5, &node.title.concat());
        out.push_str("</g>\n");
        return;
    }
    write_rect(out, node.rect, 8.0, "frame");
    let (x, y) = (node.rect.x + 10.0, center.y - 14.0);
    write_rect(out, Rect { x, y, width: 28.0, height: 28.0 }, 6.0, "tile");
    write_icon(out, icon(node), x + 6.0, y + 6.0);
    let n_lines = node.title.len() + usize::from(node.subtitle.is_some());
    let mut baseline = center.y + 4.5 - 8.0 * (n_lines.saturating_sub(1)) as f64;
    for line in &node.title {
        write_text(out, "title", x + 38.0, baseline, line);
        baseline += 16.0;
    }
    if let Some(subtitle) = &node.subtitle {
        write_text(out, "subtitle", x + 38.0, baseline, subtitle);
    }
    if node.pattern == Some(Pattern::WaitForTaskToken) {
        let (x, y) = (node.rect.right() - 12.0, node.rect.y + 12.0);
        write(
            out,
            format_args!("<circle class=\"lamp\" cx=\"{}\" cy=\"{}\" r=\"4\"/>", n(x), n(y)),
        );
    }
    out.push_str("</g>\n");
}

fn write_rect(out: &mut String, rect: Rect, radius: f64, class: &str) {
    let (x, y, width, height) = (n(rect.x), n(rect.y), n(rect.width), n(rect.height));
    write(
        out,
        format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" \
             rx=\"{radius}\"/>"
        ),
    );
}

fn write_icon(out: &mut String, path: &str, x: f64, y: f64) {
    let (x, y) = (n(x), n(y));
    write(
        out,
        format_args!("<path class=\"icon\" d=\"{path}\" transform=\"translate({x} {y})\"/>"),
    );
}

fn write_text(out: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let (x, y) = (n(x), n(y));
    write(
        out,
        format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", Escaped(text)),
    );
}

fn n(x: f64) -> f64 {
    short(x)
}

fn write(out: &mut String, text: std::fmt::Arguments) {
    out.write_fmt(text).expect("a String takes all that is written");
}

/// A text without what XML gives a meaning to, or forbids.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            c if c.is_control() => f.write_char(' '),
            c => f.write_char(c),
        })
    }
}
