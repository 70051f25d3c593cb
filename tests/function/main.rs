//! Lambda functions: what invokes them, what they ask of AWS, what becomes of their results, and
//! rules in their place. The code itself is run by the page (tests/browser/function.test.mjs); here
//! the test plays the one who runs it.

mod batches;
mod calls;
mod rules;
mod runs;
mod whatever;

use signalbox::engine::Status;
use signalbox::json;
use signalbox::query::random::Random;
use signalbox::services::{
    BodyTest, Consumer, FunctionResult, Outcome, Response, Rule, Subscription,
};
use signalbox::simulator::view::MessagePlace;
use signalbox::simulator::{Action, FunctionCall, InvocationId, LogLine, Simulator, Stage};
use signalbox::time::{Duration, Timestamp};
use signalbox::ui::function::model::{
    FunctionModel, Outcome as Shown, Running, Standing, TriggerView,
};
use signalbox::value::Json;

const START: Timestamp = Timestamp(1_700_000_000_000);

/// A queue with a dead-letter queue, a topic, and functions that listen to both.
const TEMPLATE: &str = r#"
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: jobs
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
  Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead } }
  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news, Subscription: [ { Protocol: lambda, Endpoint: !GetAtt Worker.Arn } ] } }
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Handler: index.handler
      Runtime: nodejs22.x
      Timeout: 5
      Code: { ZipFile: "exports.handler = async () => 'declared';" }
  Snake:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: snake, Handler: index.handler, Runtime: python3.13, Code: { ZipFile: "def handler(e, c): pass" } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: !Ref Worker, BatchSize: 2, FunctionResponseTypes: [ReportBatchItemFailures] }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: machine
      Definition: DEFINITION
"#;

/// The template with a machine of one task.
fn opened(task: &str) -> Simulator {
    let definition = format!(
        r#"{{"StartAt": "Do", "States": {{"Do": {{"Type": "Task", "End": true, {task}}}}}}}"#
    );
    let mut simulator = Simulator::new(1, START);
    simulator.run_functions();
    let text = TEMPLATE.replace("DEFINITION", &definition);
    simulator.update(Action::Open { name: "template.yml".into(), text });
    assert_eq!(simulator.notice(), None);
    simulator
}

const SEND: &str = r#""Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters": {"QueueUrl": "https://sqs.ap-northeast-2.amazonaws.com/123456789012/jobs",
                   "MessageBody": {"kind.$": "$.kind", "token.$": "$$.Task.Token"}}"#;

fn by_function(simulator: &mut Simulator) {
    let consumer = Some(Consumer::Function("worker".into()));
    simulator.update(Action::SetConsumer { queue: "jobs".into(), consumer });
}

fn start(simulator: &mut Simulator, input: &str) {
    simulator.update(Action::EditInput(input.into()));
    simulator.update(Action::Start);
}

fn end(simulator: &mut Simulator, result: FunctionResult) {
    let invocation = simulator.running_invocation().expect("one runs").id;
    simulator.update(Action::EndInvocation { invocation, result });
}

fn threw(error_type: &str, message: &str) -> FunctionResult {
    let trace = vec![format!("{error_type}: {message}"), "    at handler (index.js:1:1)".into()];
    FunctionResult::Threw { error_type: error_type.into(), message: message.into(), trace }
}

/// Asks AWS for something as the running function, and gives the error's name or the answer.
fn ask(simulator: &mut Simulator, action: &str, parameters: Json) -> Result<Json, String> {
    let invocation = simulator.running_invocation().expect("one runs").id;
    let (service, action) = action.split_once(':').expect("service:action");
    let (service, action) = (service.to_owned(), action.to_owned());
    let call = FunctionCall { call: 7, service, action, parameters };
    simulator.update(Action::CallFromFunction { invocation, call });
    let running = simulator.running_invocation().expect("it runs still");
    let reply = running.replies.last().expect("a reply");
    assert_eq!(reply.call, 7);
    reply.result.clone().map_err(|error| error.name)
}

/// The events that the running function was given, as what its records carry.
fn records(simulator: &Simulator) -> Vec<Json> {
    let event = &simulator.running_invocation().expect("one runs").event;
    event.get("Records").and_then(Json::as_array).expect("records").to_vec()
}

fn text(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_else(|| panic!("{name} in {json}")).to_owned()
}

fn token(record: &Json) -> Json {
    let body = Json::parse(&text(record, "body")).expect("JSON");
    body.get("token").cloned().expect("a token")
}

fn places(simulator: &Simulator, lane: &str) -> Vec<MessagePlace> {
    let lanes = simulator.lanes();
    let lane = lanes.into_iter().find(|it| it.name == lane).expect("a lane");
    lane.messages.into_iter().map(|message| message.place).collect()
}
