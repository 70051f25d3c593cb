//! The cases of `cases.txt`.

use signalbox::asl::{Options, parse_json_or_yaml};
use signalbox::simulator::{Action, Expectations, Simulator};
use signalbox::value::Json;

use crate::{START, run};

struct Case<'a> {
    title: &'a str,
    definition: String,
    expected: Vec<&'a str>,
}

#[test]
fn definitions_expect_what_they_read() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("cases.txt")) {
        let told = judge(&case).into_iter().map(|what| format!("{}: {what}", case.title));
        wrong.extend(told);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let read = |block| {
        let (title, rest) = str::split_once(block, '\n').expect("a title");
        let (states, expected) = rest.split_once("\n--\n").expect("dashes behind the states");
        let first = states.split(": {").next().unwrap_or_default();
        let indented: String = states.lines().map(|line| format!("  {line}\n")).collect();
        let definition = format!("StartAt: {first}\nStates:\n{indented}");
        let expected = expected.lines().filter(|line| !line.is_empty()).collect();
        Case { title, definition, expected }
    };
    text.split("\n== ").skip(1).map(read).collect()
}

fn judge(case: &Case) -> Vec<String> {
    let parsed = parse_json_or_yaml(&case.definition, Options::default());
    let Some(machine) = parsed.machine else { return vec![format!("{:?}", parsed.diagnostics)] };
    let expectations = Expectations::of(&machine);
    let mut wrong = Vec::new();
    let mut compare = |what: &str, found: &Json, wanted: &str| {
        let wanted = Json::parse(wanted).unwrap_or_else(|_| panic!("{}: {wanted}", case.title));
        if *found != wanted {
            wrong.push(format!("{what}\n     is {found}\n not is {wanted}"));
        }
    };
    let mut end = "Succeeded";
    for line in &case.expected {
        let (what, rest) = line.split_once(' ').expect("a word and what it says");
        match what {
            "input" => compare("input", expectations.input(), rest),
            "answer" => {
                let (asked, wanted) = rest.split_once(" -> ").expect("an arrow");
                let begins = asked.find(['{', '[', '"']).expect("an answer");
                let state = asked[..begins].trim();
                let answer = Json::parse(&asked[begins..]).expect("an answer in JSON");
                compare(state, &expectations.complete(state, answer), wanted);
            }
            "ends" => end = rest,
            other => panic!("{}: {other}?", case.title),
        }
    }
    let mut simulator = Simulator::new(1, START);
    simulator.update(Action::Open { name: "case.yaml".into(), text: case.definition.clone() });
    let (status, why) = run(&mut simulator);
    if format!("{status:?}") != end {
        wrong.push(format!("ends {status:?}: {why}"));
    }
    wrong
}
