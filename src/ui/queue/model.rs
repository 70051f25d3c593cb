//! What the queue panel shows.

use std::collections::HashSet;

use super::rules::ConsumerModel;
use super::tables::TableModel;
use crate::simulator::view::{
    Countdown, LaneKind, LaneView, MessagePlace, MessageView, WaitingView,
};
use crate::simulator::{ApiCall, RunId, Simulator};
use crate::time::Duration;
use crate::ui::pretty::pretty_text;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueModel {
    /// Those that the open workflow names or has sent to.
    pub lanes: Vec<Lane>,
    /// All others.
    pub other_lanes: Vec<Lane>,
    /// What the workflow's tables remember.
    pub tables: Vec<TableModel>,
    /// Tasks that wait and that no message in a lane tells of.
    pub tasks: Vec<WaitingView>,
    pub is_started: bool,
    /// Whether the moment shown is now.
    pub is_live: bool,
    /// For the AWS CLI's commands.
    pub region: String,
    /// The selected execution; with several, each message says whose it is.
    pub selected: Option<RunId>,
    pub are_many: bool,
    /// The last call, when no card here carries its token: a damaged one, or of another execution.
    pub stray_call: Option<ApiCall>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub view: LaneView,
    /// Queues that a topic's messages could go to as well.
    pub subscribable: Vec<String>,
    /// Messages of other executions, which nobody waits for any more, are left out of `view`.
    pub n_of_others: usize,
    /// Who receives from it, where it is a queue.
    pub consumer: Option<ConsumerModel>,
}

impl QueueModel {
    pub fn of(simulator: &Simulator) -> QueueModel {
        let run = simulator.selected_run().map(|run| run.id);
        let mut lanes: Vec<Lane> =
            simulator.lanes().into_iter().map(|lane| own(lane, run)).collect();
        tell_subscribable(&mut lanes);
        for lane in lanes.iter_mut().filter(|lane| lane.view.kind == LaneKind::Queue) {
            lane.consumer = Some(ConsumerModel::of(simulator, &lane.view.name));
        }
        let is_told = |task: &WaitingView| {
            task.token.as_deref().is_some_and(|token| is_carried(token, &lanes, &[]))
        };
        let tasks: Vec<_> = simulator.waiting().into_iter().filter(|task| !is_told(task)).collect();
        let last = simulator.last_call();
        let stray_call = last.filter(|call| !is_carried(&call.token, &lanes, &tasks)).cloned();
        let concerned = concerned(simulator, &lanes);
        let (lanes, other_lanes) =
            lanes.into_iter().partition(|lane| concerned.contains(&lane.view.name));
        in_seconds(QueueModel {
            tasks,
            tables: TableModel::all(simulator),
            lanes,
            other_lanes,
            is_started: run.is_some(),
            selected: run,
            are_many: simulator.runs().len() > 1,
            is_live: simulator.cursor().is_none(),
            region: simulator.world().account.region.to_string(),
            stray_call,
        })
    }

    /// The first token that waits for somebody: another one is something new to see.
    pub fn first_waiting(&self) -> Option<String> {
        let messages = self.lanes.iter().flat_map(|lane| &lane.view.messages);
        let mut tokens = messages.flat_map(|message| &message.tokens);
        tokens.find(|token| token.waiting.is_some()).map(|token| token.token.clone())
    }
}

/// Whether a message or a task that is shown has this token.
fn is_carried(token: &str, lanes: &[Lane], tasks: &[WaitingView]) -> bool {
    let messages = lanes.iter().flat_map(|lane| &lane.view.messages);
    messages.flat_map(|message| &message.tokens).any(|carried| carried.token == token)
        || tasks.iter().any(|task| task.token.as_deref() == Some(token))
}

/// Names of the lanes that the open workflow has to do with: it names them, they have messages, or
/// they are the dead-letter queue of such a one.
fn concerned(simulator: &Simulator, lanes: &[Lane]) -> HashSet<String> {
    let text = &simulator.document().text;
    let is_named = |lane: &&Lane| names(text, &lane.view.name) || !lane.view.messages.is_empty();
    let named = lanes.iter().filter(is_named);
    named
        .flat_map(|lane| [Some(lane.view.name.clone()), lane.view.dead_letter_queue.clone()])
        .flatten()
        .collect()
}

/// Whether a name stands in a text, and not just as a part of a longer one.
pub(super) fn names(text: &str, name: &str) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(name).any(|(start, found)| {
        !text[..start].ends_with(is_of_name) && !text[start + found.len()..].starts_with(is_of_name)
    })
}

/// The lane with what the run sent, what still waits, and what no execution sent.
fn own(mut lane: LaneView, run: Option<RunId>) -> Lane {
    let n_messages = lane.messages.len();
    lane.messages.retain(|message| {
        let is_own = message.sender.as_ref().is_none_or(|sender| Some(sender.run) == run);
        is_own || message.tokens.iter().any(|token| token.waiting.is_some())
    });
    let n_of_others = n_messages - lane.messages.len();
    Lane { view: lane, subscribable: Vec::new(), n_of_others, consumer: None }
}

