//! Lays out a plain graph of nodes, edges and clusters in JSON, such as layout benchmarks use.
//!
//! In: `{nodes: [{id, w, h, parent?}], edges: [{id, from, to, label?, back?}],
//! clusters: [{id, label?, parent?}]}`. Out: `{nodes: [{id, x, y, w, h}], edges: [{id, points:
//! [[x, y], …], label?: {x, y, w, h}}], width, height}`, clusters among the nodes, x and y the upper
//! left corner. An edge into a cluster goes on inside to its node, from the top; one out of it
//! leaves at the bottom.

use std::collections::BTreeMap;

use crate::layout::{Diagram, Direction, Layout, Link, LinkKind, Node, Route, layout};
use crate::value::{Json, Number};

use super::path::corners;
use super::text::text_width;
use super::{Point, Rect, Size};

const PADDING: f64 = 12.0;
const HEADER_HEIGHT: f64 = 18.0;
const LABEL_FONT: f64 = 11.0;
const LABEL_EXTRA: Size = Size { width: 8.0, height: 16.0 };
/// How far from a cluster's border edges run to the node that they lead to.
const LANE: f64 = 5.0;

/// Lays out the graph. The error says what is wrong with the text.
pub fn layout_json(text: &str) -> Result<String, String> {
    let json = Json::parse(text).map_err(|error| error.to_string())?;
    let mut plan = Plan::read(&json)?;
    plan.lay_out();
    Ok(plan.write().to_string())
}

/// A node or a cluster.
struct Item {
    id: String,
    size: Size,
    /// The item around it; the last item of all is the whole graph.
    parent: usize,
    /// What a cluster holds; empty for a node.
    members: Vec<usize>,
    depth: usize,
    /// Against the cluster around it, then against the whole graph.
    rect: Rect,
    /// Where an edge that comes in at the top goes on to, and one that goes out comes from.
    entry: Option<usize>,
    exit: Option<usize>,
}

struct Edge {
    id: String,
    from: usize,
    to: usize,
    label: Option<String>,
    is_back: bool,
    /// The cluster that holds both ends.
    scope: usize,
    route: Route,
}

struct Plan {
    items: Vec<Item>,
    edges: Vec<Edge>,
}

impl Plan {
    fn read(json: &Json) -> Result<Plan, String> {
        let list = |name: &str| -> Vec<Json> {
            json.get(name).and_then(Json::as_array).map_or(Vec::new(), |list| list.to_vec())
        };
        let (nodes, clusters) = (list("nodes"), list("clusters"));
        if json.get("nodes").is_none() {
            return Err("the graph has no \"nodes\"".to_owned());
        }
        let root = nodes.len() + clusters.len();
        let mut index = BTreeMap::new();
        let mut items = Vec::with_capacity(root + 1);
        for (i, json) in nodes.iter().chain(&clusters).enumerate() {
            let id = text_of(json, "id").ok_or_else(|| format!("node {i} has no \"id\""))?;
            let size = |name: &str| json.get(name).and_then(Json::as_f64).unwrap_or(0.0);
            let size = Size::new(size("w").clamp(0.0, 1e6), size("h").clamp(0.0, 1e6));
            if index.insert(id.clone(), i).is_some() {
                return Err(format!("\"{id}\" is there twice"));
            }
            items.push(Item::new(id, size, root));
        }
        items.push(Item::new(String::new(), Size::default(), root));
        let find = |name: &str| -> Result<usize, String> {
            index.get(name).copied().ok_or_else(|| format!("there is no node \"{name}\""))
        };
        for (i, json) in nodes.iter().chain(&clusters).enumerate() {
            let parent = text_of(json, "parent").map_or(Ok(root), |parent| find(&parent))?;
            if parent < nodes.len() {
                return Err(format!("\"{}\" is no cluster", items[parent].id));
            }
            items[i].parent = parent;
            items[parent].members.push(i);
        }
        set_depths(&mut items, root)?;
        let mut edges = Vec::new();
        for (i, json) in list("edges").iter().enumerate() {
            let end = |name: &str| {
                let id =
                    text_of(json, name).ok_or_else(|| format!("edge {i} has no \"{name}\""))?;
                find(&id)
            };
            let (from, to) = (end("from")?, end("to")?);
            edges.push(Edge {
                id: text_of(json, "id").unwrap_or_else(|| format!("e{i}")),
                from,
                to,
                label: text_of(json, "label"),
                is_back: json.get("back").and_then(Json::as_bool) == Some(true),
                scope: common(&items, from, to),
                route: Route::default(),
            });
        }
        Ok(Plan { items, edges })
    }

