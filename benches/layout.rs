//! How long the layout takes on plain graphs (`node ../shared/bench/layout/gen.mjs FOLDER` makes
//! some), and how long the whole drawing takes of the machines that they are made from.
//!
//! Natively: `cargo bench --bench layout -- FILE…`, a line for each: its milliseconds. In wasm,
//! beside other layouts and with the quality of all: `benches/layout.mjs`.

use std::cell::RefCell;
use std::sync::Arc;

use signalbox::asl::{self, StateMachine};
use signalbox::graph::{PlainGraph, View, draw};

thread_local! {
    static GRAPHS: RefCell<Vec<PlainGraph>> = const { RefCell::new(Vec::new()) };
    static MACHINES: RefCell<Vec<Arc<StateMachine>>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a plain graph for [`lay_out`]; gives its number.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn prepare(text: &str) -> usize {
    let graph = PlainGraph::parse(text).expect("the generator writes graphs");
    GRAPHS.with_borrow_mut(|graphs| {
        graphs.push(graph);
        graphs.len() - 1
    })
}

/// Gives everything in a graph its place.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn lay_out(number: usize) {
    GRAPHS.with_borrow_mut(|graphs| graphs[number].lay_out());
}

/// The places, as JSON.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn places(number: usize) -> String {
    GRAPHS.with_borrow(|graphs| graphs[number].to_string())
}

/// Keeps a definition for [`draw_machine`]; gives its number.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn prepare_machine(text: &str) -> usize {
    let machine = asl::parse(text).machine.expect("the generator writes definitions");
    MACHINES.with_borrow_mut(|machines| {
        machines.push(machine);
        machines.len() - 1
    })
}

/// Draws a machine as the page does, texts and paths included; gives the number of its nodes.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn draw_machine(number: usize) -> usize {
    MACHINES.with_borrow(|machines| draw(&machines[number], &View::default()).nodes.len())
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    let files: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if files.is_empty() {
        println!("layout bench: skipped, no graphs given");
    }
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a graph can be read");
        let number = prepare(&text);
        println!("{:.3}", best(|| lay_out(number)));
    }
}

/// The least milliseconds of all runs that fit into a second.
#[cfg(not(target_arch = "wasm32"))]
fn best(mut run: impl FnMut()) -> f64 {
    use std::time::Instant;

    let mut least = f64::INFINITY;
    let begun = Instant::now();
    while begun.elapsed().as_secs_f64() < 1.0 {
        let run_begun = Instant::now();
        run();
        least = least.min(run_begun.elapsed().as_secs_f64());
    }
    least * 1000.0
}

#[cfg(target_arch = "wasm32")]
fn main() {}
