//! Which retrier or catcher takes a failure, and how long a retry waits.

use super::failure::{Failure, error};
use super::frame::{Failed, Frame};
use crate::asl::{ErrorName, JitterStrategy, Retrier, StateKind};
use crate::query::random::Random;
use crate::time::Duration;

/// The first retrier that names the failure, if it has attempts left. The first match decides:
/// one that is used up ends retrying, also when a later retrier would match.
pub(super) fn retrier(frame: &Frame, failed: &Failed) -> Option<usize> {
    let index = matching_retrier(frame, failed)?;
    let n_used = frame.attempts.get(index).copied().unwrap_or(0);
    (n_used < frame.state().retry()[index].max_attempts).then_some(index)
}

/// The first retrier that names the failure, used up or not.
pub(super) fn matching_retrier(frame: &Frame, failed: &Failed) -> Option<usize> {
    let retriers = frame.state().retry();
    retriers.iter().position(|retrier| matches(&retrier.error_equals, frame, failed))
}

/// The first catcher that names the failure.
pub(super) fn catcher(frame: &Frame, failed: &Failed) -> Option<usize> {
    frame.state().catch().iter().position(|catcher| matches(&catcher.error_equals, frame, failed))
}

/// Whether a list of error names matches: exact names, `States.ALL` all that can be caught,
/// `States.TaskFailed` all but timeouts.
fn matches(names: &[ErrorName], frame: &Frame, failed: &Failed) -> bool {
    let failure: &Failure = &failed.failure;
    let is_timeout = failure.is(error::TIMEOUT);
    names.iter().any(|name| match &**name {
        error::ALL => true,
        error::TASK_FAILED => !is_timeout,
        error::HEARTBEAT_TIMEOUT => failed.heartbeat || failure.is(error::HEARTBEAT_TIMEOUT),
        // A branch's failure keeps its own name; this one matches it as well.
        error::BRANCH_FAILED => matches!(frame.state().kind, StateKind::Parallel(_)),
        name => failure.is(name),
    })
}

/// How long the retry after `n_used` earlier ones waits.
pub(super) fn delay(retrier: &Retrier, n_used: u32, random: &Random) -> Duration {
    let exponent = i32::try_from(n_used).unwrap_or(i32::MAX);
    let backed_off = retrier.interval.0 as f64 * retrier.backoff_rate.powi(exponent);
    let longest = retrier.max_delay.unwrap_or(DELAY_MAX).0 as f64;
    let delay = backed_off.min(longest);
    Duration(match retrier.jitter_strategy {
        JitterStrategy::None => delay as u64,
        JitterStrategy::Full => (delay * random.next_f64()) as u64,
    })
}

/// `MaxDelaySeconds` cannot be more: 31,622,400 seconds.
const DELAY_MAX: Duration = Duration::from_secs(31_622_400);