    /// Lays out every cluster, the innermost first, then moves all to where the outer ones are.
    fn lay_out(&mut self) {
        let mut inside_out: Vec<usize> = (0..self.items.len()).collect();
        inside_out.sort_by_key(|&i| std::cmp::Reverse(self.items[i].depth));
        let mut edges_of: Vec<Vec<usize>> = vec![Vec::new(); self.items.len()];
        for (i, edge) in self.edges.iter().enumerate() {
            edges_of[edge.scope].push(i);
        }
        for &i in &inside_out {
            if !self.items[i].members.is_empty() {
                self.lay_out_scope(i, &edges_of[i]);
            }
        }
        for &i in inside_out.iter().rev().skip(1) {
            let around = self.items[self.items[i].parent].rect;
            self.items[i].rect = self.items[i].rect.moved(around.x, around.y);
        }
        for i in 0..self.edges.len() {
            self.connect(i);
        }
    }

    fn lay_out_scope(&mut self, scope: usize, edges: &[usize]) {
        let members = self.items[scope].members.clone();
        let mut place = BTreeMap::new();
        let mut diagram = Diagram::with_capacity(members.len(), edges.len());
        for &member in &members {
            place.insert(member, diagram.add_node(self.node(member)));
        }
        let ends: Vec<(usize, usize)> = edges
            .iter()
            .map(|&edge| (self.within(scope, edge).0, self.within(scope, edge).1))
            .collect();
        for (i, &edge) in edges.iter().enumerate() {
            let kind = match () {
                () if self.edges[edge].is_back => LinkKind::Back,
                () if self.is_catch(edge) => LinkKind::Catch,
                () => LinkKind::Ordinary,
            };
            let label = self.edges[edge].label.as_ref().map(|text| {
                let width = text_width(text, LABEL_FONT) + LABEL_EXTRA.width;
                Size::new(width.ceil(), LABEL_EXTRA.height)
            });
            diagram.add_edge(place[&ends[i].0], place[&ends[i].1], Link { kind, label });
        }
        self.take(scope, &members, edges, layout(&diagram, Direction::Down));
    }

    /// Takes over what was laid out, with a border round it if it is not the whole graph.
    fn take(&mut self, scope: usize, members: &[usize], edges: &[usize], layout: Layout) {
        let is_root = scope + 1 == self.items.len();
        let (left, top) = if is_root { (0.0, 0.0) } else { (PADDING, HEADER_HEIGHT) };
        let bottom = if is_root { 0.0 } else { PADDING };
        self.items[scope].size =
            Size::new(layout.size.width + 2.0 * left, layout.size.height + top + bottom);
        for (&member, rect) in members.iter().zip(&layout.nodes) {
            self.items[member].rect = rect.moved(left, top);
        }
        for (&edge, mut route) in edges.iter().zip(layout.edges) {
            route.points.iter_mut().for_each(|point| {
                point.x += left;
                point.y += top;
            });
            route.label = route.label.map(|label| label.moved(left, top));
            self.edges[edge].route = route;
        }
        if !is_root {
            let is_end = |member: &usize, end: fn(&Edge) -> usize| {
                edges.iter().any(|&edge| end(&self.edges[edge]) == *member)
            };
            let first = members.iter().find(|member| !is_end(member, |edge| edge.to));
            let last = members.iter().rev().find(|member| !is_end(member, |edge| edge.from));
            (self.items[scope].entry, self.items[scope].exit) = (first.copied(), last.copied());
        }
    }

    /// The item as a node of the scope around it.
    fn node(&self, item: usize) -> Node {
        let Item { size, entry, exit, .. } = self.items[item];
        let offset = |inner: Option<usize>| {
            inner.map_or(0.0, |inner| self.items[inner].rect.center().x - size.width / 2.0)
        };
        Node { size, entry: offset(entry), exit: offset(exit) }
    }

    /// The members of the scope that the edge's ends are in.
    fn within(&self, scope: usize, edge: usize) -> (usize, usize) {
        let member = |mut item: usize| {
            while self.items[item].parent != scope && self.items[item].parent != item {
                item = self.items[item].parent;
            }
            item
        };
        (member(self.edges[edge].from), member(self.edges[edge].to))
    }

    fn is_catch(&self, edge: usize) -> bool {
        self.edges[edge].label.as_deref() == Some("catch")
    }

    /// Moves an edge to where its scope is and leads it on through the borders of clusters.
    fn connect(&mut self, edge: usize) {
        let scope = self.edges[edge].scope;
        let around = self.items[scope].rect;
        let (from, to) = self.within(scope, edge);
        let mut route = std::mem::take(&mut self.edges[edge].route);
        route.points.iter_mut().for_each(|point| {
            point.x += around.x;
            point.y += around.y;
        });
        route.label = route.label.map(|label| label.moved(around.x, around.y));
        let points = &mut route.points;
        let mut inner = to;
        while inner != self.edges[edge].to {
            let next = self.towards(inner, self.edges[edge].to);
            lead_in(points, self.items[inner].rect, self.items[next].rect);
            inner = next;
        }
        points.reverse();
        let mut inner = from;
        while inner != self.edges[edge].from {
            let next = self.towards(inner, self.edges[edge].from);
            lead_out(points, self.items[inner].rect, self.items[next].rect);
            inner = next;
        }
        points.reverse();
        route.points = corners(&route.points);
        self.edges[edge].route = route;
    }

