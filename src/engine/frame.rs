//! Frames: one state machine in progress each, and the phases a state goes through.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::children::Children;
use super::event::{EventDetail, MapStart};
use super::map_run::MapRun;
use super::variables::Variables;
use super::{EventId, Failure, FrameId, TaskRequest, TaskStage};
use crate::asl::{Map, State, StateId, StateKind, StateMachine, StateName, Target};
use crate::time::Timestamp;
use crate::value::Json;

/// One state machine in progress.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub machine: Arc<StateMachine>,
    pub parent: Option<FrameId>,
    pub role: Role,
    /// The state that was entered last.
    pub state: Option<Arc<State>>,
    pub entered_id: EventId,
    /// What came before the state's entry.
    pub entered_previous: EventId,
    pub entered_at: Timestamp,
    /// The raw input of the state, or of the one about to be entered.
    pub input: Json,
    pub phase: Phase,
    pub variables: Arc<Variables>,
    /// How often each retrier of the state has been used during this visit.
    pub attempts: Vec<u32>,
    pub retry_count: u32,
    /// The causal predecessor of the frame's next event.
    pub last: EventId,
    /// MapRunSucceeded, until MapStateSucceeded has linked to it.
    pub map_run_ended: Option<EventId>,
    /// What the branches or iterations of a failed Parallel or Map had reached, for a redrive.
    pub kept: Option<Box<Kept>>,
    pub slot: Slot,
}

/// What a redrive need not do again.
#[derive(Clone, Debug)]
pub(super) enum Kept {
    Children {
        /// With the results of those that succeeded.
        children: Box<Children>,
        /// Those that did not, by index, with their places.
        unfinished: BTreeMap<usize, (FrameId, Frame)>,
    },
    MapRun(Box<MapRun>),
}

/// What a frame is to its parent.
#[derive(Clone, Debug)]
pub(super) enum Role {
    Execution,
    Branch { index: usize },
    Iteration { index: usize, item: Item },
}

/// What `$$.Map.Item` shows inside an iteration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub value: Json,
    /// The property's name, when an object is iterated.
    pub key: Option<Arc<str>>,
    /// Where a distributed Map's item comes from: `STATE_DATA` or `s3://bucket/key`.
    pub source: Option<Arc<str>>,
}

/// Where a frame stands, and so what its next event is.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// The state is to be entered.
    Entering(StateId),
    /// What was to be entered is not there.
    NoSuchState(StateName),
    /// The state was entered and has not begun its work.
    Entered,
    /// A Wait waits.
    Waiting { until: Timestamp },
    /// A task waits for the world.
    TaskPending(Box<Pending>),
    /// Branches or iterations run.
    ChildrenRunning(Box<Children>),
    /// A distributed Map is to start its Map Run.
    MapRunStarting(Box<MapStart>),
    /// A Map Run goes on.
    MapRunning(Box<MapRun>),
    /// A Map Run gave this; MapStateSucceeded is to be written.
    MapSucceeding(Json),
    /// A failure aborts what still ran beside it; the events to write.
    Aborting { aborted: VecDeque<EventDetail>, failure: Failure },
    /// The work is done and gave this; the state is to be left.
    Worked(Json),
    /// The work failed; Retry and Catch are to look at it.
    Failed(Box<Failed>),
    /// A retrier took the failure; the work begins again then.
    RetryPending { due_at: Timestamp },
    /// The last state was left with this output.
    Done(Json),
    /// Nothing more happens here.
    Over,
}

#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub request: EventId,
    pub task: TaskRequest,
    pub stage: TaskStage,
    pub scheduled_at: Timestamp,
    pub times_out_at: Option<Timestamp>,
    pub heartbeat_due_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub(super) struct Failed {
    pub failure: Failure,
    /// A heartbeat was missed, which also the name States.HeartbeatTimeout matches.
    pub heartbeat: bool,
    /// ParallelStateFailed or MapStateFailed has been written; what had come before it.
    pub announced: Option<EventId>,
    /// It came from a catcher or from leaving the state: neither Retry nor Catch applies again.
    pub is_final: bool,
}

/// Where the scheduler keeps a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Blocked,
    Ready,
    At(Timestamp),
}

/// All frames of an execution. A frame's place is used again after it has ended.
#[derive(Clone, Debug)]
pub(super) struct Frames {
    places: Vec<Option<Frame>>,
    free: Vec<FrameId>,
}

impl Frame {
    pub fn new(machine: Arc<StateMachine>, variables: Arc<Variables>) -> Frame {
        Frame {
            machine,
            parent: None,
            role: Role::Execution,
            state: None,
            entered_id: 0,
            entered_previous: 0,
            entered_at: Timestamp::default(),
            input: Json::Null,
            phase: Phase::Over,
            variables,
            attempts: Vec::new(),
            retry_count: 0,
            last: 0,
            map_run_ended: None,
            kept: None,
            slot: Slot::Blocked,
        }
    }

    pub fn state(&self) -> &Arc<State> {
        self.state.as_ref().expect("this phase comes after a state was entered")
    }

    pub fn children(&self) -> &Children {
        match &self.phase {
            Phase::ChildrenRunning(children) => children,
            _ => unreachable!("branches and iterations only run in this phase"),
        }
    }

