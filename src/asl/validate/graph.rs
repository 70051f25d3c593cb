//! Do all transitions lead somewhere, does the machine end, is every state reached?

use std::collections::BTreeSet;

use crate::asl::parse::{Reference, Scope, ScopeState, has_placeholder};
use crate::asl::{Code, Diagnostic, Severity};
use crate::sort;

/// Dangling targets first; then a definition that cannot end, or else states that nothing leads to.
pub(in crate::asl) fn graph(scopes: &[Scope]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        scopes.iter().flat_map(dangling_targets).map(missing_target).collect();
    let endless = scopes.iter().find(|scope| scope.is_definition && is_endless(scope));
    match endless {
        Some(scope) => found.push(missing_end_state(scope)),
        None => found.extend(scopes.iter().flat_map(unreachable_states)),
    }
    found
}

/// State names are unique over a whole definition, nested machines included.
pub(in crate::asl) fn duplicate_names(scopes: &[Scope]) -> Vec<Diagnostic> {
    let mut states: Vec<_> = scopes.iter().flat_map(|scope| &scope.states).collect();
    sort::by_key(&mut states, |(_, state)| state.name_span.start);
    let mut seen = BTreeSet::new();
    states.retain(|(name, _)| !seen.insert(*name));
    let duplicates = states.into_iter().map(|(name, state)| {
        let message = format!("Duplicate State name: {name}");
        about_state(Code::DuplicateStateName, message, state)
    });
    duplicates.collect()
}

fn dangling_targets(scope: &Scope) -> impl Iterator<Item = &Reference> {
    unknown_targets(scope).filter(|target| !has_placeholder(&target.name))
}

/// Targets that name no state, also where a placeholder is to be filled in.
fn unknown_targets(scope: &Scope) -> impl Iterator<Item = &Reference> {
    let targets = scope.start_at.iter().chain(scope.states.values().flat_map(|s| &s.targets));
    targets.filter(|target| !scope.states.contains_key(&target.name))
}

/// Whether a placeholder's value may lead to any of the states.
fn is_open(scope: &Scope) -> bool {
    scope.states.values().any(|state| state.is_open)
        || unknown_targets(scope).any(|target| has_placeholder(&target.name))
}

fn missing_target(target: &Reference) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: Code::MissingTransitionTarget,
        // AWS says `Next` whatever the field is called.
        message: format!("Missing 'Next' target: {}", target.name),
        location: Some(target.location.clone()),
        span: target.span.clone(),
    }
}

fn is_endless(scope: &Scope) -> bool {
    !scope.states.values().any(|state| state.is_terminal) && !is_open(scope)
}

fn missing_end_state(scope: &Scope) -> Diagnostic {
    let span = scope.start_at.as_ref().map_or(0..0, |start_at| start_at.span.clone());
    let message = "Workflow has no terminal state".to_owned();
    let code = Code::MissingEndState;
    Diagnostic { severity: Severity::Error, code, message, location: None, span }
}

fn unreachable_states(scope: &Scope) -> Vec<Diagnostic> {
    // Without StartAt nothing can be said.
    let Some(start_at) = scope.start_at.as_ref().filter(|_| !is_open(scope)) else {
        return Vec::new();
    };
    let mut reached = BTreeSet::new();
    let mut to_visit = vec![&start_at.name];
    while let Some(name) = to_visit.pop() {
        if let Some(state) = scope.states.get(name)
            && reached.insert(name)
        {
            to_visit.extend(state.targets.iter().map(|target| &target.name));
        }
    }
    let unreachable = scope.states.iter().filter(|(name, _)| !reached.contains(name));
    let diagnostics = unreachable.map(|(name, state)| {
        let message = format!("State \"{name}\" is not reachable.");
        about_state(Code::MissingTransitionTarget, message, state)
    });
    diagnostics.collect()
}

fn about_state(code: Code, message: String, state: &ScopeState) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code,
        message,
        location: Some(state.location.clone()),
        span: state.name_span.clone(),
    }
}
