//! The one writer: what each action does.

use std::sync::Arc;

use super::callback::{Verb, typed_failure};
use super::document::DocumentId;
use super::{Action, Notice, Past, Run, RunId, Simulator, Summary};
use crate::engine::{
    Answer, Command, Execution, HISTORY_EVENTS_MAX, Identity, Particulars, Start, TaskId,
};
use crate::services::Outcome;
use crate::time::Duration;
use crate::value::Json;

impl Simulator {
    /// Does what a person, or the page's ticker, asks for.
    pub fn update(&mut self, action: Action) {
        self.revision += 1;
        match action {
            Action::OpenSample(id) => self.open_sample(&id),
            Action::Open { name, text } => self.open_text(name, &text),
            Action::RefuseFile(name) => self.notice = Some(Notice::NotText(name)),
            Action::SetParameter { name, value } => self.refill(|source| {
                source.parameters.insert(name, value);
            }),
            Action::SetPlaceholder { name, value } => self.refill(|source| {
                source.placeholders.insert(name, value);
            }),
            Action::SelectDocument(id) if self.documents.contains_key(&id) => {
                self.open = id;
                self.selected_state = None;
            }
            Action::SelectDocument(_) => {}
            Action::CloseDocument(id) => self.close(id),
            Action::EditDefinition(text) => {
                self.edit(|document| document.set_text(&text));
                self.expect_resources();
            }
            Action::EditInput(text) => self.edit(|document| document.input = text.into()),
            Action::SuggestInput => {
                self.edit(|document| document.input = document.suggested_input())
            }
            Action::SelectState(state) => self.selected_state = state,

            Action::Configure { execution_name, workflow_type } => {
                self.edit(|document| {
                    document.execution_name = execution_name.into();
                    document.set_workflow_type(workflow_type);
                });
            }
            Action::Start => self.start(),
            Action::SelectRun(id) if self.runs.contains_key(&id) => {
                self.past = None;
                self.selected_run = Some(id);
                self.open_document_of(id);
            }
            Action::SelectRun(_) => {}
            Action::RemoveRun(id) => self.remove_run(id),
            Action::StopExecution { error, cause } => {
                self.command(Command::StopExecution(typed_failure(&error, &cause)));
            }
            Action::RedriveExecution => self.command(Command::RedriveExecution),

            Action::SendTaskSuccess { token, output } => {
                self.call_back(&token, Verb::SendTaskSuccess { output: output.into() });
            }
            Action::SendTaskFailure { token, error, cause } => {
                self.call_back(&token, Verb::SendTaskFailure(typed_failure(&error, &cause)));
            }
            Action::SendTaskHeartbeat { token } => self.call_back(&token, Verb::SendTaskHeartbeat),
            Action::GetActivityTask { run, task, worker_name } => {
                let worker_name = (!worker_name.is_empty()).then(|| Arc::from(worker_name));
                let run = self.at_cursor(run);
                self.command_task(run, Command::GetActivityTask { task, worker_name });
            }
            Action::AnswerTask { run, task, outcome } => self.answer_by_hand(run, task, outcome),
            Action::SetMock { state, mock } => self.set_mock(state, mock),
            Action::OpenMocks { text, test_case } => self.open_mocks(&text, test_case.as_deref()),
            Action::ClearMocks => self.clear_mocks(),

            Action::Queue { queue, action } => self.act_on_queue(&queue, action),
            Action::Message { message, action } => self.act_on_message(message, action),
            Action::Mishap { message, mishap } => self.let_go_wrong(message, mishap),
            Action::Subscribe { topic, subscription } => self.world.subscribe(&topic, subscription),
            Action::Unsubscribe { topic, endpoint } => self.world.unsubscribe(&topic, &endpoint),

            Action::SetConsumer { queue, consumer } => {
                self.world.set_consumer(&queue, consumer);
                self.replan();
            }
            Action::EditFunction { function, code } => self.edit_function(&function, &code),
            Action::DeployFunction { function, code } => self.deploy_function(&function, &code),
            Action::TestFunction { function, event } => self.test_function(&function, &event),
            Action::LogFromFunction { invocation, lines } => self.log_lines(invocation, lines),
            Action::CallFromFunction { invocation, call } => {
                self.call_from_function(invocation, call);
            }
            Action::SleepInvocation { invocation, span } => self.sleep_invocation(invocation, span),
            Action::AwaitReplies { invocation, n_received, timer } => {
                self.await_replies(invocation, n_received, timer);
            }
            Action::EndInvocation { invocation, result } => self.end_invocation(invocation, result),

            Action::Tick { elapsed_ms } => {
                if self.clock.playing {
                    let until = self.clock.after(elapsed_ms);
                    self.advance(until);
                }
            }
            Action::Play => {
                self.past = None;
                self.clock.playing = true;
            }
            Action::Pause => self.clock.playing = false,
            Action::SetSpeed(speed) => self.clock.set_speed(speed),
            Action::Step => self.step(),
            Action::Skip => {
                self.past = None;
                self.skip();
            }
            Action::Seek(position) => self.seek(position),

            Action::SetLanguage(language) => self.settings.language = Some(language),
            Action::SetTheme(theme) => self.settings.theme = theme,
            Action::DismissHint(hint) => {
                if !self.settings.dismissed_hints.contains(&hint) {
                    self.settings.dismissed_hints.push(hint);
                }
            }
            Action::DismissNotice => self.notice = None,
        }
        // What is due at once happens at once: a person who acts sees what it leads to.
        if self.clock.playing {
            self.advance(self.clock.now);
        }
    }