fn tell_subscribable(lanes: &mut [Lane]) {
    let is_queue = |lane: &&Lane| lane.view.kind == LaneKind::Queue;
    let queues: Vec<String> =
        lanes.iter().filter(is_queue).map(|lane| lane.view.name.clone()).collect();
    for lane in lanes.iter_mut().filter(|lane| lane.view.kind == LaneKind::Topic) {
        let is_subscribed =
            |queue: &String| lane.view.subscriptions.iter().any(|it| *it.endpoint == **queue);
        lane.subscribable = queues.iter().filter(|queue| !is_subscribed(queue)).cloned().collect();
    }
}

/// A station on a message's way through its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Station {
    pub name: StationName,
    pub stand: Stand,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StationName {
    Sent,
    Visible,
    DeadLetterQueue,
    InFlight,
    Deleted,
}

/// Where the message is, seen from a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    Passed,
    Here,
    Ahead,
}

/// The way of a message, and how far it is; empty for one on a topic, which nobody receives.
pub fn stations(message: &MessageView, kind: LaneKind) -> Vec<Station> {
    let waiting_place = match kind {
        LaneKind::Topic => return Vec::new(),
        LaneKind::Queue => StationName::Visible,
        LaneKind::DeadLetterQueue => StationName::DeadLetterQueue,
    };
    let here = match message.place {
        MessagePlace::Delayed { .. } => StationName::Sent,
        MessagePlace::Visible => waiting_place,
        MessagePlace::InFlight { .. } => StationName::InFlight,
        MessagePlace::Deleted => StationName::Deleted,
        MessagePlace::Published => return Vec::new(),
    };
    let way = [StationName::Sent, waiting_place, StationName::InFlight, StationName::Deleted];
    let here_at = way.iter().position(|name| *name == here).unwrap_or_default();
    let stand = |at: usize, name: StationName| {
        if at == here_at {
            Stand::Here
        } else if name == StationName::InFlight {
            // It may have been there and come back, or have been deleted unread.
            if message.receive_count > 0 { Stand::Passed } else { Stand::Ahead }
        } else if at < here_at {
            Stand::Passed
        } else {
            Stand::Ahead
        }
    };
    way.into_iter().enumerate().map(|(at, name)| Station { name, stand: stand(at, name) }).collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyPart {
    Text(String),
    Token(String),
}

/// The message's body, laid out for reading and cut where tokens stand in it.
pub fn body_parts(message: &MessageView) -> Vec<BodyPart> {
    let tokens = message.tokens.iter().map(|token| token.token.as_str());
    find_tokens(&pretty_text(&message.body), tokens)
}

/// Cuts a text where tokens stand in it; every occurrence counts.
fn find_tokens<'a>(text: &str, tokens: impl Iterator<Item = &'a str>) -> Vec<BodyPart> {
    let whole = vec![BodyPart::Text(text.into())];
    tokens.filter(|token| !token.is_empty()).fold(whole, |parts, token| {
        let cut = |part| match part {
            BodyPart::Text(text) => cut_at(&text, token),
            BodyPart::Token(_) => vec![part],
        };
        parts.into_iter().flat_map(cut).collect()
    })
}

fn cut_at(text: &str, token: &str) -> Vec<BodyPart> {
    let mut parts = Vec::new();
    for (index, between) in text.split(token).enumerate() {
        if index > 0 {
            parts.push(BodyPart::Token(token.into()));
        }
        if !between.is_empty() {
            parts.push(BodyPart::Text(between.into()));
        }
    }
    parts
}

/// A token in as few characters as it can be told apart by: its beginning and its end.
pub fn short_token(token: &str) -> String {
    let n_chars = token.chars().count();
    if n_chars <= 2 * SHOWN_AT_EACH_END + 1 {
        return token.into();
    }
    let begin: String = token.chars().take(SHOWN_AT_EACH_END).collect();
    let end: String = token.chars().skip(n_chars - SHOWN_AT_EACH_END).collect();
    format!("{begin}…{end}")
}

const SHOWN_AT_EACH_END: usize = 12;

/// What is left, from 1 down to 0.
pub fn share_left(countdown: Countdown) -> f64 {
    if countdown.total == Duration::ZERO {
        return 0.0;
    }
    (countdown.left.0 as f64 / countdown.total.0 as f64).min(1.0)
}

/// Rounded to what a person reads, so that nothing is drawn anew between two seconds.
fn in_seconds(mut model: QueueModel) -> QueueModel {
    let lanes = model.lanes.iter_mut().chain(&mut model.other_lanes);
    for message in lanes.flat_map(|lane| &mut lane.view.messages) {
        message.age = whole_seconds(message.age);
        message.hidden.iter_mut().for_each(round_up);
        message.tokens.iter_mut().flat_map(|token| &mut token.waiting).for_each(round);
    }
    model.tasks.iter_mut().for_each(round);
    model
}

fn round(waiting: &mut WaitingView) {
    waiting.waited = whole_seconds(waiting.waited);
    for countdown in [&mut waiting.timeout, &mut waiting.heartbeat].into_iter().flatten() {
        round_up(countdown);
    }
}

/// So that what is left reads 0 only when nothing is.
fn round_up(countdown: &mut Countdown) {
    countdown.left = Duration(countdown.left.0.div_ceil(1000) * 1000);
}

fn whole_seconds(span: Duration) -> Duration {
    Duration(span.0 / 1000 * 1000)
}
