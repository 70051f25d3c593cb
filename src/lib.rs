//! Signalbox runs AWS Step Functions workflows inside a browser tab: an interpreter of the Amazon
//! States Language, the mocked services around it, and the page in which a person holds the task
//! tokens. No server, no AWS account, no network after load.
//!
//! # The map
//!
//! ```text
//!   text ──asl::parse──▶ StateMachine ──engine──▶ Execution ──aws──▶ history as AWS has it
//!     ▲                       │                      ▲ │
//!   import                  graph ◀── layout   Command │ pending_tasks
//!   (templates, YAML)         │                      │ ▼
//!                             ▼                   services (sqs, sns, …)
//!                       ui, cli  ◀──────────────  simulator (runs, clock, queues)
//! ```
//!
//! In reading order:
//!
//! | module | what it is |
//! |---|---|
//! | [`value`], [`time`], [`sort`] | what everything is made of: shared JSON trees, virtual milliseconds, order |
//! | [`query`] | JSONPath and JSONata: an expression and its bindings give a value; no states here |
//! | [`asl`] | a definition as data; its text read, with diagnostics that have places |
//! | [`engine`] | runs it: pure, deterministic, without clock or I/O |
//! | [`services`] | the mocked AWS around executions: queues, topics, tables, task cards |
//! | [`import`] | what people already have: YAML, templates of four kinds, mock files, histories |
//! | [`layout`], [`graph`] | a drawing of any sized graph; a state machine as such a graph |
//! | [`simulator`] | all that a person works on, behind one function `update(Action)` |
//! | [`cli`], `ui` | two thin faces over that: a terminal and a page |
//!
//! # History is the truth
//!
//! An [`engine::Execution`] is its history. Three functions make the engine: `upcoming` says what
//! happens next by itself and when, `accept` says what somebody's command means now, and `apply`,
//! the only place where state changes, takes one event. All else follows from that:
//!
//! - **Time travel** replays a prefix; a **fork** replays a prefix and sends another answer.
//! - **The clock** is an argument. Skipping a wait of a year is `run_until(upcoming().at)`.
//! - **Requests to the world** are the tasks that are scheduled and open. There are no callbacks
//!   and no `async`: a service looks at `pending_tasks` and sends a `Command::Answer`.
//! - **Randomness** (tokens, UUIDs, jitter) derives from a seed, so a run repeats bit for bit, and
//!   a saved run is its start and its commands.
//! - AWS's history does not say everything (when a retry is due, say). Such events are ours: they
//!   have no id and never show in an exported history.
//! - **Payloads** are one shared tree. Carrying an input along costs a pointer; setting a field
//!   copies that one object; sizes are remembered, so AWS's 256 KiB limit costs nothing to check.
//!
//! # Code that is a stranger's
//!
//! A template's Lambda functions really run, but not here: the simulator only says what is to be
//! invoked ([`simulator::Invocation`]) and takes what the code asks of AWS and how it ended, all as
//! actions. While code runs, virtual time stands; while it waits for a timer of its own, time goes
//! on. The page runs it in a Worker of an iframe whose origin is nobody's and whose policy lets it
//! load nothing (`ui::function`); every message of it is text, counted, measured and read as
//! anything else that a stranger sends.
//!
//! # Four kinds of wrong, never mixed
//!
//! | | the text is wrong | the execution fails | the person asks for what cannot be | we are wrong |
//! |---|---|---|---|---|
//! | type | [`asl::Diagnostic`] | [`engine::Failure`] | [`engine::CommandError`] | a panic |
//! | goes to | the editor, `signalbox check` | Retry and Catch | the one who asked | the crash page |
//!
//! # What is kept, and by what
//!
//! Who may use whom: `query`, `layout` nothing; `asl` → `query`; `engine` → `asl`, `query`;
//! `services` → `engine`; `import` → `asl`, `services`; `graph` → `asl`, `layout`; `simulator` →
//! `asl`, `engine`, `services`, `import`; `cli`, `ui` → all. Only `ui` and `main` know of the
//! browser. `tests/architecture.rs` keeps both. No clock, randomness, I/O or hash-map iteration in
//! the modules a run depends on: clippy's `disallowed_*` lists keep that, denied at their tops.
//! `tests/recorded.rs` keeps the histories AWS's, `tests/laws.rs` keeps replay and determinism.

pub mod asl;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod engine;
pub mod graph;
pub mod import;
pub mod layout;
pub mod query;
pub mod services;
pub mod simulator;
pub mod sort;
pub mod time;
pub mod ui;
pub mod value;
