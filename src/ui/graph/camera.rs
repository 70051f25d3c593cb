//! Moves the drawing under the window: one transform of one element, at most once a frame, with
//! nothing drawn anew until something comes into view that is not on the page yet.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::minimap;
use super::viewport::{Level, Viewport};
use crate::graph::{Rect, Size};

/// What is on the page: all that touches a box of the drawing, in so much detail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    pub region: Rect,
    pub level: Level,
}

/// Equal only to itself.
#[derive(Clone)]
pub struct Camera(Rc<Eye>);

impl PartialEq for Camera {
    fn eq(&self, other: &Camera) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

struct Eye {
    /// The element that holds the drawing.
    plane: NodeRef,
    /// The minimap's rectangle of what is seen, which follows.
    lens: NodeRef,
    viewport: Cell<Viewport>,
    window: Cell<Size>,
    drawing: Cell<Size>,
    seen: Cell<Option<Seen>>,
    on_seen: RefCell<Callback<Seen>>,
    frame: RefCell<Option<AnimationFrame>>,
    flight: Cell<Option<Flight>>,
    stillness: RefCell<Option<Timeout>>,
    is_calm: Cell<bool>,
}

/// On the way from one viewport to another.
#[derive(Clone, Copy)]
struct Flight {
    from: Viewport,
    to: Viewport,
    /// Milliseconds of the page's clock; `None` before the first frame.
    began_at: Option<f64>,
}

const FLIGHT_MS: f64 = 320.0;
/// Without a move for so long, what was enlarged as it stood is drawn sharp.
const STILL_MS: u32 = 140;

impl Camera {
    pub fn new(plane: NodeRef, lens: NodeRef) -> Camera {
        Camera(Rc::new(Eye {
            plane,
            lens,
            viewport: Cell::new(Viewport { scale: 1.0, x: 0.0, y: 0.0 }),
            window: Cell::default(),
            drawing: Cell::default(),
            seen: Cell::default(),
            on_seen: RefCell::default(),
            frame: RefCell::default(),
            flight: Cell::default(),
            stillness: RefCell::default(),
            is_calm: Cell::default(),
        }))
    }

    /// What the page tells at every rendering. `is_calm` lets flights arrive at once.
    pub fn tell(&self, window: Size, drawing: Size, is_calm: bool, on_seen: Callback<Seen>) {
        self.0.window.set(window);
        self.0.drawing.set(drawing);
        self.0.is_calm.set(is_calm);
        self.0.on_seen.replace(on_seen);
    }

    pub fn viewport(&self) -> Viewport {
        self.0.viewport.get()
    }

    pub fn window(&self) -> Size {
        self.0.window.get()
    }

    /// Where the drawing will be when a flight has ended.
    pub fn destination(&self) -> Viewport {
        self.0.flight.get().map_or(self.viewport(), |flight| flight.to)
    }

    /// Moves at the next frame; of many moves in a frame the last one counts.
    pub fn move_to(&self, viewport: Viewport) {
        self.0.flight.set(None);
        self.0.viewport.set(viewport.kept(self.0.drawing.get(), self.window()));
        self.schedule();
    }

    /// Goes there so that one sees the way.
    pub fn fly_to(&self, viewport: Viewport) {
        if self.0.is_calm.get() {
            return self.move_to(viewport);
        }
        let from = self.viewport();
        self.0.flight.set(Some(Flight { from, to: viewport, began_at: None }));
        self.schedule();
    }

    /// Is there at once, before anything is painted.
    pub fn jump_to(&self, viewport: Viewport) {
        self.0.flight.set(None);
        self.0.viewport.set(viewport);
        self.paint();
    }

    fn schedule(&self) {
        if self.0.frame.borrow().is_some() {
            return;
        }
        let camera = self.clone();
        let frame = request_animation_frame(move |now| {
            camera.0.frame.replace(None);
            camera.fly_on(now);
            camera.paint();
        });
        self.0.frame.replace(Some(frame));
    }

    fn fly_on(&self, now: f64) {
        let Some(flight) = self.0.flight.get() else { return };
        let began_at = flight.began_at.unwrap_or(now);
        let share = ((now - began_at) / FLIGHT_MS).clamp(0.0, 1.0);
        if share >= 1.0 {
            self.0.flight.set(None);
            self.0.viewport.set(flight.to);
            return;
        }
        self.0.flight.set(Some(Flight { began_at: Some(began_at), ..flight }));
        // Slow at both ends.
        let eased = share * share * (3.0 - 2.0 * share);
        self.0.viewport.set(flight.from.towards(flight.to, eased, self.window()));
        self.schedule();
    }

    fn paint(&self) {
        let (viewport, window) = (self.viewport(), self.window());
        if window.width <= 0.0 {
            return;
        }
        if let Some(plane) = self.0.plane.cast::<HtmlElement>() {
            // An element of the page takes any style.
            let _ = plane.style().set_property("transform", &viewport.css());
            let _ = plane.set_attribute("data-moving", "true");
        }
        if let Some(lens) = self.0.lens.cast::<HtmlElement>() {
            minimap::place(&lens, viewport.seen(window), self.0.drawing.get());
        }
        self.stay_sharp();
        self.look();
    }

    /// While it moves, the browser keeps the drawing as a picture; when it stands, it is painted
    /// anew in its size.
    fn stay_sharp(&self) {
        let plane = self.0.plane.clone();
        let timeout = Timeout::new(STILL_MS, move || {
            if let Some(plane) = plane.cast::<HtmlElement>() {
                let _ = plane.remove_attribute("data-moving");
            }
        });
        self.0.stillness.replace(Some(timeout));
    }

    /// Tells when something else is to be on the page.
    fn look(&self) {
        let (viewport, window) = (self.viewport(), self.window());
        let level = Level::of(viewport.scale);
        let is_enough = self.0.seen.get().is_some_and(|seen| {
            let shown = viewport.seen(window);
            // After zooming in, what is on the page may be far too much.
            let is_fit = seen.region.width < 4.0 * shown.width;
            seen.level == level && holds(seen.region, shown) && is_fit
        });
        if !is_enough {
            let seen = Seen { region: viewport.region(window), level };
            self.0.seen.set(Some(seen));
            let on_seen = self.0.on_seen.borrow().clone();
            on_seen.emit(seen);
        }
    }
}

fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}
