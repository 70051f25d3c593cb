//! The menu that takes the picture along: as SVG, PNG, Mermaid or DOT, as a file or copied.

use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, Node};
use yew::prelude::*;

use super::camera::Camera;
use super::model::{GraphModel, Shared};
use super::picture_file::{Picture, copy_picture, save};
use super::plan::Plan;
use super::signs::look;
use crate::graph::{self, Look, Theme};
use crate::simulator::{self, Passages};
use crate::ui::hooks::use_is_dark;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign, copy_text};

#[derive(Properties, PartialEq)]
pub struct ExportMenuProps {
    /// The file's name, without its ending.
    pub name: AttrValue,
    pub plan: Shared<Plan>,
    pub model: GraphModel,
    pub passages: Rc<BTreeMap<usize, Passages>>,
    pub camera: Camera,
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Svg,
    Png,
    Mermaid,
    Dot,
}

impl Format {
    const ALL: [Format; 4] = [Format::Svg, Format::Png, Format::Mermaid, Format::Dot];

    fn name(self) -> &'static str {
        match self {
            Format::Svg => "SVG",
            Format::Png => "PNG",
            Format::Mermaid => "Mermaid",
            Format::Dot => "DOT",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Mermaid => "mmd",
            Format::Dot => "dot",
        }
    }
}

#[component]
pub fn ExportMenu(props: &ExportMenuProps) -> Html {
    let texts = use_texts();
    let is_dark = use_is_dark();
    let page_theme = use_context::<simulator::Theme>().unwrap_or_default();
    let is_open = use_state(|| false);
    let is_part = use_state(|| false);
    let told = use_state(String::new);
    let menu = use_node_ref();

    // Written when it is asked for: a picture of 10,000 states is not made in vain.
    let picture = {
        let (plan, model) = (props.plan.clone(), props.model.clone());
        let (passages, camera, is_part) = (props.passages.clone(), props.camera.clone(), *is_part);
        move |theme: Theme| {
            let part = is_part.then(|| camera.viewport().seen(camera.window()));
            let look = Look { part, ..look(&plan, &model, &passages, theme, texts) };
            let frame = look.frame(&plan.drawing);
            Picture {
                svg: graph::svg(&plan.drawing, &look),
                width: frame.width,
                height: frame.height,
            }
        }
    };
    let theme_now = if is_dark { Theme::Dark } else { Theme::Light };
    let text = {
        let (plan, picture) = (props.plan.clone(), picture.clone());
        // As the page follows the system, a drawing follows whoever looks at it; pixels cannot.
        let theme = match page_theme {
            simulator::Theme::System => Theme::System,
            simulator::Theme::Light => Theme::Light,
            simulator::Theme::Dark => Theme::Dark,
        };
        move |format: Format| match format {
            Format::Svg | Format::Png => picture(theme).svg,
            Format::Mermaid => graph::mermaid(plan.machine()),
            Format::Dot => graph::dot(plan.machine()),
        }
    };
    let on_save = |format: Format| {
        let (name, told) = (format!("{}.{}", props.name, format.ending()), told.clone());
        let (text, picture) = (text.clone(), picture.clone());
        Callback::from(move |_: MouseEvent| {
            told.set(String::new());
            match format {
                Format::Svg => save(&name, &text(format), "image/svg+xml"),
                Format::Png => picture(theme_now).save_as_png(name.clone()),
                Format::Mermaid | Format::Dot => save(&name, &text(format), "text/plain"),
            }
        })
    };
    let on_copy = |format: Format| {
        let (told, text, picture) = (told.clone(), text.clone(), picture.clone());
        Callback::from(move |_: MouseEvent| {
            let (told, text, picture) = (told.clone(), text.clone(), picture.clone());
            spawn_local(async move {
                let is_copied = match format {
                    Format::Png => copy_picture(picture(theme_now)).await,
                    Format::Svg | Format::Mermaid | Format::Dot => copy_text(&text(format)).await,
                };
                let words = if is_copied {
                    (texts.graph.copied)(format.name())
                } else {
                    texts.graph.not_copied.into()
                };
                told.set(words);
            });
        })
    };
    let toggle = {
        let (is_open, told) = (is_open.clone(), told.clone());
        Callback::from(move |_: MouseEvent| {
            told.set(String::new());
            is_open.set(!*is_open);
        })
    };
    let onkeydown = {
        let is_open = is_open.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                is_open.set(false);
            }
        })
    };
    let onfocusout = {
        let (is_open, menu) = (is_open.clone(), menu.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event
                .related_target()
                .and_then(|to| wasm_bindgen::JsCast::dyn_into::<Node>(to).ok());
            let is_left =
                to.is_some_and(|to| !menu.get().is_some_and(|menu| menu.contains(Some(&to))));
            if is_left {
                is_open.set(false);
            }
        })
    };
    let onchange = {
        let is_part = is_part.clone();
        Callback::from(move |event: Event| {
            is_part.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    html! {
        <div ref={menu} class="graph-export" {onkeydown} {onfocusout}>
            <button type="button" class="button quiet icon-only" title={texts.graph.export} aria-label={texts.graph.export}
                aria-expanded={is_open.to_string()} aria-controls="graph-export" onclick={toggle}>
                <Sign icon={Icon::Download} />
            </button>
            if *is_open {
                <div id="graph-export" class="graph-export-menu" role="group" aria-label={texts.graph.export}>
                    { for Format::ALL.into_iter().map(|format| html! {
                        <div class="graph-export-row">
                            <button type="button" class="button quiet" aria-label={(texts.graph.download)(format.name())} onclick={on_save(format)}>
                                <Sign icon={Icon::Download} />{ format.name() }
                            </button>
                            <button type="button" class="button quiet icon-only" title={(texts.graph.copy)(format.name())}
                                aria-label={(texts.graph.copy)(format.name())} onclick={on_copy(format)}>
                                <Sign icon={Icon::Copy} />
                            </button>
                        </div>
                    }) }
                    <label class="graph-export-part"><input type="checkbox" checked={*is_part} {onchange} />{ texts.graph.only_seen }</label>
                    <p role="status">{ &*told }</p>
                </div>
            }
        </div>
    }
}
