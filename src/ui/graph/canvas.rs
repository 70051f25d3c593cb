//! The window onto the drawing: pan with a drag or the wheel, zoom with Ctrl and the wheel or two
//! fingers, walk with the arrow keys. As long as nobody has moved it, it shows the beginning, or
//! where the execution is.

use std::rc::Rc;

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::announce::Announcer;
use super::camera::{Camera, Seen};
use super::export::ExportMenu;
use super::gestures::{use_gestures, use_wheel};
use super::minimap::Minimap;
use super::model::{GraphModel, Shared};
use super::plan::{Plan, Stop};
use super::print::PrintedPicture;
use super::search_box::SearchBox;
use super::stage::Stage;
use super::tools::Tools;
use super::viewport::{Level, Viewport};
use super::walk::{Step, walk};
use crate::asl::StateName;
use crate::graph::{Direction, Point, Rect, Size};
use crate::simulator::view::StateStatus;
use crate::simulator::{Action, DocumentId};
use crate::ui::hooks::{use_media, use_size};
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct CanvasProps {
    /// The workflow's name.
    pub name: AttrValue,
    pub model: GraphModel,
    pub plan: Shared<Plan>,
    pub on_action: Callback<Action>,
    pub on_pick: Callback<(StateName, Option<usize>)>,
    /// Collapses or expands a Parallel or Map.
    pub on_toggle: Callback<StateName>,
    pub on_turn: Callback<Direction>,
}

