//! Lays out a plain graph of nodes, edges and clusters in JSON, such as layout benchmarks use.
//!
//! In: `{nodes: [{id, w, h, parent?}], edges: [{id, from, to, label?, back?}], clusters: [{id,
//! parent?}]}`. Out: `{nodes: [{id, x, y, w, h}], edges: [{id, points: [[x, y], …], label?: {x, y,
//! w, h}}], width, height}`, clusters among the nodes, x and y the upper left corner, in pixels. An
//! edge whose label is `catch` is one to a handler; one with `back` leads back in a loop.

mod clusters;
mod cut;
mod join;

use std::collections::BTreeMap;
use std::fmt;

use crate::layout::{Link, LinkKind};
use crate::value::{Json, Number};

use super::text::text_width;
use super::{Rect, Size};
use clusters::{Clusters, Edge, Item, lay_out};

const LABEL_FONT: f64 = 11.0;
const LABEL_EXTRA: Size = Size { width: 8.0, height: 16.0 };
/// Sizes are at most this, in pixels.
const SIZE_MAX: f64 = 1e6;

/// A graph as it was read, laid out or not. Its text is the output described above.
#[derive(Clone)]
pub struct PlainGraph {
    json: Json,
    clusters: Clusters,
}

impl PlainGraph {
    /// Reads a graph. The error says what is wrong with the text.
    pub fn parse(text: &str) -> Result<PlainGraph, String> {
        let json = Json::parse(text).map_err(|error| error.to_string())?;
        let clusters = Lists::of(&json)?.clusters()?;
        Ok(PlainGraph { json, clusters })
    }

    /// Gives everything its place.
    pub fn lay_out(&mut self) {
        lay_out(&mut self.clusters);
    }
}

/// The lists of the input, and where each id is: nodes first, then clusters.
struct Lists<'a> {
    nodes: &'a [Json],
    clusters: &'a [Json],
    edges: &'a [Json],
    index: BTreeMap<&'a str, usize>,
}

impl<'a> Lists<'a> {
    fn of(json: &'a Json) -> Result<Lists<'a>, String> {
        let list = |name: &str| json.get(name).and_then(Json::as_array).map(|list| &***list);
        let nodes = list("nodes").ok_or("the graph has no \"nodes\"")?;
        let (clusters, edges) = (list("clusters").unwrap_or(&[]), list("edges").unwrap_or(&[]));
        let mut index = BTreeMap::new();
        for (i, item) in nodes.iter().chain(clusters).enumerate() {
            let id = text_of(item, "id").ok_or_else(|| format!("item {i} has no \"id\""))?;
            if index.insert(id, i).is_some() {
                return Err(format!("\"{id}\" is there twice"));
            }
        }
        Ok(Lists { nodes, clusters, edges, index })
    }

    fn clusters(&self) -> Result<Clusters, String> {
        let root = self.nodes.len() + self.clusters.len();
        let mut items = Vec::with_capacity(root + 1);
        for json in self.nodes.iter().chain(self.clusters) {
            let side = |name: &str| {
                json.get(name).and_then(Json::as_f64).unwrap_or(0.0).clamp(0.0, SIZE_MAX)
            };
            let parent = text_of(json, "parent").map_or(Ok(root), |parent| self.find(parent))?;
            if parent < self.nodes.len() {
                return Err(format!("a node is the parent of {json}"));
            }
            let size = Size::new(side("w"), side("h"));
            items.push(Item { parent, size, rect: Rect::default() });
        }
        items.push(Item { parent: root, size: Size::default(), rect: Rect::default() });
        let mut is_held = vec![false; root + 1];
        is_held[root] = true;
        for _ in 0..=self.clusters.len() {
            let n_held = is_held.iter().filter(|is_held| **is_held).count();
            if n_held == is_held.len() {
                break;
            }
            for (i, item) in items.iter().enumerate() {
                is_held[i] |= is_held[item.parent];
            }
        }
        if is_held.contains(&false) {
            return Err("clusters hold each other".to_owned());
        }
        let edges = self.edges.iter().map(|json| self.edge(json)).collect::<Result<_, _>>()?;
        Ok(Clusters { items, edges, root })
    }

    fn edge(&self, json: &Json) -> Result<Edge, String> {
        let end = |name: &str| {
            let id = text_of(json, name).ok_or_else(|| format!("no \"{name}\" in {json}"))?;
            self.find(id)
        };
        let label = text_of(json, "label");
        let kind = match label {
            _ if json.get("back").and_then(Json::as_bool) == Some(true) => LinkKind::Back,
            Some("catch") => LinkKind::Catch,
            _ => LinkKind::Ordinary,
        };
        let size = |text: &str| {
            let width = text_width(text, LABEL_FONT) + LABEL_EXTRA.width;
            Size::new(width.ceil(), LABEL_EXTRA.height)
        };
        let link = Link { kind, label: label.map(size) };
        let (from, to) = (end("from")?, end("to")?);
        Ok(Edge { from, to, link, points: Vec::new(), label: None })
    }

    fn find(&self, id: &str) -> Result<usize, String> {
        self.index.get(id).copied().ok_or_else(|| format!("there is no node \"{id}\""))
    }
}

impl fmt::Display for PlainGraph {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Clusters { items, edges, root } = &self.clusters;
        let list = |name: &str| {
            self.json.get(name).and_then(Json::as_array).into_iter().flat_map(|list| list.iter())
        };
        let id = |json: &Json| ("id", json.get("id").cloned().unwrap_or_default());
        let nodes = list("nodes").chain(list("clusters")).zip(items);
        let nodes =
            nodes.map(|(json, item)| Json::object([id(json)].into_iter().chain(sides(item.rect))));
        let edges = list("edges").zip(edges).map(|(json, edge)| {
            let points = edge.points.iter().map(|p| Json::array([number(p.x), number(p.y)]));
            let points = ("points", Json::array(points));
            let label = edge.label.map(|label| ("label", Json::object(sides(label))));
            Json::object([id(json), points].into_iter().chain(label))
        });
        let size = items[*root].size;
        let drawn = Json::object([
            ("nodes", Json::array(nodes)),
            ("edges", Json::array(edges)),
            ("width", number(size.width)),
            ("height", number(size.height)),
        ]);
        drawn.fmt(f)
    }
}

fn sides(rect: Rect) -> [(&'static str, Json); 4] {
    [("x", rect.x), ("y", rect.y), ("w", rect.width), ("h", rect.height)]
        .map(|(name, side)| (name, number(side)))
}

fn number(x: f64) -> Json {
    Json::Number(Number::Float(x))
}

fn text_of<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name).and_then(Json::as_str)
}
