//! Runs the functions that the simulator wants run: starts them in the sandbox, passes on what they
//! ask and what AWS answers, and sees to it that every invocation comes to its end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;

use super::protocol;
use crate::services::FunctionResult;
use crate::simulator::{Action, InvocationId, Simulator, Stage};
use crate::ui::hooks::Store;
use crate::value::Json;

#[wasm_bindgen]
extern "C" {
    /// Defined by start.js; loads the script and opens the sandbox, once.
    #[wasm_bindgen(catch, js_name = openSignalboxSandbox)]
    fn open_sandbox(on_message: &Closure<dyn Fn(f64, String)>) -> Result<Promise, JsValue>;

    /// What `SignalboxSandbox.open` gives.
    #[derive(Clone)]
    type Sandbox;

    #[wasm_bindgen(method)]
    fn send(this: &Sandbox, id: f64, message: &JsValue) -> Promise;
}

/// What lives as long as the page.
#[derive(Default)]
struct Runner {
    on_message: Option<Closure<dyn Fn(f64, String)>>,
    /// The runs that the sandbox has.
    runs: BTreeMap<InvocationId, Run>,
}

#[derive(Default)]
struct Run {
    n_replied: usize,
    is_asleep: bool,
}

/// Keeps the sandbox at what the simulator wants run, after every change.
#[hook]
pub fn use_functions(store: &Store) {
    let runner = use_mut_ref(Runner::default);
    let (simulator, on_action) = (store.handle(), store.on_action.clone());
    // Looked at in the effect, not while drawing: of two drawings in a row only one has its effect.
    use_effect(move || {
        let told = take_up(&mut runner.borrow_mut(), &simulator.borrow());
        for (id, message) in told {
            match message {
                Told::Send(message) => send(&runner, id, message, &on_action),
                Told::NoCode => on_action.emit(no_code(id)),
            }
        }
    });
}

enum Told {
    Send(Json),
    NoCode,
}

/// What the sandbox must be told so that it is where the simulator is.
fn take_up(runner: &mut Runner, simulator: &Simulator) -> Vec<(InvocationId, Told)> {
    let mut told = Vec::new();
    let is_over = |id: &InvocationId| !simulator.invocations().any(|it| it.id == *id);
    let over: Vec<InvocationId> = runner.runs.keys().copied().filter(is_over).collect();
    for id in over {
        runner.runs.remove(&id);
        told.push((id, Told::Send(protocol::stop())));
    }
    for invocation in simulator.invocations() {
        if let Some(run) = runner.runs.get_mut(&invocation.id) {
            run.is_asleep |= invocation.stage != Stage::Running;
        }
    }
    let Some(invocation) = simulator.running_invocation() else { return told };
    let id = invocation.id;
    match runner.runs.get_mut(&id) {
        None => {
            runner.runs.insert(id, Run::default());
            let start = protocol::start(simulator, invocation);
            told.push((id, start.map_or(Told::NoCode, Told::Send)));
        }
        Some(run) => {
            if std::mem::take(&mut run.is_asleep) {
                told.push((id, Told::Send(protocol::wake(simulator.clock().now))));
            }
            for reply in &invocation.replies[run.n_replied.min(invocation.replies.len())..] {
                let reply = protocol::reply(reply, &invocation.request_id);
                told.push((id, Told::Send(reply)));
            }
            run.n_replied = invocation.replies.len();
        }
    }
    told
}

/// Sends a message to the sandbox, which is opened when it is not yet.
fn send(
    runner: &Rc<RefCell<Runner>>,
    id: InvocationId,
    message: Json,
    on_action: &Callback<Action>,
) {
    let opening = {
        let mut runner = runner.borrow_mut();
        let on_message = runner.on_message.get_or_insert_with(|| {
            let on_action = on_action.clone();
            Closure::new(move |id: f64, text: String| {
                let actions = protocol::actions_of(InvocationId(id as u64), &text);
                actions.into_iter().for_each(|action| on_action.emit(action));
            })
        });
        open_sandbox(on_message)
    };
    let on_action = on_action.clone();
    wasm_bindgen_futures::spawn_local(async move {
        if let Err(error) = passed_on(opening, id, &message).await {
            let why = error.as_string().unwrap_or_else(|| format!("{error:?}"));
            on_action.emit(lost(id, &why));
        }
    });
}

async fn passed_on(
    opening: Result<Promise, JsValue>,
    id: InvocationId,
    message: &Json,
) -> Result<(), JsValue> {
    let sandbox: Sandbox = JsFuture::from(opening?).await?.unchecked_into();
    let message = JSON::parse(&message.to_string())?;
    JsFuture::from(sandbox.send(id.0 as f64, &message)).await.map(|_| ())
}

fn no_code(invocation: InvocationId) -> Action {
    let error_type = "Signalbox.NoCode".to_owned();
    let message = "The function has no Node.js code that can be run here".to_owned();
    let result = FunctionResult::Threw { error_type, message, trace: Vec::new() };
    Action::EndInvocation { invocation, result }
}

fn lost(invocation: InvocationId, why: &str) -> Action {
    let error_type = "Signalbox.NoSandbox".to_owned();
    let message = format!("The sandbox could not be opened: {why}");
    let result = FunctionResult::Threw { error_type, message, trace: Vec::new() };
    Action::EndInvocation { invocation, result }
}
