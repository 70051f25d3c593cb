//! How a function runs: its time, its steps, its log, its deployment.

use super::*;

#[test]
fn time_stands_while_code_runs_and_goes_on_while_it_sleeps() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    simulator.update(Action::Tick { elapsed_ms: 9000.0 });
    assert_eq!(simulator.clock().now, START);
    let invocation = simulator.running_invocation().expect("it runs").id;
    simulator.update(Action::SleepInvocation { invocation, span: Duration::from_secs(2) });
    simulator.update(Action::Tick { elapsed_ms: 1500.0 });
    assert_eq!(simulator.clock().now, START + Duration(1500));
    assert!(simulator.running_invocation().is_none());
    assert_eq!(simulator.upcoming().map(|next| next.after), Some(Duration(500)));
    simulator.update(Action::Skip);
    assert_eq!(simulator.running_invocation().map(|it| it.stage), Some(Stage::Running));
    assert_eq!(simulator.clock().now, START + Duration(2000));
}

#[test]
fn who_sleeps_or_loops_past_the_timeout_is_killed_on_the_clock() {
    for sleeps in [true, false] {
        let mut simulator = opened(SEND);
        by_function(&mut simulator);
        start(&mut simulator, r#"{"kind": "a"}"#);
        let invocation = simulator.running_invocation().expect("it runs").id;
        if sleeps {
            simulator.update(Action::SleepInvocation { invocation, span: Duration::from_secs(60) });
            simulator.update(Action::Skip);
        } else {
            end(&mut simulator, FunctionResult::TimedOut);
        }
        assert_eq!(simulator.clock().now, START + Duration::from_secs(5));
        let log = simulator.invocation_logs().last().expect("it has ended").clone();
        assert_eq!(log.result, FunctionResult::TimedOut);
        let told = format!("{} {} Task timed out after 5.00 seconds", log.ended_at, log.request_id);
        assert_eq!(log.lines[1], told);
        assert!(log.lines[3].contains("\tBilled Duration: 5000 ms\t"), "{:?}", log.lines);
    }
}

#[test]
fn a_step_leads_into_the_function_and_no_further() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    simulator.update(Action::Pause);
    start(&mut simulator, r#"{"kind": "a"}"#);
    for _ in 0..20 {
        simulator.update(Action::Step);
    }
    let token = token(&records(&simulator)[0]);
    assert_eq!(simulator.waiting().len(), 1, "nothing happens before the function has ended");
    let success = json!({ "TaskToken": token, "Output": "1" });
    ask(&mut simulator, "sfn:sendTaskSuccess", success).expect("it is taken");
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    assert_eq!(simulator.runs()[0].status, Status::Running);
    for _ in 0..9 {
        simulator.update(Action::Step);
    }
    assert_eq!(simulator.runs()[0].status, Status::Succeeded);
}

#[test]
fn a_log_is_cloudwatchs() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let invocation = simulator.running_invocation().expect("it runs").clone();
    let line = |text: &str, is_of_init| LogLine {
        at: START,
        level: "INFO".into(),
        text: text.into(),
        is_of_init,
    };
    let lines = vec![line("Loading function", true), line("hello", false)];
    simulator.update(Action::LogFromFunction { invocation: invocation.id, lines });
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    let id = &invocation.request_id;
    let expected = [
        "2023-11-14T22:13:20.000Z\tundefined\tINFO\tLoading function".to_owned(),
        format!("START RequestId: {id} Version: $LATEST"),
        format!("2023-11-14T22:13:20.000Z\t{id}\tINFO\thello"),
        format!("END RequestId: {id}"),
        format!(
            "REPORT RequestId: {id}\tDuration: 0.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB"
        ),
    ];
    assert_eq!(simulator.invocation_logs()[0].lines, expected);
}

#[test]
fn what_is_kept_of_an_invocation_is_bounded() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    for n in 0..40 {
        start(&mut simulator, &format!(r#"{{"kind": {n}}}"#));
        let invocation = simulator.running_invocation().expect("it runs").id;
        let line = LogLine {
            at: START,
            level: "INFO".into(),
            text: "x".repeat(10_000),
            is_of_init: false,
        };
        let lines = vec![line; 100];
        simulator.update(Action::LogFromFunction { invocation, lines });
        end(&mut simulator, FunctionResult::Returned(Json::from("y".repeat(1_000_000))));
    }
    let logs = simulator.invocation_logs();
    assert!(logs.len() < 40);
    assert_eq!(logs[0].lines[4], "… 97 lines more, which Signalbox does not keep");
    assert_eq!(logs[0].result, FunctionResult::Returned(Json::from("… 1000002 bytes")));
    let n_bytes = simulator.save().len();
    assert!(n_bytes < 2_500_000, "a browser keeps 5 MB: {n_bytes}");
}

#[test]
fn code_runs_once_it_is_deployed() {
    let mut simulator = opened(SEND);
    let code = |simulator: &Simulator| {
        simulator.world().function("worker").and_then(|it| it.code()).expect("code").to_string()
    };
    let declared = code(&simulator);
    let edit = |code: &str| Action::EditFunction { function: "worker".into(), code: code.into() };
    simulator.update(edit("exports.handler = async () => 1;"));
    assert_eq!(code(&simulator), declared, "it is not deployed");
    let code_of_mine = "exports.handler = async () => 1;".to_owned();
    simulator.update(Action::DeployFunction { function: "worker".into(), code: code_of_mine });
    assert_eq!(code(&simulator), "exports.handler = async () => 1;");
    simulator.update(edit("exports.handler = async () => 1;"));
    let worker = simulator.world().function("worker").expect("it is there").clone();
    assert_eq!((worker.draft, worker.n_deployments), (None, 1), "nothing is left to deploy");
    simulator = Simulator::load(&simulator.save(), 2, START);
    assert_eq!(code(&simulator), "exports.handler = async () => 1;");
}

#[test]
fn a_reload_runs_nothing_again_that_has_ended() {
    let mut simulator = opened(SEND);
    by_function(&mut simulator);
    start(&mut simulator, r#"{"kind": "a"}"#);
    let under_way = simulator.running_invocation().expect("it runs").clone();
    let mut loaded = Simulator::load(&simulator.save(), 2, START);
    loaded.run_functions();
    let anew = loaded.running_invocation().expect("it begins anew");
    assert_eq!((anew.id, &anew.event), (under_way.id, &under_way.event));

    let token = token(&records(&simulator)[0]);
    let success = json!({ "TaskToken": token, "Output": "1" });
    ask(&mut simulator, "sfn:sendTaskSuccess", success).expect("it is taken");
    end(&mut simulator, FunctionResult::Returned(Json::Null));
    let mut loaded = Simulator::load(&simulator.save(), 2, START);
    loaded.run_functions();
    loaded.update(Action::Skip);
    assert_eq!(loaded.invocations().count(), 0);
    assert_eq!(loaded.invocation_logs(), simulator.invocation_logs());
    assert_eq!(loaded.runs()[0].status, Status::Succeeded);
}
