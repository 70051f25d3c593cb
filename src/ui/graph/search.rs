//! Finding states by name.

use super::plan::Plan;
use crate::asl::StateName;
use crate::sort;

/// Of many matches, the best so many are shown.
pub const MATCHES_SHOWN_MAX: usize = 8;

/// The states whose names hold what was typed, the best first: those that begin with it, then those
/// in which a word does, then the others; in each group as the definition has them. Letters count
/// the same large and small; what is in a collapsed container is found too.
pub fn search(plan: &Plan, typed: &str) -> Vec<StateName> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let rank = |name: &str| {
        let name = name.to_lowercase();
        let at = name.find(&typed)?;
        let is_word = name[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        Some(if at == 0 { 0 } else { 2 - usize::from(is_word) })
    };
    let states = plan.machine().all_states().into_iter();
    let mut found: Vec<(usize, StateName)> =
        states.filter_map(|state| Some((rank(&state.name)?, state.name.clone()))).collect();
    sort::by_key(&mut found, |(rank, _)| *rank);
    found.into_iter().map(|(_, name)| name).take(MATCHES_SHOWN_MAX).collect()
}