    // Executions.

    fn start(&mut self) {
        let document = self.document();
        if !document.is_valid() {
            self.notice = Some(Notice::NotStarted);
            return;
        }
        // The console takes an empty box for an empty object.
        let text = if document.input.trim().is_empty() { "{}" } else { &*document.input };
        let Ok(input) = Json::parse(text) else {
            self.notice = Some(Notice::InputNotJson);
            return;
        };
        let name = document.execution_name.clone();
        if let Err(refusal) = self.check_name(&name, &input) {
            self.notice = Some(Notice::Refused(refusal));
            return;
        }
        self.past = None;
        self.notice = None;
        let name = (!name.is_empty()).then_some(&*name);
        if let Some(id) = self.start_run(self.open, input, name, Duration::ZERO) {
            self.selected_run = Some(id);
            // A name serves one execution.
            self.edit(|document| document.execution_name = "".into());
        }
    }

    /// StartExecution of a document; `None` when it has no machine.
    pub(super) fn start_run(
        &mut self,
        document: DocumentId,
        input: Json,
        name: Option<&str>,
        lag: Duration,
    ) -> Option<RunId> {
        let document = self.documents.get(&document)?;
        let id = RunId(self.n_runs_started);
        let (own_name, seed) = (self.world.new_id(), self.world.new_seed());
        let account = &self.world.account;
        let machine_name = document.name.clone();
        let name = name.unwrap_or(&own_name);
        let workflow_type = document.workflow_type;
        let start = Start {
            identity: Identity {
                execution_arn: account.execution_arn(workflow_type, &machine_name, name, seed),
                execution_name: name.into(),
                state_machine_arn: account.arn("states", &format!("stateMachine:{machine_name}")),
                state_machine_name: machine_name,
                role_arn: account.role_arn("StepFunctionsExecutionRole"),
                region: account.region.clone(),
            },
            workflow_type,
            input,
            at: self.clock.now - lag,
            seed,
            history_events_max: HISTORY_EVENTS_MAX,
            particulars: Particulars::default(),
        };
        let (text, machine) = (document.text.clone(), document.machine()?.clone());
        let mut run = Run::start(id, document.id, text, machine, start);
        run.lag = lag;
        run.expectations = document.expectations.clone();
        self.n_runs_started += 1;
        self.runs.insert(id, run);
        Some(id)
    }

    fn remove_run(&mut self, id: RunId) {
        self.runs.remove(&id);
        self.replan();
        if self.selected_run == Some(id) {
            self.past = None;
            self.selected_run = self.runs.keys().next_back().copied();
        }
    }

    /// A command for the selected run, at the cursor.
    fn command(&mut self, command: Command) {
        self.leave_past_by_fork();
        if let Some(id) = self.selected_run {
            self.command_task(id, command);
        }
    }

    fn command_task(&mut self, id: RunId, command: Command) {
        if let Err(error) = self.send(id, command) {
            self.notice = Some(Notice::Refused(error.to_string()));
        }
    }

    fn answer_by_hand(&mut self, run: RunId, task: TaskId, outcome: Outcome) {
        let run = self.at_cursor(run);
        let answer = match outcome {
            Outcome::Return(result) => Answer::Succeeded(result),
            Outcome::Throw(failure) => Answer::Failed(failure),
        };
        self.command_task(run, Command::Answer { task, answer });
    }

    /// The run to act on: a fork of it, when its past is what is looked at.
    fn at_cursor(&mut self, run: RunId) -> RunId {
        if self.past.is_none() || self.selected_run != Some(run) {
            return run;
        }
        self.leave_past_by_fork();
        self.selected_run.unwrap_or(run)
    }

    // The clock.

    /// One recorded event more of the selected run; in the past, the cursor goes on by one.
    fn step(&mut self) {
        if let Some(past) = &self.past {
            let next = past.n_recorded + 1;
            let is_last = self.selected_run().is_none_or(|run| next >= run.n_recorded());
            return self.seek((!is_last).then_some(next));
        }
        self.clock.playing = false;
        let Some(id) = self.selected_run else { return };
        let n_recorded = |simulator: &Simulator| simulator.run(id).map_or(0, Run::n_recorded);
        let before = n_recorded(self);
        while n_recorded(self) == before && self.running_invocation().is_none() {
            let is_running = self.run(id).is_some_and(|run| run.due_at().is_some());
            let Some((at, due)) = self.next_due().filter(|_| is_running) else { return };
            self.clock.now = self.clock.now.max(at);
            self.go_on(due);
            self.invoke_consumers();
        }
    }

    /// On to the next instant at which something happens.
    fn skip(&mut self) {
        // What is due already is not worth a skip.
        self.advance(self.clock.now);
        let visible_at = self.world.next_visible(self.clock.now);
        if let Some(at) = self.next_at().into_iter().chain(visible_at).min() {
            self.advance(at);
        }
    }

    fn seek(&mut self, position: Option<usize>) {
        self.past = position.and_then(|n_recorded| {
            let run = self.selected_run()?;
            let n_recorded = n_recorded.clamp(1, run.n_recorded().max(1));
            let n_events = run.n_events_at(n_recorded);
            let live = run.execution();
            let history = &live.history()[..n_events];
            let (machine, start) = (live.machine().clone(), live.start_info().clone());
            Some(Past {
                n_recorded,
                execution: Execution::replay(machine, start, history),
                summary: Summary::of(history),
            })
        });
        if self.past.is_some() {
            self.clock.playing = false;
        }
    }
}
