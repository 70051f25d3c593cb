//! How long JSONata expressions take, called as the engine calls them: parsed once, data shared.
//!
//! Reads a question (`expr`, `data`) a line from standard input and answers with nanoseconds a
//! line. `benches/jsonata.mjs` drives it natively and in wasm, beside npm jsonata.

use std::cell::RefCell;

use signalbox::query::jsonata::{Environment, Expression, Outcome};
use signalbox::query::random::Random;
use signalbox::value::Json;

thread_local! {
    static PREPARED: RefCell<Vec<(Expression, Json)>> = const { RefCell::new(Vec::new()) };
}

/// Answers a question as `signalbox jsonata` does: the suite is asked in wasm through this.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn ask(question: &str) -> String {
    signalbox::query::jsonata::answer_line(question)
}

/// Keeps a question for [`run`]; gives its number.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn prepare(question: &str) -> usize {
    let question = Json::parse(question).expect("a question is JSON");
    let field = |name| question.get(name).cloned().unwrap_or_default();
    let text = field("expr");
    let expression = Expression::parse(text.as_str().unwrap_or_default());
    PREPARED.with_borrow_mut(|prepared| {
        prepared.push((expression.expect("a bench's expression parses"), field("data")));
        prepared.len() - 1
    })
}

/// Evaluates a question so many times; the last result as JSON text.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
pub fn run(number: usize, times: usize) -> String {
    let random = Random::new(0);
    let environment = Environment::new(&random);
    PREPARED.with_borrow(|prepared| {
        let (expression, data) = &prepared[number];
        let mut result = String::new();
        for turn in 0..times {
            let outcome = expression.evaluate(Some(data), &environment);
            if turn + 1 == times {
                result = match outcome {
                    Ok(Outcome::Json(value)) => value.to_string(),
                    other => format!("{other:?}"),
                };
            }
        }
        result
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use std::time::Instant;

    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    for line in std::io::stdin().lines() {
        let number = prepare(&line.expect("standard input is text"));
        let nanoseconds = |times| {
            let begun = Instant::now();
            std::hint::black_box(run(number, times));
            begun.elapsed().as_nanos() as f64
        };
        let mut times = 1;
        while nanoseconds(times) < 40e6 {
            times *= 2;
        }
        let turns = (0..8).map(|_| nanoseconds(times) / times as f64);
        println!("{}", turns.fold(f64::INFINITY, f64::min));
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}