#[component]
pub fn Canvas(props: &CanvasProps) -> Html {
    let texts = use_texts();
    let (plan, model) = (&props.plan, &props.model);
    let frame = use_node_ref();
    let (plane, lens) = (use_node_ref(), use_node_ref());
    let camera = {
        let (plane, lens) = (plane.clone(), lens.clone());
        (*use_memo((), move |()| Camera::new(plane, lens))).clone()
    };
    let window = use_size(&frame);
    let is_calm = use_media("(prefers-reduced-motion: reduce)");
    let seen = use_state(|| Seen { region: Rect::default(), level: Level::Cards });
    // Told at every turn of the wheel: only a change draws anew.
    let is_moved = use_state_eq(|| false);
    let active = use_state_eq(|| None::<Rc<str>>);
    let is_searching = use_state(|| false);
    let on_seen = {
        let seen = seen.clone();
        use_callback((), move |now: Seen, ()| seen.set(now))
    };
    camera.tell(window, plan.drawing.size, is_calm, on_seen);
    use_aim(&camera, props, window, &is_moved);

    let passages = use_memo((plan.clone(), model.live.clone()), |(plan, live)| live.passages(plan));
    let active_stop = active.as_ref().and_then(|id| plan.by_id(id)).or_else(|| {
        let selected = model.selected.as_ref().and_then(|state| plan.stop_of(state));
        selected.or_else(|| plan.first())
    });
    let go_to = {
        let (active, plan) = (active.clone(), plan.clone());
        move |stop: Stop| active.set(plan.id(stop).map(|id| Rc::from(&**id)))
    };
    let on_move = {
        let (camera, is_moved) = (camera.clone(), is_moved.clone());
        use_callback((), move |viewport: Viewport, ()| {
            camera.move_to(viewport);
            is_moved.set(true);
        })
    };
    let on_fly = {
        let (camera, is_moved) = (camera.clone(), is_moved.clone());
        use_callback((), move |viewport: Viewport, ()| {
            camera.fly_to(viewport);
            is_moved.set(true);
        })
    };
    let gestures = use_gestures(&frame, &camera, &on_move);
    use_wheel(&frame, &camera, &on_move);

    let on_select = {
        let (touches, active) = (gestures.touches.clone(), active.setter());
        let asked = (plan.clone(), props.on_action.clone());
        use_callback(asked, move |stop: Stop, (plan, on_action)| {
            // The end of a drag is no click.
            if !touches.borrow().has_moved {
                active.set(plan.id(stop).map(|id| Rc::from(&**id)));
                on_action.emit(Action::SelectState(plan.name(stop).cloned()));
            }
        })
    };
    let on_toggle = {
        let active = active.setter();
        let asked = (plan.clone(), props.on_toggle.clone());
        use_callback(asked, move |stop: Stop, (plan, on_toggle)| {
            let is_container = plan.container(stop).is_some();
            let is_collapsed = plan.node(stop).is_some_and(|node| node.n_hidden > 0);
            if let Some(name) = plan.name(stop).filter(|_| is_container || is_collapsed) {
                active.set(Some(Rc::from(&**name)));
                on_toggle.emit(name.clone());
            }
        })
    };
    // A press beside all states selects the execution as a whole.
    let onclick = {
        let (on_action, touches) = (props.on_action.clone(), gestures.touches.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target_dyn_into::<Element>();
            let is_on = |what| {
                target.as_ref().is_some_and(|hit| hit.closest(what).is_ok_and(|hit| hit.is_some()))
            };
            if !is_on("[role=treeitem], [role=button], select") && !touches.borrow().has_moved {
                on_action.emit(Action::SelectState(None));
            }
        })
    };
    let show = {
        let (camera, on_fly, plan) = (camera.clone(), on_fly.clone(), plan.clone());
        move |stop: Stop| {
            let destination = camera.destination();
            let shown = destination.showing(plan.face(stop), camera.window());
            if shown != destination {
                on_fly.emit(shown);
            }
        }
    };
    let onkeydown = {
        let (plan, is_searching) = (plan.clone(), is_searching.clone());
        let (on_select, on_toggle, go_to) = (on_select.clone(), on_toggle.clone(), go_to.clone());
        let touches = gestures.touches.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_chord = event.ctrl_key() || event.meta_key();
            let key = event.key();
            let is_on_frame = event
                .target_dyn_into::<Element>()
                .is_some_and(|target| target.get_attribute("role").as_deref() == Some("tree"));
            if is_chord && key == "k" || !is_chord && key == "/" && is_on_frame {
                event.prevent_default();
                return is_searching.set(true);
            }
            let Some(from) = active_stop.filter(|_| is_on_frame && !is_chord && !event.alt_key())
            else {
                return;
            };
            touches.borrow_mut().has_moved = false;
            match key.as_str() {
                "Enter" | " " => on_select.emit(from),
                "+" | "=" if plan.node(from).is_some() => on_toggle.emit(from),
                "-" if plan.container(from).is_some() => on_toggle.emit(from),
                _ => {
                    let step = Step::of_key(&key, plan.view.direction);
                    let Some(step) = step else { return };
                    if let Some(to) = walk(&plan, from, step) {
                        go_to(to);
                        show(to);
                    }
                }
            }
            event.prevent_default();
        })
    };
    let on_found = {
        let (plan, on_action, on_toggle) =
            (plan.clone(), props.on_action.clone(), props.on_toggle.clone());
        let (is_searching, active) = (is_searching.clone(), active.clone());
        let (camera, on_fly, frame) = (camera.clone(), on_fly.clone(), frame.clone());
        Callback::from(move |found: Option<StateName>| {
            is_searching.set(false);
            if let Some(frame) = frame.cast::<HtmlElement>() {
                // It is on the page: focusing it does not fail.
                let _ = frame.focus();
            }
            let Some(name) = found else { return };
            let Some(stop) = plan.stop_of(&name) else { return };
            active.set(Some(Rc::from(&*name)));
            if plan.name(stop) != Some(&name)
                && let Some(collapsed) = plan.name(stop)
            {
                // What hides it opens; the drawing then comes to the active state by itself.
                on_toggle.emit(collapsed.clone());
            }
            on_fly.emit(camera.viewport().centred(plan.face(stop), camera.window()));
            on_action.emit(Action::SelectState(Some(name)));
        })
    };
    let is_part = !is_all_seen(plan, window);
    html! {
        <div class="canvas" data-moved={is_moved.to_string()}>
            if model.is_stale {
                <p class="note canvas-note" data-tone="wrong"><Sign icon={Icon::Warning} /><span>{ texts.graph.last_good }</span></p>
            }
            if let Some(failure) = &model.failure {
                <p class="note canvas-note" data-tone="wrong" role="note"><Sign icon={Icon::Cross} /><span>{ failure }</span></p>
            }
            <div ref={frame} class="canvas-window" role="tree" tabindex="0"
                aria-label={(texts.graph.drawing)(plan.n_states)} aria-describedby="graph-keys"
                aria-activedescendant={active_stop.map(Stop::element_id)}
                onpointerdown={gestures.onpointerdown} onpointermove={gestures.onpointermove}
                onpointerup={gestures.onpointerup.clone()} onpointercancel={gestures.onpointerup} {onclick} {onkeydown}>
                <div ref={plane} class="canvas-plane" role="none">
                    <Stage plan={plan.clone()} model={model.clone()} passages={passages.clone()} seen={*seen} active={active_stop} {is_calm}
                        {on_select} {on_toggle} on_pick={props.on_pick.clone()} />
                </div>
            </div>
            <PrintedPicture plan={plan.clone()} model={model.clone()} passages={passages.clone()} />
            <p id="graph-keys" class="unseen">{ texts.graph.keys }</p>
            <Announcer live={model.live.clone()} />
            if *is_searching {
                <SearchBox plan={plan.clone()} {on_found} />
            }
            if is_part {
                <Minimap plan={plan.clone()} live={model.live.clone()} camera={camera.clone()} {lens} on_move={on_move.clone()} />
            }
            <Tools camera={camera.clone()} size={plan.drawing.size} direction={plan.view.direction} {on_fly}
                on_turn={props.on_turn.clone()} on_search={move |()| is_searching.set(true)}>
                <ExportMenu name={props.name.clone()} plan={plan.clone()} model={model.clone()} passages={passages.clone()}
                    camera={camera.clone()} />
            </Tools>
        </div>
    }
}

