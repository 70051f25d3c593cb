//! A function's log as CloudWatch Logs keeps it: START, what the code wrote, END, REPORT.

use serde::{Deserialize, Serialize};

use super::Invocation;
use crate::services::{FunctionResult, timed_out_words};
use crate::time::{Duration, Timestamp};
use crate::value::Json;

/// A line that code wrote with `console`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub at: Timestamp,
    /// `INFO`, `WARN`, `ERROR`, `DEBUG` or `TRACE`.
    pub level: String,
    pub text: String,
    /// Written while the module was loaded, before any handler had been called.
    pub is_of_init: bool,
}

/// Lambda's default of memory, which the REPORT line tells.
const MEMORY_MB: u32 = 128;

/// Bytes that are kept of what one invocation writes.
const WRITTEN_MAX: usize = 32 * 1024;

/// The whole log of an invocation that has ended.
pub(super) fn report(
    invocation: &Invocation,
    lines: &[LogLine],
    result: &FunctionResult,
    ended_at: Timestamp,
) -> Vec<String> {
    let request_id = &*invocation.request_id;
    let mut n_bytes = 0;
    let kept = lines.iter().take_while(|line| {
        n_bytes += line.text.len();
        n_bytes <= WRITTEN_MAX
    });
    let (init, handled): (Vec<&LogLine>, Vec<&LogLine>) = kept.partition(|line| line.is_of_init);
    let n_kept = init.len() + handled.len();
    let mut log: Vec<String> = init.into_iter().map(|line| line.written("undefined")).collect();
    log.push(format!("START RequestId: {request_id} Version: $LATEST"));
    log.extend(handled.into_iter().map(|line| line.written(request_id)));
    if n_kept < lines.len() {
        log.push(format!("… {} lines more, which Signalbox does not keep", lines.len() - n_kept));
    }
    let status = match result {
        FunctionResult::Returned(_) => "",
        FunctionResult::Threw { error_type, message, trace } => {
            let error = error_json(error_type, message, trace);
            log.push(format!("{ended_at}\t{request_id}\tERROR\tInvoke Error \t{error}"));
            "\tStatus: error"
        }
        FunctionResult::TimedOut => {
            let words = timed_out_words(invocation.timeout());
            log.push(format!("{ended_at} {request_id} {words}"));
            "\tStatus: timeout"
        }
    };
    log.push(format!("END RequestId: {request_id}"));
    let spent = ended_at.since(invocation.invoked_at).min(invocation.timeout());
    let Duration(ms) = spent;
    log.push(format!(
        "REPORT RequestId: {request_id}\tDuration: {ms}.00 ms\tBilled Duration: {billed} ms\t\
         Memory Size: {MEMORY_MB} MB{status}",
        // The least that is billed is a millisecond.
        billed = ms.max(1)
    ));
    log
}

/// As the Node.js runtime prints what a handler threw.
fn error_json(error_type: &str, message: &str, trace: &[String]) -> Json {
    let stack = trace.iter().map(|line| Json::from(line.as_str()));
    crate::json!({
        "errorType": error_type,
        "errorMessage": message,
        "stack": stack.collect::<Vec<Json>>()
    })
}

impl LogLine {
    fn written(&self, request_id: &str) -> String {
        format!("{}\t{request_id}\t{}\t{}", self.at, self.level, self.text)
    }
}
