//! Which part of a drawing is seen, and how large.

use crate::graph::{Point, Rect, Size};

/// A place of the drawing is seen at `scale * place + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub scale: f64,
    pub x: f64,
    pub y: f64,
}

pub const SCALE_MIN: f64 = 0.05;
pub const SCALE_MAX: f64 = 3.0;

/// Larger than life only where the person asks for it.
const SCALE_FITTED_MAX: f64 = 1.15;

/// Below this, names are hard to read.
const SCALE_READABLE: f64 = 0.5;

/// The room left around a fitted drawing.
const MARGIN: f64 = 20.0;

impl Viewport {
    /// The whole drawing in the middle of the window.
    pub fn fitted(drawing: Size, window: Size) -> Viewport {
        let room = Size::new(
            (window.width - 2.0 * MARGIN).max(1.0),
            (window.height - 2.0 * MARGIN).max(1.0),
        );
        let scale = (room.width / drawing.width.max(1.0))
            .min(room.height / drawing.height.max(1.0))
            .clamp(SCALE_MIN, SCALE_FITTED_MAX);
        Viewport {
            scale,
            x: (window.width - scale * drawing.width) / 2.0,
            y: (window.height - scale * drawing.height) / 2.0,
        }
    }

    /// What is shown before anybody has moved it: all of the drawing if that can be read, otherwise
    /// its beginning, around `start`.
    pub fn first(drawing: Size, window: Size, start: Rect) -> Viewport {
        let fitted = Viewport::fitted(drawing, window);
        if fitted.scale >= SCALE_READABLE {
            return fitted;
        }
        let x = window.width / 2.0 - SCALE_READABLE * start.center().x;
        Viewport { scale: SCALE_READABLE, x, y: MARGIN - SCALE_READABLE * start.y }
    }

    pub fn moved(self, dx: f64, dy: f64) -> Viewport {
        Viewport { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Larger or smaller by a factor, with the place under `at` staying where it is.
    pub fn zoomed(self, factor: f64, at: Point) -> Viewport {
        let scale = (self.scale * factor).clamp(SCALE_MIN, SCALE_MAX);
        let kept = |offset: f64, at: f64| at - (at - offset) * scale / self.scale;
        Viewport { scale, x: kept(self.x, at.x), y: kept(self.y, at.y) }
    }

    /// Moved as little as shows the whole of `rect`, a box of the drawing.
    pub fn showing(self, rect: Rect, window: Size) -> Viewport {
        let shift = |begin: f64, end: f64, length: f64| {
            if begin < MARGIN {
                MARGIN - begin
            } else if end > length - MARGIN {
                (length - MARGIN - end).max(MARGIN - begin)
            } else {
                0.0
            }
        };
        let (left, right) = (self.scale * rect.x + self.x, self.scale * rect.right() + self.x);
        let (top, bottom) = (self.scale * rect.y + self.y, self.scale * rect.bottom() + self.y);
        self.moved(shift(left, right, window.width), shift(top, bottom, window.height))
    }

    /// As the `transform` of an SVG group.
    pub fn transform(self) -> String {
        format!("translate({:.2} {:.2}) scale({:.4})", self.x, self.y, self.scale)
    }
}