/// Whether the window shows the whole drawing in a size that can be read: then a map of it is in
/// the way.
fn is_all_seen(plan: &Plan, window: Size) -> bool {
    Level::of(Viewport::fitted(plan.drawing.size, window).scale) == Level::Cards
}

/// What was last kept in view.
#[derive(Clone, PartialEq)]
struct Kept {
    plan: Shared<Plan>,
    document: DocumentId,
    window: Size,
}

/// Keeps the drawing in view: by itself until somebody has moved it; and when it was moved and then
/// changes, so that what was in the middle stays there.
#[hook]
fn use_aim(camera: &Camera, props: &CanvasProps, window: Size, is_moved: &UseStateHandle<bool>) {
    let kept = use_mut_ref(|| None::<Kept>);
    let key = (props.plan.clone(), props.model.live.clone(), window, **is_moved);
    let (camera, document, is_moved) = (camera.clone(), props.model.document, is_moved.clone());
    use_effect_with(key, move |(plan, live, window, moved)| {
        if window.width <= 0.0 {
            return;
        }
        let now = Kept { plan: plan.clone(), document, window: *window };
        let before = kept.replace(Some(now.clone()));
        let is_same = before.as_ref() == Some(&now);
        let same_document = before.filter(|before| before.document == document);
        match same_document {
            Some(before) if *moved => {
                if !is_same {
                    let viewport = camera.destination();
                    camera.jump_to(anchored(viewport, &before.plan, plan, *window));
                }
            }
            same_document => {
                is_moved.set(false);
                let viewport = first_view(plan, live, *window);
                // Following an execution, one sees the way; a new drawing is simply there.
                let is_following = same_document
                    .is_some_and(|before| before.plan == *plan && before.window == *window);
                match (is_same && viewport == camera.destination(), is_following) {
                    (true, _) => {}
                    (false, true) => camera.fly_to(viewport),
                    (false, false) => camera.jump_to(viewport),
                }
            }
        }
    });
}

/// Before anybody has moved the drawing: its beginning, or where the execution is.
fn first_view(plan: &Plan, live: &super::model::Live, window: Size) -> Viewport {
    let drawing = &plan.drawing;
    let start = drawing.nodes.first().map(|node| node.rect).unwrap_or_default();
    let first = Viewport::first(drawing.size, window, start);
    let is_lively = |status: StateStatus| status >= StateStatus::RetryWaiting;
    let lively = live.lives.iter().filter(|(_, life)| is_lively(life.status));
    // Of a Map and what it holds, the inner one.
    let liveliest = lively
        .filter_map(|(name, life)| {
            plan.stop_of(name).map(|stop| (life.status, plan.depth(stop), stop))
        })
        .max();
    match liveliest {
        Some((_, _, stop)) => first.showing(plan.face(stop), window),
        None => first,
    }
}

/// The viewport in which the state that was nearest to the middle stands where it stood.
fn anchored(viewport: Viewport, before: &Plan, now: &Plan, window: Size) -> Viewport {
    let middle = viewport.seen(window).center();
    let distance = |rect: Rect| {
        let Point { x, y } = rect.center();
        (x - middle.x).powi(2) + (y - middle.y).powi(2)
    };
    let kept = before.drawing.nodes.iter().filter_map(|node| {
        let there = now.by_id(&node.id)?;
        Some((distance(node.rect), node.rect, now.rect(there)))
    });
    let Some((_, from, to)) = kept.min_by(|(a, ..), (b, ..)| a.total_cmp(b)) else {
        return viewport;
    };
    viewport.moved(viewport.scale * (from.x - to.x), viewport.scale * (from.y - to.y))
}
