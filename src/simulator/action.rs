//! Everything a person can do, as data.

use serde::{Deserialize, Serialize};

use super::{DocumentId, FunctionCall, InvocationId, LogLine, MessageId, RunId};
use crate::asl::{StateName, WorkflowType};
use crate::engine::TaskId;
use crate::services::{Consumer, FunctionResult, Mock, Outcome, QueueSettings, Subscription};
use crate::time::Duration;

/// What [`Simulator::update`](super::Simulator::update) takes. Texts are as typed: tokens, outputs
/// and names may be anything, and what AWS would say of them is kept to be shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    // What is open.
    /// A sample of the gallery, by its id.
    OpenSample(String),
    /// A file's or the clipboard's text: a definition in JSON or YAML, a template, a mock file for
    /// the open document, or the history of one of its executions.
    Open {
        name: String,
        text: String,
    },
    /// A file that is no text.
    RefuseFile(String),
    /// A value for a parameter of the template that the open document comes from.
    SetParameter {
        name: String,
        value: String,
    },
    /// A value for a `${name}` of the definition that the open document comes from.
    SetPlaceholder {
        name: String,
        value: String,
    },
    SelectDocument(DocumentId),
    CloseDocument(DocumentId),
    EditDefinition(String),
    EditInput(String),
    /// An input made from what the definition reads, in the place of what stands there.
    SuggestInput,
    SelectState(Option<StateName>),

    // Executions.
    /// What StartExecution gets beside the input: a name (one is made up where it is empty), and
    /// of what type the state machine is.
    Configure {
        execution_name: String,
        workflow_type: WorkflowType,
    },
    /// Starts the open document's state machine with its input.
    Start,
    SelectRun(RunId),
    RemoveRun(RunId),
    /// StopExecution of the selected run; empty texts are left out, as in the console.
    StopExecution {
        error: String,
        cause: String,
    },
    /// RedriveExecution of the selected run.
    RedriveExecution,

    // Callbacks and tasks.
    SendTaskSuccess {
        token: String,
        output: String,
    },
    /// Empty texts are left out.
    SendTaskFailure {
        token: String,
        error: String,
        cause: String,
    },
    SendTaskHeartbeat {
        token: String,
    },
    /// A worker polls for an activity's task.
    GetActivityTask {
        run: RunId,
        task: TaskId,
        worker_name: String,
    },
    /// The person plays the service.
    AnswerTask {
        run: RunId,
        task: TaskId,
        outcome: Outcome,
    },
    /// Who answers the tasks of a state from now on, in the open document.
    SetMock {
        state: StateName,
        mock: Mock,
    },
    /// A `MockConfigFile.json` for the open document: the named test case, or the first one that is
    /// for its state machine. What it says of a state replaces what was set.
    OpenMocks {
        text: String,
        test_case: Option<String>,
    },

    /// Leaves the open document's tasks to the mocked services again.
    ClearMocks,

    // Queues and topics, by name.
    Queue {
        queue: String,
        action: QueueAction,
    },
    Message {
        message: MessageId,
        action: MessageAction,
    },
    /// Something that goes wrong with a message, all of it at once.
    Mishap {
        message: MessageId,
        mishap: Mishap,
    },
    Subscribe {
        topic: String,
        subscription: Subscription,
    },
    Unsubscribe {
        topic: String,
        endpoint: String,
    },

    // Lambda functions.
    /// Who receives what comes into a queue: a function, or rules; `None` leaves it to the person.
    SetConsumer {
        queue: String,
        consumer: Option<Consumer>,
    },
    /// Writes code, which nobody runs before it is deployed; `function` is made if there is none.
    EditFunction {
        function: String,
        code: String,
    },
    /// UpdateFunctionCode: this is what runs from now on.
    DeployFunction {
        function: String,
        code: String,
    },
    /// Invokes a function with an event, which is JSON text.
    TestFunction {
        function: String,
        event: String,
    },

    // What the one who runs code tells of the running invocation.
    /// What it wrote to its log.
    LogFromFunction {
        invocation: InvocationId,
        lines: Vec<LogLine>,
    },
    /// It asks AWS for something; the answer is among [`Invocation::replies`](super::Invocation).
    CallFromFunction {
        invocation: InvocationId,
        call: FunctionCall,
    },
    /// It waits for a timer of its own, and is to be run again when so much time has gone by.
    SleepInvocation {
        invocation: InvocationId,
        span: Duration,
    },
    /// It has nothing left to do before what it asked for is answered, or a timer of its own is due;
    /// so many answers have come to it.
    AwaitReplies {
        invocation: InvocationId,
        n_received: usize,
        timer: Option<Duration>,
    },
    /// How it ended; `TimedOut` is that it does not rest and was killed.
    EndInvocation {
        invocation: InvocationId,
        result: FunctionResult,
    },

    // The clock.
    /// Real milliseconds since the last tick; moves virtual time when the clock is playing.
    Tick {
        elapsed_ms: f64,
    },
    Play,
    Pause,
    /// Virtual milliseconds for each real one.
    SetSpeed(f64),
    /// The selected run's next event, however far away in time.
    Step,
    /// On to the next instant at which something happens, and all that happens then.
    Skip,
    /// Looks at the selected run after its first so many recorded events; `None` is live.
    Seek(Option<usize>),

    // What the page remembers.
    SetLanguage(String),
    SetTheme(Theme),
    DismissHint(String),
    DismissNotice,
}

#[derive(Clone, Debug, PartialEq)]
pub enum QueueAction {
    /// ReceiveMessage: up to ten at once.
    Receive { max: usize },
    /// StartMessageMoveTask from a dead-letter queue to where its messages came from.
    Redrive,
    /// PurgeQueue.
    Purge,
    /// Somebody else's message, without a task behind it.
    Send { body: String, group_id: Option<String> },
    /// CreateQueue or SetQueueAttributes.
    Configure(QueueSettings),
    /// DeleteQueue: sending to it then fails, as on AWS.
    Delete,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageAction {
    /// ReceiveMessage that happens to get this one.
    Receive,
    /// DeleteMessage.
    Delete,
    /// ChangeMessageVisibility to 0.
    Return,
    /// What happens when consumers fail too often, at once.
    MoveToDeadLetterQueue,
}

/// What goes wrong with messages in the world, for a person to see what AWS makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// SQS delivers at least once: two consumers get the message, and both answer well.
    DeliveredTwice,
    /// Two subscribers (or consumers) answer the same token, the first well, the second not.
    Race,
    /// A consumer takes the message, and is never heard of again.
    Silence,
    /// The message is gone before anybody has read it.
    Loss,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}
