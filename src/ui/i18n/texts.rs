//! The shape of a catalogue: one struct a panel, functions where a text takes something in.

use crate::time::Duration;

pub struct Texts {
    pub app: AppTexts,
    pub notice: NoticeTexts,
    pub run: RunTexts,
    pub status: StatusTexts,
    pub graph: GraphTexts,
    pub queue: QueueTexts,
    pub answer: AnswerTexts,
    pub timeline: TimelineTexts,
    pub history: HistoryTexts,
    pub inspector: InspectorTexts,
    pub editor: EditorTexts,
    pub gallery: GalleryTexts,
    /// A span as a person says it: `2 min 5 s`.
    pub duration: fn(Duration) -> String,
    /// A day, short, as it stands in a clock of many days.
    pub day: &'static str,
}

/// The page around the panels.
pub struct AppTexts {
    pub tagline: &'static str,
    pub close: &'static str,
    pub cancel: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub selected_to_copy: &'static str,
    pub dismiss: &'static str,
    pub start_execution: &'static str,
    pub stop_execution: &'static str,
    pub cannot_start: &'static str,
    pub samples: &'static str,
    pub open: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub panels: &'static str,
    pub details: &'static str,
    pub queue_width: &'static str,
    pub details_height: &'static str,
    pub show_queue: &'static str,
    pub hide_queue: &'static str,
    pub show_details: &'static str,
    pub hide_details: &'static str,
    pub storage_denied: &'static str,
    pub storage_full: &'static str,
    pub drop_here: &'static str,
    pub look_at_now: &'static str,
    pub in_the_past: &'static str,
}

/// What a person must be told once.
pub struct NoticeTexts {
    pub save_not_read: fn(why: &str) -> String,
    pub runs_not_taken_up: fn(usize) -> String,
    pub nothing_to_open: fn(why: &str) -> String,
    pub needs_file: fn(file: &str) -> String,
    pub mocks_not_read: fn(why: &str) -> String,
    pub not_started: &'static str,
    pub input_not_json: &'static str,
    pub forked: &'static str,
    pub refused: fn(why: &str) -> String,
}

/// Executions of the open workflow.
pub struct RunTexts {
    pub executions: &'static str,
    pub execution: fn(number: usize, status: &str) -> String,
    pub state_machines: &'static str,
}

/// What has become of a state or an execution.
pub struct StatusTexts {
    pub not_started: &'static str,
    pub running: &'static str,
    pub in_progress: &'static str,
    pub retry_waiting: &'static str,
    pub waiting: &'static str,
    pub succeeded: &'static str,
    pub caught: &'static str,
    pub failed: &'static str,
    pub timed_out: &'static str,
    pub aborted: &'static str,
    pub cancelled: &'static str,
    /// Told aloud: an execution's state waits for its callback.
    pub told_waiting: fn(state: &str) -> String,
    pub told_ended: fn(status: &str) -> String,
}

pub struct GraphTexts {
    pub title: &'static str,
    pub welcome: &'static str,
    pub zoom_in: &'static str,
    pub zoom_out: &'static str,
    pub fit: &'static str,
    pub drawing: fn(n_states: usize) -> String,
    pub empty: &'static str,
    pub last_good: &'static str,
    pub waits_for_callback: &'static str,
    pub start: &'static str,
    pub end: &'static str,
    pub retried: fn(n_times: usize) -> String,
    pub full_size: &'static str,
    pub tools: &'static str,
    pub search: &'static str,
    pub search_field: &'static str,
    pub found: fn(n: usize) -> String,
    pub nothing_found: &'static str,
    pub collapse: fn(state: &str) -> String,
    pub expand: fn(state: &str) -> String,
    pub direction_down: &'static str,
    pub direction_right: &'static str,
    pub minimap: &'static str,
    pub attempts: fn(n: u32, of: u32) -> String,
    pub retry_in: fn(Duration) -> String,
    pub ends_in: fn(Duration) -> String,
    pub times_out_in: fn(Duration) -> String,
    pub heartbeat_in: fn(Duration) -> String,
    pub iterations: fn(map: &str) -> String,
    pub all_iterations: fn(n: usize) -> String,
    pub iteration: fn(index: usize, status: &str) -> String,
    pub items_running: fn(usize) -> String,
    pub items_waiting: fn(usize) -> String,
    pub items_failed: fn(usize) -> String,
    pub items_succeeded: fn(usize) -> String,
    pub items_aborted: fn(usize) -> String,
    pub items_of: fn(n_ended: usize, of: usize) -> String,
    /// What a container holds: of branches there are none in a Map.
    pub holds: fn(n_branches: usize, n_states: usize) -> String,
    pub collapsed: &'static str,
    pub leads_to: fn(state: &str) -> String,
    pub leads_to_end: &'static str,
    pub by_default: &'static str,
    pub taken: fn(n_times: usize) -> String,
    pub caught_error: fn(error: &str) -> String,
    pub keys: &'static str,
    /// Told aloud: these states now stand so.
    pub told_states: fn(status: &str, states: &str) -> String,
    pub and_more: fn(n: usize) -> String,
    pub export: &'static str,
    pub download: fn(format: &str) -> String,
    pub copy: fn(format: &str) -> String,
    pub copied: fn(format: &str) -> String,
    pub not_copied: &'static str,
    pub only_seen: &'static str,
}

