//! Which part of a drawing is seen, and how large.

use crate::graph::{Point, Rect, Size};

/// A place of the drawing is seen at `scale * place + offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub scale: f64,
    pub x: f64,
    pub y: f64,
}

/// How much is drawn of a state, by how large it is seen: less than can be read is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Coloured shapes.
    Shapes,
    /// The name alone, in large letters.
    Names,
    /// The whole card.
    Cards,
}

impl Level {
    pub fn of(scale: f64) -> Level {
        match scale {
            scale if scale >= SCALE_OF_CARDS => Level::Cards,
            scale if scale >= SCALE_OF_NAMES => Level::Names,
            _ => Level::Shapes,
        }
    }

    /// For data attributes.
    pub fn name(self) -> &'static str {
        match self {
            Level::Shapes => "shapes",
            Level::Names => "names",
            Level::Cards => "cards",
        }
    }
}

const SCALE_OF_CARDS: f64 = 0.6;
const SCALE_OF_NAMES: f64 = 0.24;

pub const SCALE_MIN: f64 = 0.01;
pub const SCALE_MAX: f64 = 3.0;

/// Larger than life only where the person asks for it.
const SCALE_FITTED_MAX: f64 = 1.15;

/// Below this, cards are hard to read, and names alone tell of no timer and lead to no iteration:
/// instead of all of it the beginning is seen first, larger.
const SCALE_READABLE: f64 = 0.6;
const SCALE_OF_BEGINNING: f64 = 0.7;

/// A state that is flown to is seen at least so large.
const SCALE_FLOWN_TO: f64 = 0.8;

/// So many pixels of the drawing stay in view.
const KEPT_IN_VIEW: f64 = 120.0;

/// How much is drawn on each side of what is seen, in parts of it.
const REGION_MARGIN: f64 = 0.35;

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
        let x = window.width / 2.0 - SCALE_OF_BEGINNING * start.center().x;
        Viewport { scale: SCALE_OF_BEGINNING, x, y: MARGIN - SCALE_OF_BEGINNING * start.y }
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

    /// The box of the drawing that a window shows.
    pub fn seen(self, window: Size) -> Rect {
        Rect {
            x: -self.x / self.scale,
            y: -self.y / self.scale,
            width: window.width / self.scale,
            height: window.height / self.scale,
        }
    }

    /// With a box of the drawing in the middle of the window, at least as large as can be read.
    pub fn centred(self, rect: Rect, window: Size) -> Viewport {
        let scale = self.scale.max(SCALE_FLOWN_TO);
        let center = rect.center();
        Viewport {
            scale,
            x: window.width / 2.0 - scale * center.x,
            y: window.height / 2.0 - scale * center.y,
        }
    }

    /// At its own size, with the middle of the window staying where it is.
    pub fn at_full_size(self, window: Size) -> Viewport {
        self.zoomed(1.0 / self.scale, Point::new(window.width / 2.0, window.height / 2.0))
    }

    /// On the way to another viewport: 0 is here, 1 is there. The scale changes by factors, as one
    /// sees it, and the place in the middle goes straight.
    pub fn towards(self, to: Viewport, share: f64, window: Size) -> Viewport {
        let scale = self.scale * (to.scale / self.scale).powf(share);
        let middle = |view: Viewport| view.seen(window).center();
        let (from, there) = (middle(self), middle(to));
        let at =
            Point::new(from.x + (there.x - from.x) * share, from.y + (there.y - from.y) * share);
        Viewport {
            scale,
            x: window.width / 2.0 - scale * at.x,
            y: window.height / 2.0 - scale * at.y,
        }
    }

    /// Moved so that a piece of the drawing stays in view: nobody gets lost beside it.
    pub fn kept(self, drawing: Size, window: Size) -> Viewport {
        let keep = |offset: f64, length: f64, room: f64| {
            let piece = KEPT_IN_VIEW.min(length).min(room);
            offset.clamp(piece - length, (room - piece).max(piece - length))
        };
        Viewport {
            x: keep(self.x, self.scale * drawing.width, window.width),
            y: keep(self.y, self.scale * drawing.height, window.height),
            ..self
        }
    }

    /// What is to be on the page for this viewport: the box that it shows with as much around it as
    /// makes small movements free.
    pub fn region(self, window: Size) -> Rect {
        let Rect { x, y, width, height } = self.seen(window);
        let (dx, dy) = (width * REGION_MARGIN, height * REGION_MARGIN);
        Rect { x: x - dx, y: y - dy, width: width + 2.0 * dx, height: height + 2.0 * dy }
    }

    /// As the `transform` of an element of the page.
    pub fn css(self) -> String {
        format!("translate3d({:.2}px, {:.2}px, 0) scale({:.5})", self.x, self.y, self.scale)
    }
}
