//! Rows get their y, one below the other, and so do the nodes in them.

use super::super::rows::{Role, Rows};
use super::super::{Diagram, Rect};
use super::Channel;

/// Pixels that a node may be lower than the row that it stands in.
const LITTLE: f64 = 40.0;

/// The y at which each row begins and ends, and every node in the rows that it takes.
pub struct Stack {
    pub tops: Vec<f64>,
    pub bottoms: Vec<f64>,
    pub nodes: Vec<Rect>,
}

/// Stacks the rows, each as high as what stands in it.
pub fn stack(diagram: &Diagram, rows: &Rows, x: &[f64], channels: &[Channel]) -> Stack {
    let n_rows = rows.rows.len();
    let rooms = rooms(diagram);
    let spans: Vec<(usize, usize)> = (0..rooms.len()).map(|node| span(rows, node)).collect();
    let mut ending_in: Vec<Vec<usize>> = vec![Vec::new(); n_rows];
    spans.iter().enumerate().for_each(|(node, &(_, last))| ending_in[last].push(node));
    let (mut tops, mut bottoms) = (vec![0.0; n_rows], vec![0.0; n_rows]);
    let mut y = 0.0;
    for row in 0..n_rows {
        tops[row] = y;
        let of_labels = rows.rows[row].iter().map(|&item| match rows.item(item).role {
            Role::Label(edge) => diagram.raw_edges()[edge].weight.label.map_or(0.0, |l| l.height),
            Role::Node(_) | Role::Body(_) | Role::Bend(_) => 0.0,
        });
        let of_nodes = ending_in[row].iter().map(|&node| tops[spans[node].0] + rooms[node]);
        bottoms[row] = of_nodes.fold(y + of_labels.fold(0.0, f64::max), f64::max);
        y = bottoms[row] + channels[row].height;
    }
    let place = |(node, &(first, last)): (usize, &(usize, usize))| {
        let size = diagram.raw_nodes()[node].weight.size;
        let x = x[rows.item_of_node[node] as usize] - size.width / 2.0;
        // Where heights differ little the middles are in line, where they differ much the tops.
        let left = bottoms[last] - tops[first] - rooms[node];
        let above = if first == last && left < LITTLE { left / 2.0 } else { 0.0 };
        let y = tops[first] + (above + (rooms[node] - size.height) / 2.0).round();
        Rect { x, y, width: size.width, height: size.height }
    };
    let nodes = spans.iter().enumerate().map(place).collect();
    Stack { tops, bottoms, nodes }
}

/// The height that each node needs, the labels of edges that lead from it to itself included.
fn rooms(diagram: &Diagram) -> Vec<f64> {
    let mut rooms: Vec<f64> = diagram.node_weights().map(|node| node.size.height).collect();
    for edge in diagram.raw_edges().iter().filter(|edge| edge.source() == edge.target()) {
        let room = &mut rooms[edge.source().index()];
        *room = room.max(edge.weight.label.map_or(0.0, |label| label.height));
    }
    rooms
}

/// The first and the last row of a node.
fn span(rows: &Rows, node: usize) -> (usize, usize) {
    let first = rows.item_of_node[node];
    let last = rows.items_of_node(node).last().unwrap_or(first);
    (rows.item(first).row as usize, rows.item(last).row as usize)
}
