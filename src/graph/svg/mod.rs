//! A drawing as an SVG file of its own: style, icons and arrow heads inside, and the page's colours
//! written out, light or dark or as the viewer prefers.

mod told;

use std::fmt::{Display, Write};

use super::icon::{container_icon, icon};
use super::look::resolved;
use super::path::{rounded, short};
use super::signs::timer_signs;
use super::text::fit;
use super::{
    Container, Drawing, Edge, EdgeKind, Family, Look, Mark, Node, NodeKind, Phase, Rect, Theme,
};
use super::{Signs, card, card::SUBTITLE_SIZE, card::TITLE_SIZE};
use told::{write_badge, write_counts, write_signs, write_timers};

const STYLE: &str = include_str!("style.css");

/// Pixels around a part of a drawing.
const PART_MARGIN: f64 = 8.0;

/// Writes the drawing. The same drawing and look give the same text.
pub fn svg(drawing: &Drawing, look: &Look) -> String {
    let mut out = String::with_capacity(8192 + 900 * drawing.nodes.len());
    let frame = look.frame(drawing);
    let (width, height) = (frame.width.ceil(), frame.height.ceil());
    write(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"{} {} {width} {height}\" role=\"img\">\n<style>\n",
            n(frame.x),
            n(frame.y)
        ),
    );
    match look.theme {
        Theme::Light => out.push_str(&resolved(STYLE, false)),
        Theme::Dark => out.push_str(&resolved(STYLE, true)),
        Theme::System => {
            let (light, dark) = (resolved(STYLE, false), resolved(STYLE, true));
            write(
                &mut out,
                format_args!("{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"),
            );
        }
    }
    out.push_str("</style>\n<defs>\n");
    for kind in ["next", "catch", "taken"] {
        write(
            &mut out,
            format_args!(
                "<marker id=\"arrow-{kind}\" class=\"arrow {kind}\" viewBox=\"0 0 10 10\" \
                 refX=\"8.5\" refY=\"5\" markerWidth=\"10\" markerHeight=\"10\" \
                 markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M.5 .8 9 5 .5 \
                 9.2z\"/></marker>\n"
            ),
        );
    }
    out.push_str("</defs>\n");
    write_rect(&mut out, Rect { width, height, ..frame }, 0.0, "ground");
    out.push('\n');
    let is_seen = |rect: Rect| look.part.is_none() || touch(rect, frame);
    let nothing = Signs::default();
    let signs =
        |state: Option<&str>| state.and_then(|state| look.signs.get(state)).unwrap_or(&nothing);
    for container in drawing.containers.iter().filter(|container| is_seen(container.rect)) {
        write_container(&mut out, container, signs(Some(&container.state)));
    }
    for (index, edge) in drawing.edges.iter().enumerate() {
        let is_taken = look.taken.contains(&index);
        let line = if is_taken { &edge.points } else { &edge.own };
        if line.windows(2).any(|ends| is_seen(around(ends))) {
            write_edge(&mut out, edge, is_taken, look.phase);
        }
    }
    for node in drawing.nodes.iter().filter(|node| is_seen(node.rect)) {
        write_node(&mut out, node, signs(node.state.as_deref()), look);
    }
    for (index, edge) in drawing.edges.iter().enumerate() {
        if edge.label.as_ref().is_some_and(|label| is_seen(label.rect)) {
            write_label(&mut out, edge, look.taken.contains(&index));
        }
    }
    out.push_str("</svg>\n");
    out
}

fn touch(a: Rect, b: Rect) -> bool {
    let m = PART_MARGIN;
    a.x <= b.right() + m && b.x <= a.right() + m && a.y <= b.bottom() + m && b.y <= a.bottom() + m
}

fn around(ends: &[super::Point]) -> Rect {
    let [a, b] = [ends[0], ends[1]];
    let (width, height) = ((a.x - b.x).abs(), (a.y - b.y).abs());
    Rect { x: a.x.min(b.x), y: a.y.min(b.y), width, height }
}

