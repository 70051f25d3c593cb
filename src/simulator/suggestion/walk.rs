//! The walk through a state machine: first the way that an execution is to go, then the others.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::flow::{Entry, Given};
use super::read::Scope;
use super::things::{Id, Kind, Thing, Things, UNKNOWN};
use super::ways::Ways;
use super::words;
use crate::asl::{
    Choice, Fail, Field, Map, State, StateKind, StateMachine, StateName, Target, WaitUntil,
};
use crate::services::World;
use crate::sort;
use crate::value::Json;

pub(super) struct Walk<'m> {
    pub things: Things,
    /// What is made up of each state's answer, or of a Map's items.
    pub made_up: FxHashMap<StateName, Id>,
    /// A service that is asked what it would answer.
    pub world: World,
    n_visits: FxHashMap<StateName, u32>,
    /// Of each machine, by its place in memory.
    ways: FxHashMap<*const StateMachine, Ways<'m>>,
    /// Ways that the execution is not to go.
    sides: VecDeque<(&'m StateMachine, &'m Target, Entry)>,
    n_nested: u32,
}

/// Machines within each other that are looked into.
const NESTED_MAX: u32 = 30;

impl<'m> Walk<'m> {
    pub fn new(world: World) -> Walk<'m> {
        Walk {
            things: Things::new(),
            made_up: FxHashMap::default(),
            world,
            n_visits: FxHashMap::default(),
            ways: FxHashMap::default(),
            sides: VecDeque::new(),
            n_nested: 0,
        }
    }

    /// Walks all ways of the machine.
    pub fn all(&mut self, machine: &'m StateMachine, entry: Entry) {
        self.machine(machine, entry);
        self.things.is_aside = true;
        while let Some((machine, target, entry)) = self.sides.pop_front() {
            if self.n_visits.get(&target.name).is_none_or(|n_visits| *n_visits < 2) {
                self.follow(machine, target, entry);
            }
        }
    }

    /// Walks the way from the start to an end; what comes out there.
    pub fn machine(&mut self, machine: &'m StateMachine, entry: Entry) -> Id {
        if self.n_nested >= NESTED_MAX {
            return UNKNOWN;
        }
        self.n_nested += 1;
        let output = self.follow(machine, &machine.start_at, entry);
        self.n_nested -= 1;
        output
    }

    fn follow(&mut self, machine: &'m StateMachine, first: &'m Target, mut entry: Entry) -> Id {
        let mut passed = FxHashSet::default();
        let mut next = Some(first);
        while let Some(state) = next.and_then(|target| machine.states.get(&target.name)) {
            let n_visits = self.n_visits.entry(state.name.clone()).or_default();
            *n_visits += 1;
            if !passed.insert(state.name.clone()) || *n_visits > 2 {
                break;
            }
            // Who comes here another way has had other answers, and the same input.
            self.things.input_is_closed = *n_visits > 1;
            (entry, next) = self.state(machine, state, &entry, &passed);
        }
        entry.input
    }

    fn state(
        &mut self,
        machine: &'m StateMachine,
        state: &'m State,
        entry: &Entry,
        passed: &FxHashSet<StateName>,
    ) -> (Entry, Option<&'m Target>) {
        let scope = self.things.scope(state, entry, Given::Nothing);
        let given = match &state.kind {
            StateKind::Choice(choice) => {
                return self.choice(machine, state, choice, entry, passed);
            }
            StateKind::Pass(pass) => match &pass.result {
                Some(result) => Given::Result(self.things.known(result.clone())),
                None => Given::Result(self.things.arguments(state, &scope, entry)),
            },
            StateKind::Task(task) => {
                let numbers = [&task.timeout, &task.heartbeat].into_iter().flatten();
                self.take_numbers(numbers, &scope);
                if let Some(credentials) = &task.credentials {
                    self.things.take(&credentials.sketch(), &scope, Kind::Any);
                }
                let arguments = self.things.arguments(state, &scope, entry);
                Given::Result(self.answer(state, &task.resource, arguments))
            }
            StateKind::Wait(wait) => {
                self.wait(&wait.until, &scope);
                Given::Result(scope_input(state, &scope, entry))
            }
            StateKind::Succeed => Given::Result(scope_input(state, &scope, entry)),
            StateKind::Fail(Fail { error, cause }) => {
                for field in [error, cause].into_iter().flatten() {
                    self.things.take(&field.sketch(), &scope, Kind::Text);
                }
                return (entry.clone(), None);
            }
            StateKind::Parallel(parallel) => {
                let input = self.things.arguments(state, &scope, entry);
                let outputs = parallel
                    .branches
                    .iter()
                    .map(|branch| self.machine(branch, Entry { input, ..entry.clone() }));
                let outputs = outputs.collect();
                Given::Result(self.things.add(Thing::Array(outputs)))
            }
            StateKind::Map(map) => Given::Result(self.map(state, map, entry, &scope)),
        };
        self.catchers(machine, state, entry);
        let left = self.things.exit(state, entry, given);
        (left, state.next(None))
    }

    /// The ways that failures go.
    fn catchers(&mut self, machine: &'m StateMachine, state: &'m State, entry: &Entry) {
        for catcher in state.catch() {
            let error = self.things.known(Json::from("States.TaskFailed"));
            let error = self.things.object([("Error", error), ("Cause", UNKNOWN)]);
            let caught = self.things.exit_caught(state, entry, &catcher.flow, error);
            self.sides.push_back((machine, &catcher.next, caught));
        }
    }

    /// Decides for the first rule that can hold and whose way ends well, and lets those before it
    /// not hold.
    fn choice(
        &mut self,
        machine: &'m StateMachine,
        state: &'m State,
        choice: &'m Choice,
        entry: &Entry,
        passed: &FxHashSet<StateName>,
    ) -> (Entry, Option<&'m Target>) {
        let scope = self.things.scope(state, entry, Given::Nothing);
        let conditions: Vec<_> = choice.choices.iter().map(|it| it.condition.sketch()).collect();
        let rules = choice.choices.iter().map(|rule| &rule.next).enumerate();
        let rules = rules.map(|(place, target)| (Some(place), target));
        let default = choice.default.iter().map(|target| (None, target));
        let targets: Vec<_> = rules.chain(default).collect();
        let ways = self.ways.entry(machine).or_insert_with(|| Ways::of(machine));
        let mut ranked: Vec<_> =
            targets.iter().map(|way| (ways.cost(way.1, passed), *way)).collect();
        let is_of_failure =
            |rule: Option<usize>| rule.is_some_and(|it| words::tells_failure(&conditions[it]));
        sort::by_key(&mut ranked, |(cost, (rule, _))| (*cost, is_of_failure(*rule)));

        let can_go = |(_, (rule, _)): &&(u32, (Option<usize>, &Target))| {
            let mark = self.things.mark();
            let n_before = rule.unwrap_or(conditions.len());
            let is_made = rule.is_none_or(|it| self.things.make(&conditions[it], &scope, true))
                && conditions[..n_before].iter().all(|it| self.things.make(it, &scope, false));
            if !is_made {
                self.things.undo(mark);
            }
            is_made
        };
        let chosen = ranked.iter().find(can_go).or(ranked.first()).map(|(_, way)| *way);
        let exit_by = |walk: &mut Walk<'m>, rule: Option<usize>| {
            let rule = rule.and_then(|place| choice.choices.get(place));
            walk.things.exit_choice(state, entry, rule)
        };
        for (rule, target) in targets.iter().filter(|way| Some(way.0) != chosen.map(|way| way.0)) {
            let left = exit_by(self, *rule);
            self.sides.push_back((machine, target, left));
        }
        let left = exit_by(self, chosen.and_then(|(rule, _)| rule));
        (left, chosen.map(|(_, target)| target))
    }

    fn wait(&mut self, until: &WaitUntil, scope: &Scope) {
        let (sketch, kind) = match until {
            WaitUntil::Seconds(field) => (field.sketch(), Kind::Number),
            WaitUntil::SecondsPath(path) => (path.sketch(), Kind::Number),
            WaitUntil::At(_) => return,
            WaitUntil::Timestamp(field) => (field.sketch(), Kind::Timestamp),
            WaitUntil::TimestampPath(path) => (path.sketch(), Kind::Timestamp),
        };
        self.things.take(&sketch, scope, kind);
    }

    pub fn take_numbers<'f>(&mut self, fields: impl Iterator<Item = &'f Field>, scope: &Scope) {
        for field in fields {
            self.things.take(&field.sketch(), scope, Kind::Number);
        }
    }

    fn map(&mut self, state: &'m State, map: &'m Map, entry: &Entry, scope: &Scope) -> Id {
        let tolerated = [&map.tolerated_failure_count, &map.tolerated_failure_percentage];
        let numbers = tolerated.into_iter().chain([&map.max_concurrency]).flatten();
        self.take_numbers(numbers, scope);
        let items = self.items(state, map, entry, scope);
        let output = self.iteration(map, entry, scope, items);
        match &map.result_writer {
            None => self.things.add(Thing::List(output)),
            Some(writer) => {
                if let Some(arguments) = &writer.arguments {
                    self.things.take(&arguments.sketch(), scope, Kind::Any);
                }
                UNKNOWN
            }
        }
    }
}

/// What a state without work passes on.
fn scope_input(state: &State, scope: &Scope, entry: &Entry) -> Id {
    match state.query_language() {
        crate::asl::QueryLanguage::JsonPath => scope.input,
        crate::asl::QueryLanguage::Jsonata => entry.input,
    }
}
