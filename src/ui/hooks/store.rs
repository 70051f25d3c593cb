//! The one store: a simulator, and the page drawn anew whenever it has changed.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use yew::prelude::*;

use crate::simulator::{Action, Simulator};

pub struct Store {
    simulator: Rc<RefCell<Simulator>>,
    n_acts: Rc<Cell<u64>>,
    /// The same callback for as long as the page lives.
    pub on_action: Callback<Action>,
}

impl Store {
    pub fn simulator(&self) -> Ref<'_, Simulator> {
        self.simulator.borrow()
    }

    /// For effects, which look at it after the page is drawn.
    pub fn handle(&self) -> Rc<RefCell<Simulator>> {
        self.simulator.clone()
    }

    /// Grows when something has changed that is worth keeping; time that merely goes on is not.
    pub fn n_changes(&self) -> u64 {
        self.n_acts.get() + self.simulator().n_events_live() as u64
    }

    /// Writes the whole simulator down whenever it is called.
    pub fn saving(&self) -> impl Fn() -> String + Clone + 'static {
        self.asking(Simulator::save)
    }

    /// A question to the simulator, for later.
    pub fn asking<T>(
        &self,
        question: impl Fn(&Simulator) -> T + Clone + 'static,
    ) -> impl Fn() -> T + Clone + 'static {
        let simulator = self.simulator.clone();
        move || question(&simulator.borrow())
    }
}

/// Holds the simulator. It is changed in place: a copy for each action would cost as much as its
/// longest history.
#[hook]
pub fn use_store(start: impl FnOnce() -> Simulator) -> Store {
    let simulator = use_mut_ref(start);
    let n_acts = use_memo((), |()| Cell::new(0));
    let redraw = use_force_update();
    let on_action = {
        let (simulator, n_acts) = (simulator.clone(), n_acts.clone());
        use_callback((), move |action: Action, ()| {
            if !matches!(action, Action::Tick { .. }) {
                n_acts.set(n_acts.get() + 1);
            }
            simulator.borrow_mut().update(action);
            redraw.force_update();
        })
    };
    Store { simulator, n_acts, on_action }
}
