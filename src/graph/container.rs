//! What a Parallel or Map holds, with a container around it: one sized box to the scope outside.

use std::sync::Arc;

use crate::asl::{ProcessorMode, StateKind, StateMachine};

use super::drawing::Artist;
use super::scope::Stop;
use super::text::{fit, text_width};
use super::{Container, ContainerKind, Direction, Drawing, Rect, Size};

/// Pixels between a container's border and its inside, and between branches.
const PADDING: f64 = 20.0;
const BRANCH_GAP: f64 = 16.0;
const BELOW_HEADER: f64 = 8.0;
/// Room in a Map's lower edge for how its iterations stand.
const MAP_FOOTER: f64 = 14.0;
const HEADER_HEIGHT: f64 = 36.0;
const HEADER_FONT: f64 = 13.0;
/// What a header holds besides its text: an icon on the left, a button on the right.
const HEADER_EXTRA: f64 = 84.0;
/// Branches wider than this together are wrapped into rows.
const BRANCHES_WIDTH_MAX: f64 = 3200.0;

impl Artist<'_> {
    /// The inside of a Parallel or Map with its container around it, unless it is collapsed.
    pub fn draw_inside(&mut self, stop: &Stop, id: &Arc<str>) -> Option<Drawing> {
        let state = stop.state?;
        if self.view.collapsed.contains(&state.name) {
            return None;
        }
        let (kind, inside) = match &state.kind {
            StateKind::Parallel(parallel) => {
                let branches = parallel.branches.iter().enumerate();
                let branches =
                    branches.map(|(i, branch)| self.draw_branch(branch, i, id)).collect();
                (ContainerKind::Parallel, self.side_by_side(branches))
            }
            StateKind::Map(map) => {
                let kind = match map.processor.mode {
                    ProcessorMode::Inline => ContainerKind::Map,
                    ProcessorMode::Distributed(_) => ContainerKind::DistributedMap,
                };
                (kind, self.draw_scope(&map.processor.machine, Some(id)))
            }
            StateKind::Pass(_)
            | StateKind::Task(_)
            | StateKind::Choice(_)
            | StateKind::Wait(_)
            | StateKind::Succeed
            | StateKind::Fail(_) => return None,
        };
        let mut container = Container {
            id: id.clone(),
            state: state.name.clone(),
            kind,
            title: state.name.to_string(),
            rect: Rect::default(),
            header: Rect::default(),
            container: None,
        };
        Some(enclose(&mut container, inside))
    }

    fn draw_branch(&mut self, branch: &StateMachine, i: usize, parallel: &Arc<str>) -> Drawing {
        let id = self.unique(format!("{parallel}#{i}"));
        let mut drawing = self.draw_scope(branch, Some(&id));
        drawing.shift(PADDING / 2.0, PADDING / 2.0);
        drawing.size = Size::new(drawing.size.width + PADDING, drawing.size.height + PADDING);
        let Size { width, height } = drawing.size;
        let branch = Container {
            id,
            state: parallel.clone(),
            kind: ContainerKind::Branch(i),
            title: String::new(),
            rect: Rect { x: 0.0, y: 0.0, width, height },
            header: Rect { x: 0.0, y: 0.0, width, height: 0.0 },
            container: Some(parallel.clone()),
        };
        drawing.containers.insert(0, branch);
        drawing
    }

    /// Branches beside each other across the direction of reading, all of the same length, in as
    /// many rows as it takes.
    fn side_by_side(&self, branches: Vec<Drawing>) -> Drawing {
        let is_down = self.view.direction == Direction::Down;
        let across = |size: Size| if is_down { size.width } else { size.height };
        let along = |size: Size| if is_down { size.height } else { size.width };
        let mut rows: Vec<(f64, Vec<Drawing>)> = Vec::new();
        for branch in branches {
            let width = across(branch.size);
            match rows.last_mut() {
                Some((used, row)) if *used + BRANCH_GAP + width <= BRANCHES_WIDTH_MAX => {
                    *used += BRANCH_GAP + width;
                    row.push(branch);
                }
                _ => rows.push((width, vec![branch])),
            }
        }
        let mut all = Drawing::default();
        let mut position = 0.0;
        let mut widest: f64 = 0.0;
        for (used, row) in rows {
            let length = row.iter().map(|branch| along(branch.size)).fold(0.0, f64::max);
            let mut beside = 0.0;
            for mut branch in row {
                if let Some(frame) = branch.containers.first_mut() {
                    match is_down {
                        true => frame.rect.height = length,
                        false => frame.rect.width = length,
                    }
                }
                match is_down {
                    true => branch.shift(beside, position),
                    false => branch.shift(position, beside),
                }
                beside += across(branch.size) + BRANCH_GAP;
                all.nodes.extend(branch.nodes);
                all.containers.extend(branch.containers);
                all.edges.extend(branch.edges);
            }
            widest = widest.max(used);
            position += length + BRANCH_GAP;
        }
        let length = (position - BRANCH_GAP).max(0.0);
        all.size = if is_down { Size::new(widest, length) } else { Size::new(length, widest) };
        all
    }
}

/// A drawing with a container round it, the header at its top.
fn enclose(container: &mut Container, mut inside: Drawing) -> Drawing {
    let title_width = text_width(&container.title, HEADER_FONT) + HEADER_EXTRA;
    let inner_width = inside.size.width + 2.0 * PADDING;
    let width = inner_width.max(title_width.min(inner_width.max(280.0)));
    let footer = match container.kind {
        ContainerKind::Map | ContainerKind::DistributedMap => MAP_FOOTER,
        ContainerKind::Parallel | ContainerKind::Branch(_) => 0.0,
    };
    let height = HEADER_HEIGHT + inside.size.height + PADDING + BELOW_HEADER + footer;
    inside.shift(((width - inside.size.width) / 2.0).round(), HEADER_HEIGHT + BELOW_HEADER);
    container.title = fit(&container.title, HEADER_FONT, width - HEADER_EXTRA);
    container.rect = Rect { x: 0.0, y: 0.0, width, height };
    container.header = Rect { x: 0.0, y: 0.0, width, height: HEADER_HEIGHT };
    inside.containers.insert(0, container.clone());
    inside.size = Size::new(width, height);
    inside
}