pub struct QueueTexts {
    pub short_title: &'static str,
    pub title: &'static str,
    pub welcome: &'static str,
    pub queue: &'static str,
    pub dead_letter_queue: &'static str,
    pub topic: &'static str,
    pub visibility_timeout: fn(Duration) -> String,
    pub max_receive_count: fn(u32) -> String,
    pub empty_queue: &'static str,
    pub empty_topic: &'static str,
    pub nothing_yet: &'static str,
    pub nothing_sent: &'static str,
    pub sent_by: fn(state: &str) -> String,
    pub waits: fn(Duration) -> String,
    pub sent_ago: fn(Duration) -> String,
    pub token: &'static str,
    pub answered: &'static str,
    pub times_out_in: fn(Duration) -> String,
    pub heartbeat_in: fn(Duration) -> String,
    pub deliver: &'static str,
    pub fail: &'static str,
    pub heartbeat: &'static str,
    pub delete: &'static str,
    pub to_dead_letter: &'static str,
    pub deleted_goes_on: &'static str,
    pub dead_letter_goes_on: &'static str,
    pub paste_token: &'static str,
    pub message: fn(state: &str) -> String,
    pub received: fn(u32) -> String,
    pub message_body: &'static str,
    pub take: &'static str,
    pub copy_token: &'static str,
    pub deleted: &'static str,
    pub other_lanes: fn(usize) -> String,
    pub of_others: fn(usize) -> String,
    pub fifo_queue: &'static str,
    /// A message's life, its stations, and what a consumer does there.
    pub life: &'static str,
    pub sent: &'static str,
    pub delayed: &'static str,
    pub visible: &'static str,
    pub in_flight: &'static str,
    pub dead_letter_short: &'static str,
    pub back_in: fn(Duration) -> String,
    pub delayed_for: fn(Duration) -> String,
    pub receive: &'static str,
    pub receive_next: &'static str,
    pub give_back: &'static str,
    pub to_dead_letter_short: &'static str,
    pub redrive: &'static str,
    pub purge: &'static str,
    pub n_visible: fn(usize) -> String,
    pub n_in_flight: fn(usize) -> String,
    pub n_delayed: fn(usize) -> String,
    pub in_flight_goes_on: &'static str,
    pub group: fn(group: &str) -> String,
    pub blocked: fn(group: &str) -> String,
    pub given_up_by: fn(queue: &str) -> String,
    pub whose: fn(number: usize, machine: &str) -> String,
    pub delivered_to: fn(queues: &str) -> String,
    pub details: &'static str,
    pub subscriptions: &'static str,
    pub subscribe: &'static str,
    pub unsubscribe: fn(endpoint: &str) -> String,
    /// What goes wrong in the world: what it is called, and what AWS makes of it.
    pub what_if: &'static str,
    pub delivered_twice: (&'static str, &'static str),
    pub race: (&'static str, &'static str),
    pub silence: (&'static str, &'static str),
    pub loss: (&'static str, &'static str),
}

