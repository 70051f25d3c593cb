//! The history of a real execution, done again here: its input and what answered its tasks, at the
//! same distances in time.

use std::sync::Arc;

use super::{Action, DocumentId, Notice, Reason, Simulator};
use crate::import::history::{self, RecordedHistory};
use crate::import::mock_config::{self, TestCase};

/// Instants at which something happens that are gone through for a recorded execution.
const SKIPS_MAX: usize = 5_000;

/// What the answers of a history are called as a test case.
const TEST_CASE: &str = "Recorded";

impl Simulator {
    /// Runs the workflow that a history is of, with the recorded input and answers. It must be open:
    /// a history does not say how its states lead to one another.
    pub(super) fn open_history(&mut self, text: &str) {
        let recorded = match history::read(text) {
            Ok(recorded) => recorded,
            Err(message) => {
                let reason = Reason { message, ..Reason::default() };
                return self.notice = Some(Notice::NothingToOpen(reason));
            }
        };
        let Some(document) = self.document_of(&recorded) else {
            return self.notice = Some(Notice::HistoryOfOther(recorded.states.join(", ")));
        };
        self.open = document;
        let input: Arc<str> = super::samples::pretty(&recorded.input).into();
        self.edit(|document| document.input = input);
        let answers = TestCase { name: TEST_CASE.into(), ..recorded.answers.clone() };
        let file = mock_config::write("StateMachine", &answers).to_string();
        self.answer_by(&file, answers);

        let before = self.selected_run;
        self.update(Action::Start);
        let Some(run) = self.selected_run.filter(|run| Some(*run) != before) else { return };
        for _ in 0..SKIPS_MAX {
            // Others wait for people: their time must not run out for this one.
            let is_first = self.next_due().is_some_and(|(_, due)| due == run);
            if !is_first {
                break;
            }
            self.update(Action::Skip);
        }
        let n_events = self.n_events_live();
        let kinds: Vec<String> =
            self.history(0..n_events).into_iter().map(|row| row.kind).collect();
        let is_same = kinds == recorded.events;
        self.notice = Some(Notice::HistoryReplayed { is_same });
    }

    /// The document that has all the states of a history; the open one before others.
    fn document_of(&self, recorded: &RecordedHistory) -> Option<DocumentId> {
        let open = std::iter::once(self.document());
        let mut documents = open.chain(self.documents.values());
        let has_all = |machine: &crate::asl::StateMachine| {
            recorded.states.iter().all(|state| machine.find(state).is_some())
        };
        let found = documents.find(|it| it.is_valid() && it.machine().is_some_and(|m| has_all(m)));
        found.map(|document| document.id)
    }
}
