//! An execution in the shapes of AWS's API: what `GetExecutionHistory`, `DescribeExecution`,
//! `DescribeStateMachine`, `StartSyncExecution`, CloudWatch Logs and EventBridge say of it.
//!
//! Fields come in the order of AWS's own answers. Payloads are JSON *text*, as on the wire.

mod describe;
mod event_details;
mod history;
mod logs;
mod map_run;
mod state_machine;

pub use describe::{
    describe_execution, describe_job, redrive_status, start_sync_execution, status_change_events,
};
pub use event_details::event_type;
pub use history::{HistoryRequest, get_execution_history, history_event, history_events};
pub use logs::{LogLevel, log_events};
pub use map_run::{
    ChildRecord, MapRunRecord, describe_map_run, list_map_run_executions, list_map_runs, map_runs,
};
pub use state_machine::{describe_state_machine, describe_state_machine_for_execution};

use crate::value::{Entries, Json};

/// Collects the fields of an answer; what is absent leaves no field.
#[derive(Default)]
struct Fields(Entries);

impl Fields {
    fn put(mut self, name: &str, value: impl Into<Json>) -> Fields {
        self.0.insert(name.into(), value.into());
        self
    }

    fn put_some(self, name: &str, value: Option<impl Into<Json>>) -> Fields {
        match value {
            Some(value) => self.put(name, value),
            None => self,
        }
    }

    /// A payload as text and, beside it, `…Details: {<flag>: <value>}`.
    fn put_payload(self, name: &str, payload: &Json, flag: &str, value: bool) -> Fields {
        self.put(name, payload.to_string())
            .put(&format!("{name}Details"), Json::object([(flag, Json::from(value))]))
    }

    fn into_json(self) -> Json {
        Json::object(self.0)
    }
}