fn write_container(out: &mut String, container: &Container, signs: &Signs) {
    let header = container.header;
    // A branch has no head, and its Parallel tells how it stands.
    let mark = signs.mark.filter(|_| header.height > 0.0);
    let status = mark.map(Mark::name).unwrap_or_default();
    write(out, format_args!("<g class=\"container {} {status}\">", container.kind.name()));
    write_rect(out, container.rect, 10.0, "frame");
    if let Some(icon) = container_icon(container.kind) {
        write_rect(out, header, 10.0, "head");
        let title = fit(&container.state, TITLE_SIZE, header.width - 78.0);
        let x = header.x + card::head_indent(header, &title);
        write_icon(out, icon, x, header.y + 10.0);
        write_text(out, "title", x + 22.0, header.y + 22.5, &title);
    }
    write_badge(out, container.rect, mark);
    if let Some(counts) = &signs.counts {
        write_counts(out, container.rect, counts);
    }
    out.push_str("</g>\n");
}

fn write_edge(out: &mut String, edge: &Edge, is_taken: bool, phase: Phase) {
    let arrow = match edge.kind {
        EdgeKind::Catch(_) => "catch",
        EdgeKind::Next | EdgeKind::Rule(_) | EdgeKind::Default if is_taken => "taken",
        EdgeKind::Next | EdgeKind::Rule(_) | EdgeKind::Default => "next",
    };
    let taken = match phase {
        _ if is_taken => " taken",
        Phase::Running | Phase::Ended => " passed",
        Phase::None => "",
    };
    write(out, format_args!("<path class=\"edge {}{taken}\" d=\"", edge.kind.name()));
    match edge.joins() && !is_taken {
        true => write(out, format_args!("{}\"/>\n", rounded(&edge.own))),
        false => {
            write(out, format_args!("{}\" marker-end=\"url(#arrow-{arrow})\"/>\n", edge.path));
        }
    }
}

fn write_label(out: &mut String, edge: &Edge, is_taken: bool) {
    let Some(label) = &edge.label else { return };
    let taken = if is_taken { " taken" } else { "" };
    write(out, format_args!("<g class=\"label {}{taken}\">", edge.kind.name()));
    if label.text != label.full {
        write(out, format_args!("<title>{}</title>", Escaped(&label.full)));
    }
    write_rect(out, label.rect, 4.0, "plate");
    let center = label.rect.center();
    write_text(out, "reason", center.x, center.y + 4.0, &label.text);
    out.push_str("</g>\n");
}

fn write_node(out: &mut String, node: &Node, signs: &Signs, look: &Look) {
    let outline = card::outline_at(node.kind, node.rect);
    if node.state.is_none() {
        let center = node.rect.center();
        write(
            out,
            format_args!("<g class=\"node terminal\"><path class=\"frame\" d=\"{outline}\"/>"),
        );
        let word = match (&look.words, node.kind) {
            (Some([start, _]), NodeKind::Start) => start.clone(),
            (Some([_, end]), _) => end.clone(),
            (None, _) => node.title.concat(),
        };
        write_text(out, "word", center.x, center.y + 4.5, &word);
        return out.push_str("</g>\n");
    }
    let (kind, family) = (node.kind.name(), Family::of(node).name());
    let is_passed = look.phase == Phase::Ended && signs.mark.is_none();
    let status = signs.mark.map_or(if is_passed { "passed" } else { "" }, Mark::name);
    let (x, y) = (node.rect.x, node.rect.y);
    write(out, format_args!("<g class=\"node {kind} {family} {status}\">"));
    if let Some(behind) = card::edge_behind(node) {
        let (x, y) = (n(x), n(y));
        write(
            out,
            format_args!(
                "<path class=\"behind\" d=\"{behind}\" transform=\"translate({x} {y})\"/>"
            ),
        );
    }
    write(out, format_args!("<path class=\"frame\" d=\"{outline}\"/>"));
    let tile = card::tile(node.rect).moved(x, y);
    write_rect(out, tile, card::TILE_RADIUS, "tile");
    write_icon(out, icon(node), tile.x + 6.0, tile.y + 6.0);
    let lines = card::lines(node);
    for (title, at) in node.title.iter().zip(&lines) {
        write_text(out, "title", x + at.x, y + at.y, title);
    }
    let subtitle = signs.subtitle.as_ref().or(node.subtitle.as_ref());
    if let (Some(subtitle), Some(at)) = (subtitle, lines.get(node.title.len())) {
        let room = node.rect.width - at.x;
        let timers = timer_signs(&signs.timers, room);
        if timers.is_empty() {
            write_text(out, "subtitle", x + at.x, y + at.y, &fit(subtitle, SUBTITLE_SIZE, room));
        } else {
            write_timers(out, &timers, at.x + x, at.y + y);
        }
    }
    write_signs(out, node.rect, signs);
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
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => f.write_char(' '),
            c => f.write_char(c),
        })
    }
}