/// The forms in which a person answers a token.
pub struct AnswerTexts {
    pub deliver_title: &'static str,
    pub fail_title: &'static str,
    pub heartbeat_title: &'static str,
    pub by_hand_title: &'static str,
    pub by_hand_explained: &'static str,
    pub token: &'static str,
    pub output: &'static str,
    pub output_is_json: &'static str,
    pub not_json: fn(line: usize, column: usize, why: &str) -> String,
    pub send_anyway: &'static str,
    pub error: &'static str,
    pub cause: &'static str,
    pub optional: &'static str,
    pub same_by_cli: &'static str,
    pub deliver: &'static str,
    pub fail: &'static str,
    pub heartbeat: &'static str,
    pub accepted: fn(command: &str) -> String,
    pub refused: fn(command: &str) -> String,
    pub timed_out_explained: &'static str,
    pub invalid_token_explained: &'static str,
    pub invalid_output_explained: &'static str,
    pub action: &'static str,
}

pub struct TimelineTexts {
    /// Something that happens by itself, and has no name of its own.
    pub something: &'static str,
    pub message: &'static str,
    pub title: &'static str,
    pub run: &'static str,
    pub pause: &'static str,
    pub step: &'static str,
    pub skip: fn(what: Option<&str>) -> String,
    pub speed: &'static str,
    pub a_second: fn(Duration) -> String,
    pub elapsed: &'static str,
    pub next: fn(what: &str, after: Duration) -> String,
    pub nothing_next: &'static str,
    pub waits_for_you: &'static str,
    pub moment: &'static str,
    pub event_of: fn(at: usize, of: usize) -> String,
    pub welcome: &'static str,
}

pub struct HistoryTexts {
    pub look_here: &'static str,
    pub title: &'static str,
    pub welcome: &'static str,
    pub id: &'static str,
    pub event_type: &'static str,
    pub state: &'static str,
    pub previous: &'static str,
    pub empty: &'static str,
    pub show_earlier: fn(n_hidden: usize) -> String,
    pub details: &'static str,
    pub since_start: &'static str,
}

pub struct InspectorTexts {
    pub title: &'static str,
    pub welcome: &'static str,
    pub nothing_selected: &'static str,
    pub execution: &'static str,
    pub resource: &'static str,
    pub input: &'static str,
    pub parameters: &'static str,
    pub submitted: &'static str,
    pub result: &'static str,
    pub assigned: &'static str,
    pub output: &'static str,
    pub error: &'static str,
    pub cause: &'static str,
    pub token: &'static str,
    pub attempts: &'static str,
    pub entered: &'static str,
    pub not_entered: &'static str,
    pub answered_by: &'static str,
    pub by_service: &'static str,
    pub by_hand: &'static str,
    pub by_rules: &'static str,
    pub started: &'static str,
    pub execution_arn: &'static str,
}

pub struct EditorTexts {
    pub values: fn(n_values: usize, n_missing: usize) -> String,
    pub title: &'static str,
    pub input_title: &'static str,
    pub welcome: &'static str,
    pub label: &'static str,
    pub input_label: &'static str,
    pub input_explained: &'static str,
    pub no_problem: &'static str,
    pub problems: fn(usize) -> String,
    /// Advice of ours by its code; `None` where the diagnostic's own English words serve.
    pub advice: fn(code: &str) -> Option<&'static str>,
    pub place: fn(line: usize, column: usize) -> String,
    pub broken: fn(line: usize, column: usize) -> String,
    pub input_broken: fn(line: usize, column: usize, why: &str) -> String,
    pub error: &'static str,
    pub warning: &'static str,
    pub hint: &'static str,
    pub ignored: &'static str,
}

pub struct GalleryTexts {
    pub opened: &'static str,
    pub title: &'static str,
    pub explained: &'static str,
    pub open_title: &'static str,
    pub open_explained: &'static str,
    pub file: &'static str,
    pub pasted: &'static str,
    pub open: &'static str,
}

/// A span in its two largest units; below ten seconds with tenths.
pub(super) fn in_units(span: Duration, units: [&str; 4], between: &str) -> String {
    let in_seconds = span.0 / 1000;
    if span.0 < 10_000 && !span.0.is_multiple_of(1000) {
        return format!("{:.1}{between}{}", span.as_secs_f64(), units[3]);
    }
    let parts =
        [in_seconds / 86_400, in_seconds / 3600 % 24, in_seconds / 60 % 60, in_seconds % 60];
    let Some(first) = parts.iter().position(|part| *part > 0) else {
        return format!("0{between}{}", units[3]);
    };
    let shown = parts.iter().zip(units).skip(first).take(2).filter(|(part, _)| **part > 0);
    shown.map(|(part, unit)| format!("{part}{between}{unit}")).collect::<Vec<_>>().join(" ")
}