    /// The member of the cluster that holds the item.
    fn towards(&self, cluster: usize, mut item: usize) -> usize {
        while self.items[item].parent != cluster {
            item = self.items[item].parent;
        }
        item
    }

    fn write(&self) -> Json {
        let number = |x: f64| Json::Number(Number::Float(x));
        let rect = |rect: Rect| {
            [("x", rect.x), ("y", rect.y), ("w", rect.width), ("h", rect.height)]
                .map(|(name, x)| (name, number(x)))
        };
        let (root, items) = self.items.split_last().expect("the whole graph is an item");
        let nodes = items.iter().map(|item| {
            let id = [("id", Json::string(item.id.as_str()))];
            let rect = rect(Rect { width: item.size.width, height: item.size.height, ..item.rect });
            Json::object(id.into_iter().chain(rect))
        });
        let edges = self.edges.iter().map(|edge| {
            let points = edge.route.points.iter();
            let points = points.map(|point| Json::array([number(point.x), number(point.y)]));
            let label = edge.route.label.map(|label| ("label", Json::object(rect(label))));
            let fields = [
                ("id", Json::string(edge.id.as_str())),
                ("points", Json::array(points.collect::<Vec<_>>())),
            ];
            Json::object(fields.into_iter().chain(label))
        });
        Json::object([
            ("nodes", Json::array(nodes.collect::<Vec<_>>())),
            ("edges", Json::array(edges.collect::<Vec<_>>())),
            ("width", number(root.size.width)),
            ("height", number(root.size.height)),
        ])
    }
}

impl Item {
    fn new(id: String, size: Size, parent: usize) -> Item {
        Item {
            id,
            size,
            parent,
            members: Vec::new(),
            depth: 0,
            rect: Rect { x: 0.0, y: 0.0, width: size.width, height: size.height },
            entry: None,
            exit: None,
        }
    }
}

/// Counts how deep every item is; clusters that hold each other are an error.
fn set_depths(items: &mut [Item], root: usize) -> Result<(), String> {
    let mut open = vec![root];
    let mut n_found = 0;
    while let Some(item) = open.pop() {
        n_found += 1;
        for member in items[item].members.clone() {
            items[member].depth = items[item].depth + 1;
            open.push(member);
        }
    }
    if n_found < items.len() { Err("clusters hold each other".to_owned()) } else { Ok(()) }
}

/// The innermost cluster around both.
fn common(items: &[Item], a: usize, b: usize) -> usize {
    let (mut a, mut b) = (items[a].parent, items[b].parent);
    while a != b {
        match items[a].depth >= items[b].depth {
            true => a = items[a].parent,
            false => b = items[b].parent,
        }
    }
    a
}

/// Leads an edge that ends at the cluster on to a node inside, along the strip below its top.
fn lead_in(points: &mut Vec<Point>, cluster: Rect, node: Rect) {
    let lane = cluster.y + LANE;
    bring_to(points, cluster, lane);
    let x = node.center().x;
    if let Some(end) = points.last().copied() {
        points.extend([Point::new(end.x, lane), Point::new(x, lane), Point::new(x, node.y)]);
    }
}

/// Leads an edge that begins at the cluster back to a node inside, along the strip above its
/// bottom. The points are in reverse.
fn lead_out(points: &mut Vec<Point>, cluster: Rect, node: Rect) {
    let Some(x) = points.last().map(|end| end.x) else { return };
    let inset = (node.width / 4.0).min(4.0);
    let start = x.clamp(node.x + inset, node.right() - inset);
    // Ways out stand side by side: what goes furthest turns first, so that none crosses another.
    let lane = cluster.bottom() - LANE / 2.0 - LANE / (1.0 + (x - start).abs() / 10.0);
    bring_to(points, cluster, lane);
    if let Some(end) = points.last().copied() {
        let bottom = node.bottom();
        points.extend([
            Point::new(end.x, lane),
            Point::new(start, lane),
            Point::new(start, bottom),
        ]);
    }
}

/// An edge that ends at the side of a cluster is moved along it to the height of a lane.
fn bring_to(points: &mut [Point], cluster: Rect, lane: f64) {
    if let [.., before, end] = points
        && before.y == end.y
        && (end.x == cluster.x || end.x == cluster.right())
    {
        before.y = lane;
        end.y = lane;
    }
}

fn text_of(json: &Json, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}