    pub fn children_mut(&mut self) -> &mut Children {
        match &mut self.phase {
            Phase::ChildrenRunning(children) => children,
            _ => unreachable!("branches and iterations only run in this phase"),
        }
    }

    /// The request to the world that the frame waits for.
    pub fn pending(&self) -> Option<&Pending> {
        match &self.phase {
            Phase::TaskPending(pending) => Some(pending),
            Phase::MapRunning(run) => run.reading.as_deref(),
            _ => None,
        }
    }

    pub fn pending_mut(&mut self) -> &mut Pending {
        match &mut self.phase {
            Phase::TaskPending(pending) => pending,
            _ => unreachable!("task events only come while a task is pending"),
        }
    }

    /// The Map that the frame is in.
    pub fn map(&self) -> &Map {
        match &self.state().kind {
            StateKind::Map(map) => map,
            _ => unreachable!("only a Map has iterations and Map Runs"),
        }
    }

    pub fn map_run(&self) -> &MapRun {
        match &self.phase {
            Phase::MapRunning(run) => run,
            _ => unreachable!("`map_runs` holds the frames of Map Runs in progress"),
        }
    }

    pub fn map_run_mut(&mut self) -> &mut MapRun {
        match &mut self.phase {
            Phase::MapRunning(run) => run,
            _ => unreachable!("a Map Run's events only come while it runs"),
        }
    }

    /// The predecessor of an EvaluationFailed, as recorded: a state that cannot begin counts from
    /// before its entry, but not a Wait; a Parallel or Map whose catcher fails, from before its
    /// failure.
    pub fn before_evaluation(&self) -> EventId {
        let is_wait = matches!(self.state().kind, StateKind::Wait(_));
        match &self.phase {
            Phase::Failed(failed) => failed.announced.unwrap_or(self.last),
            Phase::Entered if !is_wait => self.entered_previous,
            _ => self.last,
        }
    }

    /// When the frame goes on by itself.
    pub fn slot_wanted(&self) -> Slot {
        match &self.phase {
            Phase::Entering(_)
            | Phase::NoSuchState(_)
            | Phase::Entered
            | Phase::MapRunStarting(_)
            | Phase::MapSucceeding(_)
            | Phase::Aborting { .. }
            | Phase::Worked(_)
            | Phase::Failed(_)
            | Phase::Done(_) => Slot::Ready,
            Phase::Waiting { until } => Slot::At(*until),
            Phase::RetryPending { due_at } => Slot::At(*due_at),
            Phase::TaskPending(pending) => pending.due_at().map_or(Slot::Blocked, Slot::At),
            Phase::ChildrenRunning(children) => {
                if children.has_room() || children.is_done() {
                    Slot::Ready
                } else {
                    Slot::Blocked
                }
            }
            Phase::MapRunning(run) => {
                let acts = !run.has_items || run.is_exceeded() || run.has_room() || run.is_done();
                match run.due.first() {
                    _ if run.reading.is_some() => Slot::Blocked,
                    _ if acts => Slot::Ready,
                    Some((at, _)) => Slot::At(*at),
                    None => Slot::Blocked,
                }
            }
            Phase::Over => Slot::Blocked,
        }
    }
}

impl Phase {
    pub fn entering(target: &Target) -> Phase {
        match target.id {
            Some(id) => Phase::Entering(id),
            None => Phase::NoSuchState(target.name.clone()),
        }
    }
}

impl Pending {
    /// Where an ItemReader reads, as recorded: `s3://bucket/key`, or of a listing `s3://bucket`.
    pub fn source(&self) -> Option<Arc<str>> {
        let text = |name| self.task.parameters.get(name).and_then(Json::as_str);
        let key = text("Key").map(|key| format!("/{key}")).unwrap_or_default();
        Some(format!("s3://{}{key}", text("Bucket")?).into())
    }

    /// When the task's timeout or heartbeat strikes, whichever is first.
    pub fn due_at(&self) -> Option<Timestamp> {
        match (self.times_out_at, self.heartbeat_due_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

impl Frames {
    pub const ROOT: FrameId = FrameId(0);

    pub fn with_root(root: Frame) -> Frames {
        Frames { places: vec![Some(root)], free: Vec::new() }
    }

    #[inline]
    pub fn get(&self, id: FrameId) -> &Frame {
        self.places[id.0 as usize].as_ref().expect("frames are only named while they live")
    }

    #[inline]
    pub fn get_mut(&mut self, id: FrameId) -> &mut Frame {
        self.places[id.0 as usize].as_mut().expect("frames are only named while they live")
    }

    pub fn insert(&mut self, frame: Frame) -> FrameId {
        match self.free.pop() {
            Some(id) => {
                self.places[id.0 as usize] = Some(frame);
                id
            }
            None => {
                self.places.push(Some(frame));
                FrameId(u32::try_from(self.places.len() - 1).expect("quotas bound the frames"))
            }
        }
    }

    /// Takes a removed frame back, into its own place if that is still free.
    pub fn put_back(&mut self, id: FrameId, frame: Frame) -> FrameId {
        match self.free.iter().position(|free| *free == id) {
            Some(place) => {
                self.free.swap_remove(place);
                self.places[id.0 as usize] = Some(frame);
                id
            }
            None => self.insert(frame),
        }
    }

    pub fn remove(&mut self, id: FrameId) -> Frame {
        self.free.push(id);
        self.places[id.0 as usize].take().expect("frames are only removed once")
    }
}
