//! Something that a person must be told once, above the panels.

use yew::prelude::*;

use super::i18n::{Texts, use_texts};
use super::parts::{Icon, Sign};
use crate::simulator::{Action, Notice, Reason};

#[derive(Properties, PartialEq)]
pub struct NoticeBarProps {
    pub notice: Option<Notice>,
    pub is_in_past: bool,
    /// Whether the browser has no room left for the work.
    pub is_full: bool,
    /// Keeps this tab's work all the same, where another tab has kept its own.
    #[prop_or_default]
    pub by_other_tab: Option<Callback<()>>,
    pub on_action: Callback<Action>,
    pub on_executions: Callback<()>,
}

#[component]
pub fn NoticeBar(props: &NoticeBarProps) -> Html {
    let texts = use_texts();
    let act = |action: Action| props.on_action.reform(move |_: MouseEvent| action.clone());
    html! {
        <div class="notices" role="status">
            if let Some(notice) = &props.notice {
                <div class="note app-note" data-tone={tone(notice)}>
                    <Sign icon={Icon::Info} />
                    <p>{ words(notice, texts) }</p>
                    <button type="button" class="button quiet icon-only note-close" aria-label={texts.app.close}
                        onclick={act(Action::DismissNotice)}><Sign icon={Icon::Close} /></button>
                </div>
            }
            if props.is_full {
                <div class="note app-note" data-tone="wrong">
                    <Sign icon={Icon::Warning} />
                    <p>{ texts.app.storage_full }</p>
                    <button type="button" class="button quiet note-close" onclick={props.on_executions.reform(|_: MouseEvent| ())}>{ texts.run.dialog }</button>
                </div>
            }
            if let Some(keep_here) = &props.by_other_tab {
                <div class="note app-note" data-tone="wrong">
                    <Sign icon={Icon::Info} />
                    <p>{ texts.app.other_tab }</p>
                    <button type="button" class="button quiet note-close" onclick={|_: MouseEvent| reload()}>{ texts.app.take_others }</button>
                    <button type="button" class="button quiet note-close" onclick={keep_here.reform(|_: MouseEvent| ())}>{ texts.app.keep_this }</button>
                </div>
            }
            if props.is_in_past {
                <div class="note app-note">
                    <Sign icon={Icon::Reset} />
                    <p>{ texts.app.in_the_past }</p>
                    <button type="button" class="button quiet note-close" onclick={act(Action::Seek(None))}>{ texts.app.look_at_now }</button>
                </div>
            }
        </div>
    }
}

/// The page begins anew, with what was kept last.
fn reload() {
    // A page that may not reload stays as it is, and goes on telling.
    let _ = gloo::utils::window().location().reload();
}

fn tone(notice: &Notice) -> &'static str {
    match notice {
        Notice::Forked(_) | Notice::MocksOpened(_) | Notice::HistoryReplayed { is_same: true } => {
            "calm"
        }
        Notice::SaveNotRead(_)
        | Notice::RunsNotTakenUp(_)
        | Notice::NothingToOpen(_)
        | Notice::NotText(_)
        | Notice::NeedsFile(_)
        | Notice::MocksNotRead(_)
        | Notice::NotStarted
        | Notice::InputNotJson
        | Notice::HistoryOfOther(_)
        | Notice::HistoryReplayed { is_same: false }
        | Notice::Refused(_) => "wrong",
    }
}

fn words(notice: &Notice, catalogue: &'static Texts) -> String {
    let texts = &catalogue.notice;
    match notice {
        Notice::SaveNotRead(why) => (texts.save_not_read)(why),
        Notice::RunsNotTakenUp(n) => (texts.runs_not_taken_up)(*n),
        Notice::NothingToOpen(Reason { code, message, place }) => {
            let message = (catalogue.editor.advice)(code).unwrap_or(message);
            let place = place.map(|(line, column)| (catalogue.editor.place)(line, column));
            (texts.nothing_to_open)(message, place.as_deref())
        }
        Notice::NotText(file) => (texts.not_text)(file),
        Notice::NeedsFile(file) => (texts.needs_file)(file),
        Notice::MocksNotRead(why) => (texts.mocks_not_read)(why),
        Notice::NotStarted => texts.not_started.into(),
        Notice::InputNotJson => texts.input_not_json.into(),
        Notice::Forked(_) => texts.forked.into(),
        Notice::MocksOpened(case) => (texts.mocks_opened)(case),
        Notice::HistoryOfOther(states) => (texts.history_of_other)(states),
        Notice::HistoryReplayed { is_same: true } => texts.history_replayed.into(),
        Notice::HistoryReplayed { is_same: false } => texts.history_differs.into(),
        Notice::Refused(why) => (texts.refused)(why),
    }
}
