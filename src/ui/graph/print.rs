//! The drawing on paper: all of it, as the picture that can be taken along, in place of the part that
//! the window shows.

use std::collections::BTreeMap;
use std::rc::Rc;

use gloo::events::EventListener;
use web_sys::{Element, ShadowRootInit, ShadowRootMode};
use yew::prelude::*;

use super::model::{GraphModel, Shared};
use super::plan::Plan;
use super::signs::look;
use crate::graph::{self, Size, Theme};
use crate::simulator::Passages;
use crate::ui::hooks::use_media;
use crate::ui::i18n::use_texts;

#[derive(Properties, PartialEq)]
pub struct PrintedPictureProps {
    pub plan: Shared<Plan>,
    pub model: GraphModel,
    pub passages: Rc<BTreeMap<usize, Passages>>,
}

/// A sheet within its margins, in pixels as they are printed: the lesser sides of A4 and Letter.
const SHEET: Size = Size { width: 700.0, height: 900.0 };
/// Smaller than this it could not be read, and is rather spread over several sheets.
const SCALE_MIN: f64 = 0.4;

/// Paper is its own ground, and what glows on a screen is a smear on it.
const ON_PAPER: &str = "svg { display: block; margin: auto; max-width: 100%; height: auto } \
                        .ground { fill: none } .label .plate { fill: white } \
                        .node.waiting > .frame { filter: none }";

#[component]
pub fn PrintedPicture(props: &PrintedPictureProps) -> Html {
    let texts = use_texts();
    let host = use_node_ref();
    let is_printing = use_media("print");
    let fill = {
        let (host, plan, model) = (host.clone(), props.plan.clone(), props.model.clone());
        let passages = props.passages.clone();
        move || {
            let picture =
                graph::svg(&plan.drawing, &look(&plan, &model, &passages, Theme::Light, texts));
            let limit =
                if fits_a_sheet(plan.drawing.size) { "svg { max-height: 90vh }" } else { "" };
            // The last style counts: it follows the picture's own.
            set_content(&host, &format!("{picture}<style>{ON_PAPER} {limit}</style>"));
        }
    };
    {
        // A browser paints what it prints as soon as it has told of it: there is no time to render.
        let (fill, host) = (fill.clone(), host.clone());
        use_effect(move || {
            let window = gloo::utils::window();
            let before = EventListener::new(&window, "beforeprint", move |_| fill());
            let after = EventListener::new(&window, "afterprint", move |_| set_content(&host, ""));
            move || drop((before, after))
        });
    }
    {
        let host = host.clone();
        use_effect_with(is_printing, move |is_printing| match is_printing {
            true => fill(),
            false => set_content(&host, ""),
        });
    }
    let shape = if is_wide(props.plan.drawing.size) { "wide" } else { "tall" };
    html! { <div ref={host} class="graph-printed" data-shape={shape} aria-hidden="true" /> }
}

fn is_wide(drawing: Size) -> bool {
    drawing.width > SHEET.width && drawing.width > drawing.height
}

/// Whether it can be read in the size in which a single sheet holds it.
fn fits_a_sheet(drawing: Size) -> bool {
    let Size { width, height } = SHEET;
    let (across, down) = if is_wide(drawing) { (height, width) } else { (width, height) };
    (across / drawing.width).min(down / drawing.height) >= SCALE_MIN
}

/// In a tree of its own the picture's style is its own, and the page's is the page's.
fn set_content(host: &NodeRef, content: &str) {
    let Some(host) = host.cast::<Element>() else { return };
    let root = host
        .shadow_root()
        .or_else(|| host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).ok());
    if let Some(root) = root {
        root.set_inner_html(content);
    }
}
